package io.jenkins.plugins.b2.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.ExtensionList;
import hudson.model.AdministrativeMonitor;
import hudson.model.Descriptor;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.ManagementLink;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.bandwidth.BandwidthBroker;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.pipeline.B2DeleteStep;
import io.jenkins.plugins.b2.pipeline.B2UploadStep;
import java.lang.reflect.Method;
import java.net.URL;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.htmlunit.util.NameValuePair;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.kohsuke.stapler.interceptor.RequirePOST;
import org.kohsuke.stapler.verb.POST;

/** Who may see, test and choose what. */
@WithJenkins
class PermissionsTest {
    private static final String AT_ROOT = "descriptorByName/";
    private static final String AT_JOB = "job/team/job/build/descriptorByName/";

    private JenkinsRule jenkins;
    private B2Emulator emulator;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        emulator = B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start();
        Profile main = JenkinsWithB2.configure(emulator);
        Profile ops = new Profile("ops", JenkinsWithB2.KEY_ID, JenkinsWithB2.BUCKET);
        ops.setAllowedJobs("ops/**");
        Profile disabled = new Profile("disabled", JenkinsWithB2.KEY_ID, JenkinsWithB2.BUCKET);
        disabled.setEnabled(false);
        BackblazeB2Configuration.get().setProfiles(List.of(main, ops, disabled));
        Folder team = rule.createProject(Folder.class, "team");
        team.createProject(FreeStyleProject.class, "build");
        CredentialsProvider.lookupStores(team)
                .iterator()
                .next()
                .addCredentials(
                        Domain.global(),
                        new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, "team-key", "", "id", "key"));
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new UsernamePasswordCredentialsImpl(CredentialsScope.SYSTEM, "system-key", "", "id", "key"));
        rule.jenkins.setSecurityRealm(rule.createDummySecurityRealm());
        rule.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin")
                .grant(Jenkins.READ, Item.READ, Item.CONFIGURE)
                .everywhere()
                .to("developer")
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("reader"));
    }

    @AfterEach
    void stop() throws Exception {
        emulator.close();
    }

    private WebResponse ask(HttpMethod method, String user, String path, String... parameters) throws Exception {
        // Hundreds of them would fill the memory.
        try (JenkinsRule.WebClient browser = jenkins.createWebClient().withBasicCredentials(user)) {
            browser.setJavaScriptEnabled(false);
            browser.setThrowExceptionOnFailingStatusCode(false);
            WebRequest request = new WebRequest(new URL(jenkins.getURL(), path), method);
            List<NameValuePair> pairs = new ArrayList<>();
            for (int i = 0; i < parameters.length; i += 2) {
                pairs.add(new NameValuePair(parameters[i], parameters[i + 1]));
            }
            request.setRequestParameters(pairs);
            return browser.getPage(method == HttpMethod.POST ? browser.addCrumb(request) : request)
                    .getWebResponse();
        }
    }

    private String post(String user, String path, String... parameters) throws Exception {
        return ask(HttpMethod.POST, user, path, parameters).getContentAsString();
    }

    /** The extensions of the plugin that answer requests; a new one is among them without being told here. */
    private static List<Object> extensions(Class<?>... types) {
        return Arrays.stream(types)
                .flatMap(type -> ExtensionList.lookup(type).stream())
                .map(Object.class::cast)
                .filter(extension -> extension.getClass().getName().startsWith("io.jenkins.plugins.b2."))
                .toList();
    }

    private static List<Method> webMethods(Object extension) {
        return Arrays.stream(extension.getClass().getMethods())
                .filter(method -> method.getName().matches("do[A-Z].*"))
                .filter(method -> method.getDeclaringClass().getName().startsWith("io.jenkins.plugins.b2."))
                .toList();
    }

    private static String url(Method method) {
        return method.getName().substring(2, 3).toLowerCase(Locale.ROOT)
                + method.getName().substring(3);
    }

    @Test
    void thePageIsForAdministrators() throws Exception {
        assertEquals(200, ask(HttpMethod.GET, "admin", "manage/backblaze-b2/").getStatusCode());
        for (String user : List.of("developer", "reader")) {
            assertEquals(403, ask(HttpMethod.GET, user, "manage/backblaze-b2/").getStatusCode());
            assertEquals(
                    403,
                    ask(HttpMethod.POST, user, "manage/backblaze-b2/configSubmit", "json", "{}")
                            .getStatusCode());
            assertFalse(ask(HttpMethod.GET, user, "").getContentAsString().contains("backblaze-b2"));
            assertPages(user, 403);
        }
        assertEquals(3, BackblazeB2Configuration.get().getProfiles().size());
    }

    /** The pages beside the configuration: to look at, and that nothing can be done with them. */
    private void assertPages(String user, int look) throws Exception {
        int methods = 0;
        for (AdministrationPage page : AdministrationPage.all()) {
            String url = "manage/backblaze-b2/" + page.getUrlName() + "/";
            assertEquals(look, ask(HttpMethod.GET, user, url).getStatusCode(), url);
            for (Method method : webMethods(page)) {
                methods++;
                boolean changes = method.isAnnotationPresent(POST.class);
                HttpMethod way = changes ? HttpMethod.POST : HttpMethod.GET;
                int status = ask(way, user, url + url(method), "profile", "main", "minutes", "1", "revision", "1")
                        .getStatusCode();
                assertEquals(changes || look == 403, status == 403, method::toString);
            }
        }
        assertTrue(methods > 10, "found only " + methods);
        assertFalse(BandwidthBroker.get().temporary().isInForce());
    }

    @Test
    void whoeverMayReadOrManageTheSystemMayLook() throws Exception {
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Jenkins.SYSTEM_READ)
                .everywhere()
                .to("auditor")
                .grant(Jenkins.READ, Jenkins.MANAGE)
                .everywhere()
                .to("manager"));
        Jenkins.SYSTEM_READ.setEnabled(true);
        Jenkins.MANAGE.setEnabled(true);
        try {
            for (String user : List.of("auditor", "manager")) {
                String page = ask(HttpMethod.GET, user, "manage/backblaze-b2/").getContentAsString();
                assertTrue(page.contains("<pre class=\"jenkins-readonly\">" + JenkinsWithB2.BUCKET), page);
                assertFalse(page.contains("name=\"Submit\"") || page.contains("Add profile"), page);
                assertEquals(
                        403,
                        ask(HttpMethod.POST, user, "manage/backblaze-b2/configSubmit", "json", "{}")
                                .getStatusCode());
                assertPages(user, 200);
            }
        } finally {
            Jenkins.SYSTEM_READ.setEnabled(false);
            Jenkins.MANAGE.setEnabled(false);
        }
        assertEquals(3, BackblazeB2Configuration.get().getProfiles().size());
    }

    @Test
    void everyWebMethodTakesPostsOnly() throws Exception {
        int methods = 0;
        for (Object extension : extensions(Descriptor.class, ManagementLink.class, AdministrativeMonitor.class)) {
            for (Method method : webMethods(extension)) {
                methods++;
                boolean marked =
                        method.isAnnotationPresent(POST.class) || method.isAnnotationPresent(RequirePOST.class);
                assertTrue(marked, method::toString);
                if (extension instanceof Descriptor<?> descriptor) {
                    int status = ask(HttpMethod.GET, "admin", AT_ROOT + descriptor.getId() + "/" + url(method))
                            .getStatusCode();
                    assertTrue(status == 404 || status == 405, method + ": " + status);
                }
            }
        }
        assertTrue(methods > 40, "found only " + methods);
        int status =
                ask(HttpMethod.GET, "admin", "manage/backblaze-b2/configSubmit").getStatusCode();
        assertTrue(status == 404 || status == 405, () -> "configSubmit: " + status);
    }

    /** Checks of a form say nothing about what it holds, drop-downs are empty, and whatever does something is refused. */
    @Test
    void noWebMethodTellsAnythingToThoseWhoMayNotConfigure() throws Exception {
        for (Object extension : extensions(Descriptor.class)) {
            for (Method method : webMethods(extension)) {
                for (String place : List.of(AT_ROOT, AT_JOB, "job/team/" + AT_ROOT)) {
                    WebResponse answer = ask(
                            HttpMethod.POST,
                            "reader",
                            place + ((Descriptor<?>) extension).getId() + "/" + url(method),
                            "value",
                            "ops");
                    String told = answer.getContentAsString();
                    boolean refused = answer.getStatusCode() == 403;
                    if (method.getName().startsWith("doCheck")) {
                        assertTrue(refused || told.equals("<div/>"), place + method + ": " + told);
                    } else if (method.getName().startsWith("doFill")) {
                        assertTrue(
                                refused || !told.matches("(?s).*(\"main\"|\"ops\"|-key|passphrase).*"),
                                place + method + ": " + told);
                    } else {
                        assertTrue(refused, place + method + ": " + answer.getStatusCode());
                    }
                }
            }
        }
    }

    @Test
    void checksAndButtonsOfThePageAreForAdministrators() throws Exception {
        List<Class<?>> forms = List.of(Profile.class, ProfileEncryption.class, BandwidthWindow.class);
        for (Class<?> form : forms) {
            Descriptor<?> descriptor = jenkins.jenkins.getDescriptorByName(form.getName());
            for (Method method : webMethods(descriptor)) {
                if (!method.getName().startsWith("doFill")) {
                    WebResponse answer = ask(
                            HttpMethod.POST,
                            "developer",
                            AT_ROOT + descriptor.getId() + "/" + url(method),
                            "value",
                            "x");
                    assertEquals(403, answer.getStatusCode(), method.getName());
                }
            }
        }
        assertEquals(
                0,
                SystemCredentialsProvider.getInstance().getCredentials().stream()
                        .filter(made -> made.toString().contains("encryption"))
                        .count());
    }

    @Test
    void dropDownsOfThePageAreForAdministrators() throws Exception {
        String keys = AT_ROOT + Profile.class.getName() + "/fillCredentialsIdItems";
        assertTrue(post("admin", keys).contains("system-key"));
        String passphrases = AT_ROOT + ProfileEncryption.class.getName() + "/fillPassphraseCredentialsIdItems";
        assertTrue(post("admin", passphrases).contains(JenkinsWithB2.PASSPHRASE_ID));
        for (String user : List.of("developer", "reader")) {
            String seen = post(user, keys, "credentialsId", "chosen");
            assertFalse(seen.contains("key"), seen);
            assertTrue(seen.contains("chosen"), seen);
            assertFalse(post(user, passphrases).contains(JenkinsWithB2.PASSPHRASE_ID));
        }
    }

    @Test
    void dropDownsOfAStepShowWhatTheJobMayUse() throws Exception {
        String credentials = AT_JOB + B2UploadStep.class.getName() + "/fillCredentialsIdItems";
        String profiles = AT_JOB + B2UploadStep.class.getName() + "/fillProfileItems";
        for (String user : List.of("admin", "developer")) {
            String keys = post(user, credentials);
            assertTrue(keys.contains("team-key") && keys.contains(JenkinsWithB2.KEY_ID), keys);
            assertFalse(keys.contains("system-key"), keys);
            String names = post(user, profiles, "profile", "old");
            assertTrue(names.contains("\"main\"") && names.contains("\"old\""), names);
            assertFalse(names.contains("\"ops\"") || names.contains("\"disabled\""), names);
        }
        String keys = post("reader", credentials, "credentialsId", "chosen");
        assertTrue(keys.contains("chosen") && !keys.contains("-key"), keys);
        String names = post("reader", profiles, "profile", "old");
        assertTrue(names.contains("\"old\"") && !names.contains("main"), names);
    }

    @Test
    void checksOfAStepTellNothingToThoseWhoMayNotConfigure() throws Exception {
        String check = AT_JOB + B2UploadStep.class.getName() + "/checkProfile";
        assertTrue(post("developer", check, "value", "ops").contains("may not use"));
        assertFalse(post("reader", check, "value", "ops").contains("may not use"));
        assertTrue(post("developer", AT_JOB + B2DeleteStep.class.getName() + "/checkOlderThanDays", "value", "x")
                .contains("error"));
        assertFalse(post("reader", AT_JOB + B2DeleteStep.class.getName() + "/checkOlderThanDays", "value", "x")
                .contains("error"));
        String bucket = AT_JOB + B2UploadStep.class.getName() + "/checkBucket";
        assertTrue(post("developer", bucket, "value", "", "credentialsId", "k").contains("error"));
        assertFalse(post("reader", bucket, "value", "", "credentialsId", "k").contains("error"));
    }
}
