package io.jenkins.plugins.b2.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.XmlFile;
import hudson.model.Descriptor.FormException;
import hudson.util.Secret;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.credentials.B2ApplicationKey;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import java.io.File;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlInput;
import org.htmlunit.html.HtmlOption;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.html.HtmlSelect;
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
        profile.setSweepUnfinishedAfterHours(72);
        profile.setMaxBandwidth("10 MiB/s");
        profile.setPartSize("50 MB");
        profile.setConnectionPoolSize("8");
        profile.setAllowedJobs("backup/**\n!backup/try/*");
        profile.setRealm("https://b2.example.com");
        ProfileEncryption encryption = new ProfileEncryption(JenkinsWithB2.PASSPHRASE_ID);
        encryption.setFormat("FERNET");
        encryption.setSalt("base64:c2FsdA==");
        encryption.setSuffix(".sealed");
        encryption.setEarlierPassphrases(List.of(new EarlierPassphrase("older"), new EarlierPassphrase("oldest")));
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
        assertNull(added.getPartSize(), "what B2 recommends");
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

    private static String valueOf(HtmlForm form, String field) {
        return input(form, field).getValue();
    }

    private void refused(String field, String value, String message) throws Exception {
        String before = file().asString();
        HtmlForm form = browser.goTo(PAGE).getFormByName("config");
        input(form, field).setValue(value);
        browser.setThrowExceptionOnFailingStatusCode(false);
        HtmlPage answer = jenkins.submit(form);
        browser.setThrowExceptionOnFailingStatusCode(true);
        assertEquals(400, answer.getWebResponse().getStatusCode(), field);
        String text = answer.getElementById("b2-rejected").asNormalizedText();
        assertTrue(text.startsWith("Not saved. " + message), () -> text);
        HtmlForm again = answer.getFormByName("config");
        if (field.equals("_.defaultProfile")
                || again.getInputsByName(field).get(0).getType().equals("text")) {
            assertEquals(value.strip(), valueOf(again, field), "the form is as it was filled in");
        }
        assertEquals(before, file().asString(), field);
        assertEquals("main", BackblazeB2Configuration.get().getProfiles().get(0).getName());
        assertEquals(1, BackblazeB2Configuration.get().getProfiles().size());
    }

    private static XmlFile file() {
        return new XmlFile(new File(Jenkins.get().getRootDir(), BackblazeB2Configuration.class.getName() + ".xml"));
    }

    @Test
    void nonsenseIsRefusedAndTheOldConfigurationStays() throws Exception {
        refused("_.name", "  ", "Profile no. 1, Name: " + Messages.Profile_noName());
        refused("_.bucket", "", "Profile 'main', Bucket: No bucket given");
        refused("_.bucket", "my bucket", "Profile 'main', Bucket: There can be no bucket 'my bucket'");
        refused("_.prefix", "\u00e4".repeat(512), "Profile 'main', Prefix: The prefix has 1024 bytes");
        refused("_.region", "Europe", "Profile 'main', Region: 'Europe' is not a region");
        refused("_.partSize", "much", "Profile 'main', Part size: 'much' is not a size");
        refused("_.partSize", "1 KB", "Profile 'main', Part size: The part size is 1000 bytes");
        refused("_.maxBandwidth", "fast", "Profile 'main', Bandwidth limit: 'fast' is not a size");
        refused("_.maxBandwidth", "0", "Profile 'main', Bandwidth limit: '0' would stop every transfer");
        refused("_.timeout", "1.5", "Profile 'main', Timeout (seconds): 1.5 is not a whole number");
        refused("_.timeout", "0", "Profile 'main', Timeout (seconds): The timeout is 0 seconds");
        refused("_.maxRetries", "101", "Profile 'main', Retries: The number of retries is 101");
        refused("_.retryDelay", "-1", "Profile 'main', Delay before the first retry: '-1' is not a delay");
        refused("_.retryDelay", "2 h", "Profile 'main', Delay before the first retry: '2 h' is not a delay");
        refused("_.busyTimeout", "-1", "Profile 'main', Busy timeout (seconds): The busy timeout is -1 seconds");
        refused(
                "_.sweepUnfinishedAfterHours",
                "0",
                "Profile 'main', Cancel unfinished large files after (hours): The number of hours is 0");
        refused("_.connectionPoolSize", "1000", "Profile 'main', Connections: The number of connections is 1000");
        refused(
                "_.connectionPoolSize",
                "many",
                "Profile 'main', Connections: The number of connections is 'many'; write 1 to 100, or auto");
        refused(
                "_.realm",
                "127.0.0.1:80",
                "Profile 'main', API endpoint: The API endpoint '127.0.0.1:80' is not a base URL: write it as"
                        + " https://");
        refused(
                "_.realm",
                "https://s3.us-west-004.backblazeb2.com",
                "Profile 'main', API endpoint: The API endpoint 'https://s3.us-west-004.backblazeb2.com' is that of"
                        + " the S3");
        refused("_.realm", "nowhere", "Profile 'main', API endpoint: The API endpoint 'nowhere' is not a base URL");
    }

    /** Browsers don't let it through, data binding would. */
    @Test
    void whatIsNoNumberIsRefused() throws Exception {
        browser.setThrowExceptionOnFailingStatusCode(false);
        for (String field : List.of("maxRetries", "timeout", "busyTimeout", "sweepUnfinishedAfterHours")) {
            // The form is shown again with the default.
            String json = "{'profiles': {'name': 'a', 'credentialsId': 'k', 'bucket': 'b', '" + field + "': 'many'}}";
            WebResponse answer = post(PAGE + "/configSubmit", "json", json);
            assertTrue(answer.getContentAsString().contains("is not a number"), field);
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
        HtmlPage answer = jenkins.submit(form);
        assertTrue(answer.getWebResponse().getContentAsString().contains("Two profiles are named"));
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
                        "name",
                        "",
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
        for (String stage : List.of("connect", "authorize", "capabilities", "bucket", "prefix")) {
            assertTrue(good.matches("(?s).*" + stage + ".{0,80}\\d+ ms.*"), good);
        }
        String bad = test("no-such-bucket", "10");
        assertTrue(bad.contains("class=\"error\"") && bad.contains("no-such-bucket"), bad);
        assertTrue(test(JenkinsWithB2.BUCKET, "soon").contains("is not a number"));
        assertEquals(before, file().asString());
    }

    @Test
    void checksAnswerAsOneTypes() throws Exception {
        assertFalse(post(PROFILE + "checkPartSize", "value", "100 MB")
                .getContentAsString()
                .contains("error"));
        for (String[] wrong : new String[][] {
            {"checkName", ""},
            {"checkBucket", "my bucket"},
            {"checkBucket", "short"},
            {"checkBucket", "b2-reserved"},
            {"checkBucket", "a/path"},
            {"checkPrefix", "\u00e4".repeat(512)},
            {"checkRegion", "Europe"},
            {"checkMaxBandwidth", "0"},
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
        assertTrue(post(PROFILE + "checkPrefix", "value", "/backups/")
                .getContentAsString()
                .contains("class=\"warning\""));
        assertTrue(post(ENCRYPTION + "checkSuffix", "value", "/x")
                .getContentAsString()
                .contains("class=\"error\""));
        assertTrue(post(ENCRYPTION + "checkSalt", "value", "base64:?", "format", "AES256_GCM")
                .getContentAsString()
                .contains("Invalid salt"));
        assertTrue(post(ENCRYPTION + "checkSalt", "value", "", "format", "FERNET")
                .getContentAsString()
                .contains("Salt is required"));
        assertFalse(post(ENCRYPTION + "checkSalt", "value", "base64:c2FsdA==", "format", "FERNET")
                .getContentAsString()
                .contains("error"));
        for (String right : List.of(
                "checkPrefix",
                "checkRegion",
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
        String bits = post(PROFILE + "checkMaxBandwidth", "value", "16mbps").getContentAsString();
        assertTrue(bits.contains("class=\"ok\"") && bits.contains("2.0 MB/s"), bits);
    }

    @Test
    void severalProfilesWithoutADefaultAreWarnedOf() throws Exception {
        BackblazeB2Configuration configuration = BackblazeB2Configuration.get();
        configuration.setProfiles(List.of(configuration.getProfiles().get(0), everything()));
        HtmlPage page = browser.goTo(PAGE);
        HtmlPage saved = jenkins.submit(page.getFormByName("config"));
        assertTrue(saved.getUrl().getPath().endsWith(PAGE + "/"), saved.getUrl()::toString);
        assertTrue(saved.asNormalizedText().contains(Messages.BackblazeB2Configuration_noDefault(2)));

        HtmlForm form = saved.getFormByName("config");
        HtmlSelect choice = form.getSelectByName("_.defaultProfile");
        browser.waitForBackgroundJavaScript(10_000);
        assertEquals(
                List.of("", "main", "full"),
                choice.getOptions().stream().map(HtmlOption::getValueAttribute).toList());
        choice.setSelectedAttribute("full", true);
        HtmlPage again = jenkins.submit(form);
        assertFalse(again.asNormalizedText().contains(Messages.BackblazeB2Configuration_noDefault(2)));
        assertEquals("full", stored().getDefaultProfile());
    }

    /** Jobs that name none would fail from one moment to the next. */
    @Test
    void aSingleProfileStaysTheDefaultWhenItGetsCompany() throws Exception {
        String main = "{'name': 'main', 'credentialsId': 'b2-key', 'bucket': 'jenkins-bucket'}";
        String other = "{'name': 'other', 'credentialsId': 'b2-key', 'bucket': 'jenkins-bucket'}";
        String both = "{'defaultProfile': '', 'profiles': [" + main + ", " + other + "]}";
        post(PAGE + "/configSubmit", "json", both);
        assertEquals(2, stored().getProfiles().size());
        assertEquals("main", stored().getDefaultProfile());
        post(PAGE + "/configSubmit", "json", both);
        assertNull(stored().getDefaultProfile(), "whoever then wants none gets none");
    }

    @Test
    void aDefaultThatIsNoProfileIsRefused() throws Exception {
        browser.setThrowExceptionOnFailingStatusCode(false);
        WebResponse answer = post(
                PAGE + "/configSubmit",
                "json",
                "{'defaultProfile': 'other', 'profiles': {'name': 'main', 'credentialsId': 'k', 'bucket': 'bucket'}}");
        assertEquals(400, answer.getStatusCode());
        assertTrue(answer.getContentAsString().contains("There is no profile"), answer::getContentAsString);
        assertNull(stored().getDefaultProfile());
        assertEquals(JenkinsWithB2.KEY_ID, stored().getProfiles().get(0).getCredentialsId());
    }

    @Test
    void aKeyThatExpiresSoonIsToldByTheTest() throws Exception {
        var key = emulator.addExpiringKey("soon", List.of("listBuckets", "listFiles"), Duration.ofDays(3));
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new B2ApplicationKey(
                        CredentialsScope.GLOBAL, "soon", "", key.keyId(), Secret.fromString(key.secret())));
        String told = post(
                        PROFILE + "testConnection",
                        "name",
                        "main",
                        "credentialsId",
                        "soon",
                        "bucket",
                        JenkinsWithB2.BUCKET,
                        "realm",
                        emulator.realm())
                .getContentAsString();
        assertTrue(told.contains("class=\"warning\"") && told.contains("The application key expires on"), told);
    }

    @Test
    void keyIdAndKeySwappedAreNoticed() throws Exception {
        String key = "K005" + "abcdefghijklmnopqrstuvwxy/+";
        String id = "005f00000000000000000000a";
        String descriptor = "descriptorByName/" + B2ApplicationKey.class.getName() + "/";
        assertTrue(post(descriptor + "checkKeyId", "value", key)
                .getContentAsString()
                .contains("swapped"));
        assertTrue(post(descriptor + "checkApplicationKey", "value", id)
                .getContentAsString()
                .contains("swapped"));
        assertFalse(post(descriptor + "checkKeyId", "value", id)
                .getContentAsString()
                .contains("error"));
        assertFalse(post(descriptor + "checkApplicationKey", "value", key)
                .getContentAsString()
                .contains("error"));
        Exception refused = assertThrows(
                FormException.class,
                () -> new B2ApplicationKey(CredentialsScope.GLOBAL, "x", "", key, Secret.fromString(id)));
        assertFalse(refused.getMessage().contains(key));
        assertThrows(
                FormException.class,
                () -> new B2ApplicationKey(CredentialsScope.GLOBAL, "x", "", id, Secret.fromString(id)));

        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, "swapped", "", key, id));
        String told = post(
                        PROFILE + "testConnection",
                        "name",
                        "main",
                        "credentialsId",
                        "swapped",
                        "bucket",
                        JenkinsWithB2.BUCKET,
                        "realm",
                        emulator.realm())
                .getContentAsString();
        assertTrue(told.contains("swapped") && !told.contains(key), told);
    }

    @Test
    void keysWithoutIdOrKeyAreRefused() throws Exception {
        browser.setThrowExceptionOnFailingStatusCode(false);
        int before = SystemCredentialsProvider.getInstance().getCredentials().size();
        for (String[] given : new String[][] {{" ", "K005x", "Key ID is required"}, {"id", "", "Application key is"}}) {
            JSONObject credentials = new JSONObject()
                    .element("$class", B2ApplicationKey.class.getName())
                    .element("scope", "GLOBAL")
                    .element("id", "empty")
                    .element("keyId", given[0])
                    .element("applicationKey", given[1]);
            WebResponse answer = post(
                    "manage/credentials/store/system/domain/_/createCredentials",
                    "json",
                    new JSONObject()
                            .element("", "0")
                            .element("credentials", credentials)
                            .toString());
            assertTrue(answer.getStatusCode() >= 400, () -> "" + answer.getStatusCode());
            assertTrue(answer.getContentAsString().contains(given[2]), answer::getContentAsString);
        }
        assertEquals(
                before, SystemCredentialsProvider.getInstance().getCredentials().size());
    }

    private static Optional<StringCredentials> passphrase(String id) {
        return SystemCredentialsProvider.getInstance().getCredentials().stream()
                .filter(StringCredentials.class::isInstance)
                .map(StringCredentials.class::cast)
                .filter(candidate -> candidate.getId().equals(id))
                .findFirst();
    }

    private JSONObject generate() throws Exception {
        return JSONObject.fromObject(post(ENCRYPTION + "generatePassphrase").getContentAsString())
                .getJSONObject("data");
    }

    private static JSONObject confirmed(String id) {
        JSONObject form = encrypted(id);
        form.getJSONObject("profiles").getJSONObject("encryption").element("keptPassphrase", id);
        return form;
    }

    private static JSONObject encrypted(String id) {
        Profile main = BackblazeB2Configuration.get().getProfiles().get(0);
        return new JSONObject()
                .element(
                        "profiles",
                        new JSONObject()
                                .element("name", "main")
                                .element("credentialsId", JenkinsWithB2.KEY_ID)
                                .element("bucket", JenkinsWithB2.BUCKET)
                                .element("realm", main.getRealm())
                                .element("encryption", new JSONObject().element("passphraseCredentialsId", id)));
    }

    @Test
    void aGeneratedPassphraseIsStoredWithTheFormThatRefersToIt() throws Exception {
        int before = SystemCredentialsProvider.getInstance().getCredentials().size();
        JSONObject unused = generate();
        JSONObject made = generate();
        assertNotEquals(unused.getString("passphrase"), made.getString("passphrase"));
        assertTrue(made.getString("passphrase").length() >= 43);
        assertEquals(
                before, SystemCredentialsProvider.getInstance().getCredentials().size(), "the button leaves nothing");

        browser.setThrowExceptionOnFailingStatusCode(false);
        JSONObject wrong = confirmed(made.getString("id")).element("maxBandwidth", "fast");
        WebResponse rejected = post(PAGE + "/configSubmit", "json", wrong.toString());
        assertEquals(400, rejected.getStatusCode());
        assertTrue(rejected.getContentAsString().contains(made.getString("id")));
        assertFalse(rejected.getContentAsString().contains(made.getString("passphrase")));
        assertTrue(passphrase(made.getString("id")).isEmpty(), "nor does a form that was not saved");

        post(PAGE + "/configSubmit", "json", encrypted(made.getString("id")).toString());
        StringCredentials stored = passphrase(made.getString("id")).orElseThrow();
        assertEquals(CredentialsScope.SYSTEM, stored.getScope());
        assertEquals(made.getString("passphrase"), stored.getSecret().getPlainText());
        assertTrue(passphrase(unused.getString("id")).isEmpty());
        assertEquals(
                made.getString("id"),
                stored().getProfiles().get(0).getEncryption().getPassphraseCredentialsId());
        assertFalse(browser.goTo(PAGE).getWebResponse().getContentAsString().contains(made.getString("passphrase")));
    }

    @Test
    void aGeneratedPassphraseIsStoredOnlyWhenThereIsACopyOfIt() throws Exception {
        browser.setThrowExceptionOnFailingStatusCode(false);
        String id = generate().getString("id");
        String other = generate().getString("id");
        JSONObject forAnother = encrypted(id);
        forAnother.getJSONObject("profiles").getJSONObject("encryption").element("keptPassphrase", other);
        for (JSONObject form : List.of(encrypted(id), forAnother)) {
            WebResponse refused = post(PAGE + "/configSubmit", "json", form.toString());
            assertEquals(400, refused.getStatusCode());
            assertTrue(refused.getContentAsString().contains("Confirm that you have stored the new passphrase"));
            assertNull(stored().getProfiles().get(0).getEncryption());
            assertTrue(passphrase(id).isEmpty());
        }
        assertEquals(
                200,
                post(PAGE + "/configSubmit", "json", confirmed(id).toString()).getStatusCode());
        assertTrue(passphrase(id).isPresent());
        // It is credentials now, like any others.
        assertEquals(
                200,
                post(PAGE + "/configSubmit", "json", encrypted(id).toString()).getStatusCode());
    }

    @Test
    void onlyWhatMayHaveBeenUsedBecomesAnEarlierPassphrase() throws Exception {
        String unsaved = generate().getString("id");
        assertFalse(rotates(unsaved));
        assertFalse(rotates(""));
        assertTrue(rotates(JenkinsWithB2.PASSPHRASE_ID));
        post(PAGE + "/configSubmit", "json", confirmed(unsaved).toString());
        assertTrue(rotates(unsaved), "a form that was applied may have been used since");
    }

    private boolean rotates(String before) throws Exception {
        return JSONObject.fromObject(post(ENCRYPTION + "generatePassphrase", "before", before)
                        .getContentAsString())
                .getJSONObject("data")
                .getBoolean("rotates");
    }

    @Test
    void aPassphraseThatWasGeneratedInAnotherSessionIsNotTakenForStored() throws Exception {
        String id = generate().getString("id");
        browser = jenkins.createWebClient();
        browser.setThrowExceptionOnFailingStatusCode(false);
        WebResponse answer = post(PAGE + "/configSubmit", "json", encrypted(id).toString());
        assertEquals(400, answer.getStatusCode());
        assertTrue(answer.getContentAsString().contains("generated in a session that has ended"));
        assertNull(stored().getProfiles().get(0).getEncryption());
    }

    @Test
    void aPassphraseThatIsListedTwiceIsRefused() throws Exception {
        Profile profile = new Profile("main", JenkinsWithB2.KEY_ID, JenkinsWithB2.BUCKET);
        ProfileEncryption encryption = new ProfileEncryption("a");
        encryption.setEarlierPassphrases(List.of(new EarlierPassphrase("b"), new EarlierPassphrase("a")));
        profile.setEncryption(encryption);
        BackblazeB2Configuration configuration = BackblazeB2Configuration.get();
        Exception e = assertThrows(IllegalArgumentException.class, () -> configuration.setProfiles(List.of(profile)));
        assertTrue(e.getMessage().contains("The passphrase 'a' is listed twice"), e::getMessage);
        encryption.setEarlierPassphrases(List.of(new EarlierPassphrase("")));
        e = assertThrows(IllegalArgumentException.class, () -> configuration.setProfiles(List.of(profile)));
        assertTrue(e.getMessage().contains("Passphrase is required"), e::getMessage);
    }
}
