package io.jenkins.plugins.b2.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.XmlFile;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import java.io.File;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.htmlunit.HttpMethod;
import org.htmlunit.Page;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlInput;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.util.NameValuePair;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The page Manage Jenkins, Backblaze B2. */
@WithJenkins
class ConfigurationPageTest {
    private static final String PAGE = "manage/backblaze-b2";
    private static final String PROFILE = "descriptorByName/" + Profile.class.getName() + "/";
    private static final String ENCRYPTION = "descriptorByName/" + ProfileEncryption.class.getName() + "/";

    private JenkinsRule jenkins;
    private JenkinsRule.WebClient browser;
    private B2Emulator emulator;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        browser = rule.createWebClient();
        browser.getOptions().setCssEnabled(false);
        emulator = B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start();
        JenkinsWithB2.configure(emulator);
    }

    @AfterEach
    void stop() throws Exception {
        emulator.close();
    }

    private static BackblazeB2Configuration stored() {
        BackblazeB2Configuration configuration = BackblazeB2Configuration.get();
        configuration.load();
        return configuration;
    }

    private static Profile everything() {
        Profile profile = new Profile("full", JenkinsWithB2.KEY_ID, "bucket-2");
        profile.setEnabled(false);
        profile.setPrefix("backups/");
        profile.setRegion("us-west-000");
        profile.setMaxRetries(0);
        profile.setRetryDelay("250 ms");
        profile.setTimeout(60);
        profile.setBusyTimeout(120);
        profile.setMaxBandwidth("10 MiB/s");
        profile.setPartSize("50 MB");
        profile.setConnectionPoolSize(8);
        profile.setAllowedJobs("backup/**\n!backup/try/*");
        profile.setRealm("https://b2.example.com");
        ProfileEncryption encryption = new ProfileEncryption(JenkinsWithB2.PASSPHRASE_ID);
        encryption.setFormat("FERNET");
        encryption.setSalt("base64:c2FsdA==");
        encryption.setSuffix(".sealed");
        profile.setEncryption(encryption);
        return profile;
    }

    @Test
    void savingThePageChangesNothing() throws Exception {
        BackblazeB2Configuration configuration = BackblazeB2Configuration.get();
        List<Profile> before = List.of(configuration.getProfiles().get(0), everything());
        configuration.setProfiles(before);
        configuration.setDefaultProfile("main");
        configuration.setMaxBandwidth("50 MB/s");
        configuration.setNodeRequired(true);
        BandwidthWindow hours = new BandwidthWindow("mon-fri", "08:00", "18:00", "5 MB/s");
        configuration.setBandwidthSchedule(List.of(hours));

        jenkins.submit(browser.goTo(PAGE).getFormByName("config"));

        List<Profile> after = stored().getProfiles();
        assertEquals(2, after.size());
        for (int i = 0; i < 2; i++) {
            jenkins.assertEqualDataBoundBeans(before.get(i), after.get(i));
        }
        assertEquals("main", stored().getDefaultProfile());
        assertEquals("50 MB/s", stored().getMaxBandwidth());
        assertTrue(stored().isNodeRequired());
        jenkins.assertEqualDataBoundBeans(hours, stored().getBandwidthSchedule().get(0));
    }

    @Test
    void aProfileIsAddedAndAllAreDeleted() throws Exception {
        BackblazeB2Configuration.get().setProfiles(List.of());
        HtmlPage page = browser.goTo(PAGE);
        HtmlForm form = page.getFormByName("config");
        jenkins.getButtonByCaption(form, "Add profile").click();
        browser.waitForBackgroundJavaScript(10_000);
        input(form, "_.name").setValue("added");
        input(form, "_.bucket").setValue(JenkinsWithB2.BUCKET);
        form.getSelectsByName("_.credentialsId").get(0).setSelectedAttribute(JenkinsWithB2.KEY_ID, true);
        input(form, "_.maxRetries").setValue("");
        jenkins.submit(form);

        Profile added = stored().profile("added");
        assertEquals(JenkinsWithB2.BUCKET, added.getBucket());
        assertEquals(JenkinsWithB2.KEY_ID, added.getCredentialsId());
        assertTrue(added.isEnabled());
        assertEquals(3, added.getMaxRetries());
        assertEquals("100 MiB", added.getPartSize());
        assertNull(added.getEncryption());

        form = browser.goTo(PAGE).getFormByName("config");
        jenkins.getButtonByCaption(form, "Delete profile").click();
        browser.waitForBackgroundJavaScript(10_000);
        jenkins.submit(form);
        assertEquals(List.of(), stored().getProfiles());
    }

    private static HtmlInput input(HtmlForm form, String name) {
        return form.getInputsByName(name).get(0);
    }

    private void refused(String field, String value, String message) throws Exception {
        String before = file().asString();
        HtmlForm form = browser.goTo(PAGE).getFormByName("config");
        input(form, field).setValue(value);
        browser.setThrowExceptionOnFailingStatusCode(false);
        Page answer = jenkins.submit(form);
        browser.setThrowExceptionOnFailingStatusCode(true);
        assertNotEquals(200, answer.getWebResponse().getStatusCode(), field);
        String text = answer.getWebResponse().getContentAsString();
        assertTrue(text.contains(hudson.Util.xmlEscape(message)) || text.contains(message), () -> text);
        assertEquals(before, file().asString(), field);
        assertEquals("main", BackblazeB2Configuration.get().getProfiles().get(0).getName());
        assertEquals(1, BackblazeB2Configuration.get().getProfiles().size());
    }

    private static XmlFile file() {
        return new XmlFile(new File(Jenkins.get().getRootDir(), BackblazeB2Configuration.class.getName() + ".xml"));
    }

    @Test
    void nonsenseIsRefusedAndTheOldConfigurationStays() throws Exception {
        refused("_.name", "  ", Messages.Profile_noName());
        refused("_.bucket", "", "No bucket given");
        refused("_.partSize", "much", "is not a size");
        refused("_.partSize", "1 KB", "The part size in bytes is 1000");
        refused("_.maxBandwidth", "fast", "is not a size");
        refused("_.timeout", "1.5", "is no whole number");
        refused("_.retryDelay", "-1", "is no delay");
        refused("_.retryDelay", "2 h", "is no delay");
        refused("_.busyTimeout", "-1", "must be between 0");
        refused("_.connectionPoolSize", "1000", "must be between 1 and 100");
        refused("_.realm", "nowhere", "is no base URL");
        refused("_.defaultProfile", "other", "There is no profile");
    }

    /** Browsers don't let it through, data binding would. */
    @Test
    void whatIsNoNumberIsRefused() throws Exception {
        browser.setThrowExceptionOnFailingStatusCode(false);
        for (String field : List.of("maxRetries", "timeout", "busyTimeout", "connectionPoolSize")) {
            String json = "{'profiles': {'name': 'a', 'credentialsId': 'k', 'bucket': 'b', '" + field + "': 'many'}}";
            WebResponse answer = post(PAGE + "/configSubmit", "json", json);
            assertTrue(answer.getContentAsString().contains("is no number"), field);
            assertEquals(List.of("main"), Profile.names(stored().getProfiles()));
        }
    }

    @Test
    void savingThePageOfTheSystemChangesNothing() throws Exception {
        HtmlPage system = browser.goTo("manage/configure");
        assertTrue(system.getAnchors().stream()
                .anyMatch(link -> link.getHrefAttribute().endsWith(PAGE + "/")));
        jenkins.submit(system.getFormByName("config"));
        assertEquals(List.of("main"), Profile.names(stored().getProfiles()));
    }

    @Test
    void twoProfilesOfOneNameAreRefused() throws Exception {
        BackblazeB2Configuration configuration = BackblazeB2Configuration.get();
        configuration.setProfiles(List.of(configuration.getProfiles().get(0), everything()));
        HtmlForm form = browser.goTo(PAGE).getFormByName("config");
        form.getInputsByName("_.name").get(1).setValue("main");
        browser.setThrowExceptionOnFailingStatusCode(false);
        Page answer = jenkins.submit(form);
        assertTrue(answer.getWebResponse().getContentAsString().contains("Two profiles are called"));
        assertEquals(List.of("main", "full"), Profile.names(stored().getProfiles()));
    }

    private WebResponse post(String path, String... parameters) throws Exception {
        WebRequest request = new WebRequest(new URL(jenkins.getURL(), path), HttpMethod.POST);
        List<NameValuePair> pairs = new ArrayList<>();
        for (int i = 0; i < parameters.length; i += 2) {
            pairs.add(new NameValuePair(parameters[i], parameters[i + 1]));
        }
        request.setRequestParameters(pairs);
        return browser.getPage(browser.addCrumb(request)).getWebResponse();
    }

    private String test(String bucket, String timeout) throws Exception {
        return post(
                        PROFILE + "testConnection",
                        "credentialsId",
                        JenkinsWithB2.KEY_ID,
                        "bucket",
                        bucket,
                        "prefix",
                        "",
                        "region",
                        "",
                        "realm",
                        emulator.realm(),
                        "timeout",
                        timeout)
                .getContentAsString();
    }

    @Test
    void testingTheConnectionShowsTheStagesAndStoresNothing() throws Exception {
        BackblazeB2Configuration configuration = BackblazeB2Configuration.get();
        configuration.setMaxBandwidth("1 GB/s");
        String before = file().asString();
        String good = test(JenkinsWithB2.BUCKET, "");
        assertTrue(good.contains("class=\"ok\""), good);
        for (String stage : List.of("reach", "authorise", "capabilities", "bucket", "prefix")) {
            assertTrue(good.matches("(?s).*" + stage + ".{0,80}\\d+ ms.*"), good);
        }
        String bad = test("no-such-bucket", "10");
        assertTrue(bad.contains("class=\"error\"") && bad.contains("no-such-bucket"), bad);
        assertTrue(test(JenkinsWithB2.BUCKET, "soon").contains("is no number"));
        assertEquals(before, file().asString());
    }

    @Test
    void checksAnswerAsOneTypes() throws Exception {
        assertFalse(post(PROFILE + "checkPartSize", "value", "100 MB")
                .getContentAsString()
                .contains("error"));
        for (String[] wrong : new String[][] {
            {"checkName", ""},
            {"checkBucket", ""},
            {"checkCredentialsId", ""},
            {"checkPartSize", "big"},
            {"checkMaxBandwidth", "10 parsecs"},
            {"checkMaxRetries", "-1"},
            {"checkRetryDelay", "x"},
            {"checkTimeout", "0"},
            {"checkConnectionPoolSize", "0"},
            {"checkRealm", "ftp://x"}
        }) {
            String answer = post(PROFILE + wrong[0], "value", wrong[1]).getContentAsString();
            assertTrue(answer.contains("class=\"error\""), wrong[0] + ": " + answer);
        }
        for (String right : List.of(
                "checkPartSize",
                "checkMaxBandwidth",
                "checkMaxRetries",
                "checkRetryDelay",
                "checkTimeout",
                "checkConnectionPoolSize",
                "checkRealm")) {
            assertFalse(post(PROFILE + right, "value", "").getContentAsString().contains("class=\"error\""), right);
        }
        assertFalse(post(PROFILE + "checkMaxBandwidth", "value", "10 MiB/s")
                .getContentAsString()
                .contains("error"));
    }

    @Test
    void anEncryptionKeyIsMadeIntoCredentials() throws Exception {
        WebResponse answer = post(ENCRYPTION + "makePassphrase");
        JSONObject made = JSONObject.fromObject(answer.getContentAsString()).getJSONObject("data");
        StringCredentials stored = SystemCredentialsProvider.getInstance().getCredentials().stream()
                .filter(StringCredentials.class::isInstance)
                .map(StringCredentials.class::cast)
                .filter(candidate -> candidate.getId().equals(made.getString("id")))
                .findFirst()
                .orElseThrow();
        assertEquals(CredentialsScope.SYSTEM, stored.getScope());
        assertEquals(made.getString("passphrase"), stored.getSecret().getPlainText());
        assertTrue(stored.getSecret().getPlainText().length() >= 43);
        String choices = post(ENCRYPTION + "fillPassphraseCredentialsIdItems").getContentAsString();
        assertTrue(choices.contains(stored.getId()), choices);
        assertFalse(browser.goTo(PAGE).getWebResponse().getContentAsString().contains(made.getString("passphrase")));
        assertNotEquals(
                made.getString("passphrase"),
                JSONObject.fromObject(post(ENCRYPTION + "makePassphrase").getContentAsString())
                        .getJSONObject("data")
                        .getString("passphrase"));
    }
}
