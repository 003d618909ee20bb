// Runs when the demo's Jenkins starts: a profile that leads to the emulator, and jobs to click on.
import com.cloudbees.plugins.credentials.CredentialsScope
import com.cloudbees.plugins.credentials.SystemCredentialsProvider
import com.cloudbees.plugins.credentials.domains.Domain
import hudson.model.FreeStyleProject
import hudson.util.Secret
import io.jenkins.plugins.b2.config.BackblazeB2Configuration
import io.jenkins.plugins.b2.config.Profile
import io.jenkins.plugins.b2.config.ProfileEncryption
import io.jenkins.plugins.b2.credentials.B2ApplicationKey
import io.jenkins.plugins.b2.pipeline.B2DownloadStep
import io.jenkins.plugins.b2.pipeline.B2UploadStep
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

def loader = jenkins.pluginManager.uberClassLoader
def builder = { String type, step -> loader.loadClass("io.jenkins.plugins.b2.freestyle.$type").newInstance(step) }
try {
    def upload = new B2UploadStep()
    upload.file = 'config.xml'
    upload.name = 'freestyle/config.xml'
    def download = new B2DownloadStep()
    download.name = 'freestyle/config.xml.encrypted'
    download.file = 'back/config.xml'
    def steps = [builder('UploadBuilder', upload), builder('DownloadBuilder', download)]
    def job = jenkins.createProject(FreeStyleProject, 'freestyle')
    job.description = 'Without a Pipeline: uploads its own configuration and fetches it again.'
    job.customWorkspace = job.rootDir.path + '/workspace'
    new File(job.customWorkspace).mkdirs()
    new File(job.customWorkspace, 'config.xml').text = job.configFile.asString()
    steps.each { job.buildersList.add(it) }
    job.save()
} catch (ClassNotFoundException e) {
    println 'The demo has no freestyle job: this version of the plugin has no build steps.'
}
jenkins.numExecutors = 2
jenkins.save()
