// Runs when the demo's Jenkins starts: a profile that leads to the emulator, and jobs to click on.
import com.cloudbees.plugins.credentials.CredentialsScope
import com.cloudbees.plugins.credentials.SystemCredentialsProvider
import com.cloudbees.plugins.credentials.domains.Domain
import hudson.util.Secret
import io.jenkins.plugins.b2.config.BackblazeB2Configuration
import io.jenkins.plugins.b2.config.Profile
import io.jenkins.plugins.b2.config.ProfileEncryption
import io.jenkins.plugins.b2.credentials.B2ApplicationKey
import jenkins.model.Jenkins
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition
import org.jenkinsci.plugins.workflow.job.WorkflowJob

def env = System.getenv()
def store = SystemCredentialsProvider.instance.store
store.addCredentials(Domain.global(), new B2ApplicationKey(
        CredentialsScope.GLOBAL, 'demo-key', 'The key of the emulator', env.B2_DEMO_KEY_ID,
        Secret.fromString(env.B2_DEMO_KEY)))
store.addCredentials(Domain.global(), new StringCredentialsImpl(
        CredentialsScope.GLOBAL, 'demo-passphrase', 'Encrypts the backups of the demo',
        Secret.fromString(UUID.randomUUID().toString())))

def profile = new Profile('demo', 'demo-key', env.B2_DEMO_BUCKET)
profile.realm = env.B2_DEMO_REALM
profile.encryption = new ProfileEncryption('demo-passphrase')
BackblazeB2Configuration.get().profiles = [profile]

def jenkins = Jenkins.get()
def pipeline = { name, file, description ->
    def job = jenkins.createProject(WorkflowJob, name)
    job.definition = new CpsFlowDefinition(new File(env.B2_DEMO_EXAMPLES, file).text, true)
    job.description = description
    job.save()
}
pipeline('backup', 'backup.jenkinsfile', 'Scripted: an encrypted backup, listed, restored and compared.')
pipeline('release', 'release.jenkinsfile', 'Declarative: a release goes to B2, only what changed.')

new File(env.B2_DEMO_EXAMPLES, 'freestyle.xml').withInputStream { jenkins.createProjectFromXML('freestyle', it) }

jenkins.numExecutors = 2
jenkins.save()
