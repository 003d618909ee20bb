package io.jenkins.plugins.b2.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.ExtensionList;
import hudson.model.FreeStyleProject;
import hudson.util.Secret;
import io.jenkins.plugins.b2.artifacts.B2ArtifactManagerFactory;
import io.jenkins.plugins.b2.credentials.B2ApplicationKey;
import io.jenkins.plugins.b2.monitor.ProfileMonitor;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import net.sf.json.JSONObject;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.htmlunit.util.NameValuePair;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Profiles whose walls do not hold what they seem to hold are told of. */
@WithJenkins
class ProfileWarningsTest {
    private static JenkinsRule jenkins;

    @BeforeAll
    static void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        ExtensionList.lookupSingleton(ProfileMonitor.class).disable(true);
        for (CredentialsScope scope : List.of(CredentialsScope.GLOBAL, CredentialsScope.SYSTEM)) {
            String name = scope.name().toLowerCase();
            SystemCredentialsProvider.getInstance()
                    .getCredentials()
                    .add(new B2ApplicationKey(scope, name + "-key", "", "id", Secret.fromString("key")));
            SystemCredentialsProvider.getInstance()
                    .getCredentials()
                    .add(new StringCredentialsImpl(scope, name + "-passphrase", "", Secret.fromString("long enough")));
        }
        rule.createProject(Folder.class, "team").createProject(FreeStyleProject.class, "build");
    }

    private static WebResponse post(String path, String... parameters) throws Exception {
        JenkinsRule.WebClient browser = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false);
        WebRequest request = new WebRequest(new URL(jenkins.getURL(), path), HttpMethod.POST);
        List<NameValuePair> pairs = new ArrayList<>();
        for (int i = 0; i < parameters.length; i += 2) {
            pairs.add(new NameValuePair(parameters[i], parameters[i + 1]));
        }
        request.setRequestParameters(pairs);
        return browser.getPage(browser.addCrumb(request)).getWebResponse();
    }

    private static String check(String place, Class<?> type, String field, String... parameters) throws Exception {
        return post(place + "descriptorByName/" + type.getName() + "/check" + field, parameters)
                .getContentAsString();
    }

    private static List<String> warnings(Profile profile) {
        BackblazeB2Configuration.get().setProfiles(List.of(profile));
        return ExtensionList.lookupSingleton(ProfileMonitor.class).getWarnings();
    }

    private static Profile profile(String key, String passphrase, String earlier) {
        Profile profile = new Profile("main", key, "company-builds");
        ProfileEncryption encryption = new ProfileEncryption(passphrase);
        encryption.setEarlierPassphrases(List.of(new EarlierPassphrase(earlier)));
        profile.setEncryption(encryption);
        return profile;
    }

    @Test
    void theMonitorTellsOfCredentialsThatJobsCanUsePastTheWalls() {
        Profile open = profile("global-key", "global-passphrase", "system-passphrase");
        assertEquals(List.of(), warnings(open));
        open.setPrefix("a/");
        assertEquals(
                List.of(Messages.BackblazeB2Configuration_openCredentials("main", "global-key', 'global-passphrase")),
                warnings(open));
        open.setPrefix(null);
        open.setAllowedJobs("team/**");
        assertEquals(1, warnings(open).size());

        Profile earlier = profile("system-key", "system-passphrase", "global-passphrase");
        earlier.setPrefix("a/");
        assertEquals(
                List.of(Messages.BackblazeB2Configuration_openCredentials("main", "global-passphrase")),
                warnings(earlier));
        Profile closed = profile("system-key", "system-passphrase", "no-such-passphrase");
        closed.setPrefix("a/");
        assertEquals(List.of(), warnings(closed));
    }

    @Test
    void theFormTellsOfThemAsTheyAreChosen() throws Exception {
        for (Class<?> type : List.of(Profile.class, ProfileEncryption.class, EarlierPassphrase.class)) {
            String field = type == Profile.class ? "CredentialsId" : "PassphraseCredentialsId";
            String kind = type == Profile.class ? "key" : "passphrase";
            for (String wall : List.of("prefix", "allowedJobs")) {
                String open = check("", type, field, "value", "global-" + kind, wall, "a/");
                assertTrue(open.contains("class=\"warning\"") && open.contains("scope System"), open);
                String closed = check("", type, field, "value", "system-" + kind, wall, "a/");
                assertFalse(closed.contains("class="), closed);
            }
            assertFalse(check("", type, field, "value", "global-" + kind).contains("class="), field);
            // What a folder sees is open to its jobs anyway.
            String folder = check("job/team/", type, field, "value", "global-" + kind, "prefix", "a/");
            assertFalse(folder.contains("class="), folder);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# the builds",
                "/team-a/**",
                "team-a//x",
                "a/**,b/**",
                "a, b",
                "a;b",
                "team-a\\\\build",
                "!",
                "!/team-a/**",
                "!!a",
            })
    void linesThatMatchNoJobAreToldOf(String line) throws Exception {
        for (String lines : List.of(line, "team/build\n" + line)) {
            String found = check("", Profile.class, "AllowedJobs", "value", lines);
            assertTrue(found.contains("class=\"warning\"") && found.contains("match no job"), found);
        }
        assertTrue(
                check("", B2ArtifactManagerFactory.class, "Jobs", "value", line).contains("match no job"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"!team-a/**", "!", "!a\n!b"})
    void listsThatOnlyExcludeAreToldOf(String lines) throws Exception {
        String found = check("", Profile.class, "AllowedJobs", "value", lines);
        assertTrue(found.contains("class=\"warning\"") && found.contains("every job that is not excluded"), found);
    }

    @Test
    void listsThatMeanWhatTheySaySeemInOrder() throws Exception {
        for (String lines : List.of(
                "",
                "team/",
                "team/**\n!team/PR-*",
                "app/feature%2Flogin",
                "matrix/jdk=17,os=linux",
                "a#b/build",
                "a b/c")) {
            assertFalse(check("", Profile.class, "AllowedJobs", "value", lines).contains("class="), lines);
        }
    }

    /** A job has no credentials of its own. */
    @Test
    void noPassphraseIsGeneratedForAJob() throws Exception {
        String generate = "descriptorByName/" + ProfileEncryption.class.getName() + "/generatePassphrase";
        WebResponse answer = post("job/team/job/build/" + generate);
        assertEquals(200, answer.getStatusCode());
        JSONObject told = JSONObject.fromObject(answer.getContentAsString());
        assertEquals("error", told.getString("status"));
        assertEquals(Messages.PendingPassphrases_noStore("team/build"), told.getString("message"));
        assertEquals(
                "ok",
                JSONObject.fromObject(post("job/team/" + generate).getContentAsString())
                        .getString("status"));
    }
}
