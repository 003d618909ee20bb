package io.jenkins.plugins.b2.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.hudson.plugins.folder.AbstractFolderProperty;
import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.hudson.plugins.folder.icons.StockFolderIcon;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.model.Item;
import hudson.model.Result;
import hudson.security.ACL;
import hudson.util.Secret;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.bandwidth.BandwidthBroker;
import io.jenkins.plugins.b2.connection.Connection;
import io.jenkins.plugins.b2.credentials.B2ApplicationKey;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.pipeline.B2ListStep;
import java.io.ByteArrayInputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.transform.stream.StreamSource;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.util.NameValuePair;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Profiles of folders: who sees them, whose credentials they use, who may change them. */
@WithJenkins
class FolderProfilesTest {
    private static final String TEAM_BUCKET = "team-bucket";

    private JenkinsRule jenkins;
    private B2Emulator emulator;
    private Folder team;
    private Folder inner;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        emulator = B2Emulator.builder()
                .bucket(JenkinsWithB2.BUCKET)
                .bucket(TEAM_BUCKET)
                .start();
        emulator.put(JenkinsWithB2.BUCKET, "global.txt", new byte[1]);
        emulator.put(TEAM_BUCKET, "team.txt", new byte[1]);
        JenkinsWithB2.configure(emulator);
        team = rule.createProject(Folder.class, "team");
        inner = team.createProject(Folder.class, "inner");
        store(team)
                .addCredentials(
                        Domain.global(),
                        new B2ApplicationKey(
                                CredentialsScope.GLOBAL,
                                "team-key",
                                "",
                                emulator.applicationKeyId(),
                                Secret.fromString(emulator.applicationKey())));
    }

    @AfterEach
    void stop() throws Exception {
        emulator.close();
    }

    private static CredentialsStore store(Folder folder) {
        return CredentialsProvider.lookupStores(folder).iterator().next();
    }

    private Profile profile(String name) {
        Profile profile = new Profile(name, "team-key", TEAM_BUCKET);
        profile.setRealm(emulator.realm());
        return profile;
    }

    private static void give(Folder folder, Profile... profiles) throws Exception {
        folder.getProperties().remove(FolderProfiles.class);
        folder.addProperty(new FolderProfiles(List.of(profiles)));
    }

    private static WorkflowJob job(Folder folder, String script) throws Exception {
        WorkflowJob job = folder.createProject(
                WorkflowJob.class, "job" + folder.getItems().size());
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job;
    }

    private void lists(Folder folder, String step, String file) throws Exception {
        WorkflowRun run = jenkins.buildAndAssertSuccess(job(folder, "echo \"${" + step + "*.name}\""));
        jenkins.assertLogContains("[" + file + "]", run);
    }

    @Test
    void theNearestProfileWins() throws Exception {
        lists(inner, "b2List()", "global.txt");
        give(team, profile("main"));
        lists(inner, "b2List()", "team.txt");
        lists(team, "b2List(profile: 'main')", "team.txt");
        Profile back = new Profile("main", JenkinsWithB2.KEY_ID, JenkinsWithB2.BUCKET);
        back.setRealm(emulator.realm());
        give(inner, back);
        lists(inner, "b2List(profile: 'main')", "global.txt");
        lists(team, "b2List()", "team.txt");
        WorkflowJob outside = JenkinsWithB2.job("outside", "echo \"${b2List()*.name}\"");
        jenkins.assertLogContains("[global.txt]", jenkins.buildAndAssertSuccess(outside));
    }

    @Test
    void othersDoNotSeeIt() throws Exception {
        give(team, profile("secret"));
        Folder other = jenkins.createProject(Folder.class, "other");
        WorkflowRun run = jenkins.buildAndAssertStatus(Result.FAILURE, job(other, "b2List profile: 'secret'"));
        jenkins.assertLogContains(
                "ERROR: " + io.jenkins.plugins.b2.connection.Messages.Connection_noProfile("secret", "main"), run);
        run = jenkins.buildAndAssertStatus(Result.FAILURE, job(other, "b2List profile: 'nobody'"));
        jenkins.assertLogNotContains("secret", run);
        lists(team, "b2List(profile: 'secret')", "team.txt");
        lists(team, "b2List(profile: 'main')", "global.txt");
    }

    @Test
    void severalInAFolderNeedNaming() throws Exception {
        Profile second = profile("second");
        second.setAllowedJobs("team/**\n!team/inner/**");
        give(team, profile("first"), second);
        WorkflowRun run = jenkins.buildAndAssertStatus(Result.FAILURE, job(team, "b2List()"));
        jenkins.assertLogContains("Name one of them in the step", run);
        lists(team, "b2List(profile: 'second')", "team.txt");
        run = jenkins.buildAndAssertStatus(Result.FAILURE, job(inner, "b2List profile: 'second'"));
        jenkins.assertLogContains("is configured with the profile in the configuration of the folder 'team'", run);
    }

    @Test
    void systemCredentialsOfTheControllerAreOutOfReach() throws Exception {
        CredentialsProvider.lookupStores(jenkins.jenkins)
                .iterator()
                .next()
                .addCredentials(
                        Domain.global(),
                        new B2ApplicationKey(
                                CredentialsScope.SYSTEM,
                                "system-key",
                                "",
                                emulator.applicationKeyId(),
                                Secret.fromString(emulator.applicationKey())));
        Profile stolen = new Profile("stolen", "system-key", JenkinsWithB2.BUCKET);
        stolen.setRealm(emulator.realm());
        give(team, stolen);
        WorkflowRun run = jenkins.buildAndAssertStatus(Result.FAILURE, job(team, "b2List profile: 'stolen'"));
        jenkins.assertLogContains("among the credentials that the folder sees there is no", run);
    }

    @Test
    void limitsOfOneNameInTwoPlacesAreTwo() throws Exception {
        BackblazeB2Configuration.get().getProfiles().get(0).setMaxBandwidth("10 MB/s");
        Profile slow = profile("main");
        slow.setMaxBandwidth("1 MB/s");
        give(team, slow);
        WorkflowJob inTeam = job(team, "");
        WorkflowJob outside = JenkinsWithB2.job("outside", "");
        try (BandwidthBroker.Lease one = BandwidthBroker.get().lease(Connection.find(null, inTeam));
                BandwidthBroker.Lease other = BandwidthBroker.get().lease(Connection.find(null, outside))) {
            assertEquals(1_000_000, one.report(0));
            assertEquals(10_000_000, other.report(0));
            Profile fast = profile("main");
            fast.setMaxBandwidth("2 MB/s");
            give(team, fast);
            assertEquals(2_000_000, one.report(0), "a change holds for what runs");
        }
    }

    @Test
    void theFormKeepsWhatItGets() throws Exception {
        Profile profile = profile("main");
        profile.setPrefix("a/");
        profile.setEncryption(new ProfileEncryption(JenkinsWithB2.PASSPHRASE_ID));
        give(team, profile, profile("second"));
        Folder saved = jenkins.configRoundtrip(team);
        List<Profile> after = saved.getProperties().get(FolderProfiles.class).getProfiles();
        assertEquals(2, after.size());
        jenkins.assertEqualDataBoundBeans(profile, after.get(0));
        assertNull(
                jenkins.configRoundtrip(inner).getProperties().get(FolderProfiles.class), "a folder without profiles");
    }

    @Test
    @SuppressWarnings("rawtypes")
    void itIsWrittenAsOtherPropertiesAre() throws Exception {
        DescribableModel<FolderProfiles> model = DescribableModel.of(FolderProfiles.class);
        FolderProfiles made = model.instantiate(
                Map.of("profiles", List.of(Map.of("name", "a", "credentialsId", "b", "bucket", "c", "timeout", 60))),
                null);
        assertEquals(60, made.getProfiles().get(0).getTimeout());
        assertEquals("backblazeB2", model.uninstantiate2(made).getSymbol());
        assertTrue(AbstractFolderProperty.class.isAssignableFrom(model.getType()));
        Profile bad = profile("bad");
        bad.setPartSize("much");
        assertThrows(IllegalArgumentException.class, () -> new FolderProfiles(List.of(bad)));
    }

    @Test
    void nonsenseInXmlFailsItsOwnJobsOnly() throws Exception {
        String xml = "<com.cloudbees.hudson.plugins.folder.Folder><properties>"
                + "<io.jenkins.plugins.b2.config.FolderProfiles><profiles>"
                + "<io.jenkins.plugins.b2.config.Profile/><null/><io.jenkins.plugins.b2.config.Profile>"
                + "<name>main</name><enabled>true</enabled><bucket>b</bucket><credentialsId>team-key</credentialsId>"
                + "<maxBandwidth>much</maxBandwidth></io.jenkins.plugins.b2.config.Profile>"
                + "</profiles></io.jenkins.plugins.b2.config.FolderProfiles></properties>"
                + "</com.cloudbees.hudson.plugins.folder.Folder>";
        inner.updateByXml(new StreamSource(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8))));
        WorkflowJob job = job(inner, "b2List()");
        WorkflowRun run = jenkins.buildAndAssertStatus(Result.FAILURE, job);
        jenkins.assertLogContains("has an invalid setting", run);
        jenkins.assertLogContains("in the configuration of the folder 'team/inner'", run);
        try (BandwidthBroker.Lease ignored = BandwidthBroker.get().lease(Connection.find(null, job))) {
            lists(team, "b2List()", "global.txt");
        }
        inner.updateByXml(new StreamSource(new ByteArrayInputStream(xml.replace(
                        "<maxBandwidth>much</maxBandwidth>",
                        "<encryption><passphraseCredentialsId>p</passphraseCredentialsId><format>ROT13</format></encryption>")
                .getBytes(StandardCharsets.UTF_8))));
        run = jenkins.buildAndAssertStatus(Result.FAILURE, job);
        jenkins.assertLogContains("'ROT13' is not an encryption format", run);
        jenkins.assertLogNotContains("\tat ", run);
    }

    private String post(String user, String path, String... parameters) throws Exception {
        JenkinsRule.WebClient browser = jenkins.createWebClient().withBasicCredentials(user);
        browser.setJavaScriptEnabled(false);
        browser.setThrowExceptionOnFailingStatusCode(false);
        WebRequest request = new WebRequest(new URL(jenkins.getURL(), path), HttpMethod.POST);
        List<NameValuePair> pairs = new ArrayList<>();
        for (int i = 0; i < parameters.length; i += 2) {
            pairs.add(new NameValuePair(parameters[i], parameters[i + 1]));
        }
        request.setRequestParameters(pairs);
        var answer = browser.getPage(browser.addCrumb(request)).getWebResponse();
        return answer.getStatusCode() + " " + answer.getContentAsString();
    }

    @Test
    void whoeverConfiguresTheFolderDecides() throws Exception {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("lead", "reader")
                .grant(Item.CONFIGURE, CredentialsProvider.CREATE)
                .onItems(team)
                .to("lead"));
        String forms = "descriptorByName/" + Profile.class.getName() + "/";
        assertTrue(post("lead", "job/team/" + forms + "fillCredentialsIdItems").contains("team-key"));
        assertFalse(
                post("reader", "job/team/" + forms + "fillCredentialsIdItems").contains("team-key"));
        String test = "testConnection";
        String[] values = {"credentialsId", "team-key", "bucket", TEAM_BUCKET, "realm", emulator.realm()};
        assertTrue(post("lead", "job/team/" + forms + test, values).contains("is there"));
        for (String refused : List.of(
                post("reader", "job/team/" + forms + test, values),
                post("lead", forms + test, values),
                post("lead", "job/team/job/inner/" + forms + test, values),
                post("lead", forms + "checkName", "value", ""),
                post("reader", "job/team/" + forms + "checkName", "value", ""),
                post("reader", "job/team/" + forms + "checkAllowedJobs", "value", "**"))) {
            assertTrue(refused.startsWith("403 "), refused);
        }
        String open = post("lead", "job/team/" + forms + "checkAllowedJobs", "value", "team/**\n*/nightly\n**");
        assertTrue(open.contains("warning") && open.contains("*/nightly, **"), open);
        assertFalse(post("lead", "job/team/" + forms + "checkAllowedJobs", "value", "team/**\n!**/PR-*")
                .contains("warning"));
        String make = "descriptorByName/" + ProfileEncryption.class.getName() + "/generatePassphrase";
        assertTrue(post("reader", "job/team/" + make).startsWith("403 "));
        assertTrue(post("lead", make).startsWith("403 "));
        int before = store(team).getCredentials(Domain.global()).size();
        assertTrue(post("lead", "job/team/" + make).startsWith("200 "));
        assertEquals(before, store(team).getCredentials(Domain.global()).size(), "stored with the form only");
    }

    @Test
    void aGeneratedPassphraseBecomesOneOfTheFolders() throws Exception {
        JenkinsRule.WebClient browser = jenkins.createWebClient();
        String make = "/descriptorByName/" + ProfileEncryption.class.getName() + "/generatePassphrase";
        for (Folder folder : List.of(team, inner)) {
            WebRequest ask = new WebRequest(new URL(folder.getAbsoluteUrl() + make), HttpMethod.POST);
            JSONObject made = JSONObject.fromObject(browser.getPage(browser.addCrumb(ask))
                            .getWebResponse()
                            .getContentAsString())
                    .getJSONObject("data");
            JSONObject form = new JSONObject()
                    .element(
                            "profiles",
                            new JSONObject()
                                    .element("name", "sealed")
                                    .element("credentialsId", "team-key")
                                    .element("bucket", TEAM_BUCKET)
                                    .element("realm", emulator.realm())
                                    .element(
                                            "encryption",
                                            new JSONObject()
                                                    .element("passphraseCredentialsId", made.getString("id"))
                                                    .element("keptPassphrase", made.getString("id"))));
            String key = folder.getDescriptor().getPropertyDescriptors().stream()
                    .filter(FolderProfiles.DescriptorImpl.class::isInstance)
                    .findFirst()
                    .orElseThrow()
                    .getJsonSafeClassName();
            WebRequest save = new WebRequest(new URL(folder.getAbsoluteUrl() + "configSubmit"), HttpMethod.POST);
            JSONObject all = new JSONObject()
                    .element("description", "")
                    .element("enable", true)
                    .element(
                            "icon",
                            new JSONObject()
                                    .element("stapler-class", StockFolderIcon.class.getName())
                                    .element("$class", StockFolderIcon.class.getName()))
                    .element(key, form);
            save.setRequestParameters(List.of(new NameValuePair("json", all.toString())));
            browser.getPage(browser.addCrumb(save));
            StringCredentials stored = CredentialsProvider.findCredentialByIdInItemGroup(
                    made.getString("id"), StringCredentials.class, folder, ACL.SYSTEM2, List.of());
            assertEquals(made.getString("passphrase"), stored.getSecret().getPlainText());
            assertNull(CredentialsProvider.findCredentialByIdInItemGroup(
                    made.getString("id"), StringCredentials.class, jenkins.jenkins, ACL.SYSTEM2, List.of()));
            assertNotNull(folder.getProperties().get(FolderProfiles.class));
        }
    }

    @Test
    void theFormOfAStepNamesWhatTheJobMayUse() throws Exception {
        Profile ops = profile("ops");
        ops.setAllowedJobs("ops/**");
        give(team, profile("main"), ops);
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin"));
        String fill = "descriptorByName/" + B2ListStep.class.getName() + "/fillProfileItems";
        for (String place : List.of("job/team/", "job/team/job/inner/")) {
            String names = post("admin", place + fill);
            assertTrue(names.contains("\"main\"") && !names.contains("\"ops\""), names);
        }
        assertNotNull(ProfileLookup.standard(null));
        assertNull(ProfileLookup.standard(inner), "two in the nearest folder that has some");
    }
}
