package io.jenkins.plugins.b2.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.AbstractProject;
import hudson.tasks.BuildStepDescriptor;
import hudson.tasks.Builder;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import java.lang.reflect.Method;
import java.net.URL;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.util.NameValuePair;
import org.jenkinsci.plugins.workflow.cps.Snippetizer;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.kohsuke.stapler.DataBoundConstructor;

/** What goes into a step's form comes out of it, and the Snippet Generator writes what was meant. */
@WithJenkins
class StepFormsTest {
    /** Setters of fields that offer a choice. */
    private static final Set<String> CHOICES =
            Set.of("setProfile", "setCredentialsId", "setProbe", "setOrder", "setCompare", "setLargeFileHash");

    private static JenkinsRule jenkins;
    private static B2Emulator emulator;

    @BeforeAll
    static void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        emulator = B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start();
        JenkinsWithB2.configure(emulator);
    }

    @AfterAll
    static void stop() throws Exception {
        emulator.close();
    }

    private static void survives(Step step) throws Exception {
        jenkins.assertEqualDataBoundBeans(step, throughForm(step));
    }

    /** Shows the step in the form of a job, and saves that. */
    @SuppressWarnings("unchecked")
    private static <S extends Step> S throughForm(S step) throws Exception {
        return (S) jenkins.configRoundtrip(new StepInJob(step)).getStep();
    }

    /** A build step that is nothing but a Pipeline step's form. */
    public static final class StepInJob extends Builder {
        private final Step step;

        @DataBoundConstructor
        public StepInJob(Step step) {
            this.step = step;
        }

        public Step getStep() {
            return step;
        }

        /** The form. */
        @TestExtension
        public static final class DescriptorImpl extends BuildStepDescriptor<Builder> {
            @Override
            @SuppressWarnings("rawtypes")
            public boolean isApplicable(Class<? extends AbstractProject> jobType) {
                return true;
            }
        }
    }

    private static List<B2Step> steps() throws Exception {
        List<B2Step> steps = new ArrayList<>();
        for (B2Step.B2StepDescriptor descriptor : jenkins.jenkins.getExtensionList(B2Step.B2StepDescriptor.class)) {
            steps.add((B2Step) descriptor.clazz.getDeclaredConstructor().newInstance());
        }
        return steps;
    }

    @Test
    void everyStepWithNothingFilledIn() throws Exception {
        assertTrue(steps().size() >= 6);
        for (B2Step step : steps()) {
            survives(step);
        }
    }

    /** Each text, number and switch of each step, whatever steps there are. */
    @Test
    void everyStepWithEachFieldFilledIn() throws Exception {
        for (B2Step step : steps()) {
            for (Method setter : step.getClass().getMethods()) {
                Class<?> type = setter.getName().startsWith("set") ? setter.getParameterTypes()[0] : void.class;
                if (type == boolean.class) {
                    setter.invoke(step, !(boolean) getter(step, setter).invoke(step));
                } else if (type == int.class || type == Integer.class) {
                    setter.invoke(step, 7);
                } else if (type == String.class && !CHOICES.contains(setter.getName())) {
                    setter.invoke(step, "some/text");
                }
            }
            survives(step);
        }
    }

    @Test
    void theOrderOfAList() throws Exception {
        B2ListStep list = new B2ListStep();
        list.setOrder("largest");
        survives(list);
    }

    @Test
    void howFilesAreComparedAndHashed() throws Exception {
        B2UploadStep upload = new B2UploadStep();
        upload.setSkipUnchanged(true);
        upload.setCompare("size,time");
        upload.setLargeFileHash("never");
        survives(upload);
        B2DownloadStep download = new B2DownloadStep();
        download.setSkipUnchanged(true);
        download.setCompare("size,time");
        survives(download);
    }

    private static Method getter(Object step, Method setter) throws Exception {
        return step.getClass().getMethod("is" + setter.getName().substring(3));
    }

    private static void target(B2Step step) {
        step.setCredentialsId(JenkinsWithB2.KEY_ID);
        step.setBucket("other-bucket");
        step.setVerbose(true);
    }

    @Test
    void uploadWithEverythingFilledIn() throws Exception {
        B2UploadStep step = new B2UploadStep();
        target(step);
        step.setFile("db.dump");
        step.setName("backups/db.dump");
        step.setIncludes("dist/**");
        step.setExcludes("**/*-tmp*, **/*.bak");
        step.setPrefix("releases/");
        step.setDefaultExcludes(false);
        step.setSkipUnchanged(true);
        step.setAllowEmpty(true);
        step.setContentType("text/plain");
        for (Boolean encrypt : new Boolean[] {null, true, false}) {
            step.setEncrypt(encrypt);
            survives(step);
        }
        Map<String, String> info = new LinkedHashMap<>();
        info.put("job", "nightly = yes");
        info.put("by", "Jenkins");
        step.setFileInfo(info);
        B2UploadStep after = throughForm(step);
        assertEquals(info, after.getFileInfo());
    }

    @Test
    void downloadWithEverythingFilledIn() throws Exception {
        B2DownloadStep step = new B2DownloadStep();
        step.setProfile("main");
        step.setName("a/b.txt");
        step.setFileId("4_z1");
        step.setFile("b.txt");
        step.setPrefix("a/");
        step.setIncludes("**/*.txt");
        step.setExcludes("x");
        step.setDir("old");
        step.setDecrypt(false);
        step.setAllowEmpty(true);
        survives(step);
    }

    @Test
    void listWithEverythingFilledIn() throws Exception {
        B2ListStep step = new B2ListStep();
        target(step);
        step.setPrefix("a/");
        step.setIncludes("**/*.txt");
        step.setExcludes("x");
        step.setVersions(true);
        step.setToFile("list.jsonl");
        step.setMaxFiles(0);
        survives(step);
        step.setMaxFiles(20_000);
        survives(step);
    }

    @Test
    void deleteWithEverythingFilledIn() throws Exception {
        B2DeleteStep step = new B2DeleteStep();
        target(step);
        step.setName("a");
        step.setFileId("4_z1");
        step.setPrefix("a/");
        step.setIncludes("**/*.txt");
        step.setExcludes("x");
        step.setAllVersions(true);
        step.setHide(true);
        step.setOlderThanDays(0);
        step.setKeepLatest(5);
        step.setDryRun(true);
        step.setAllowBucketPurge(true);
        step.setAllowEmpty(true);
        survives(step);
    }

    @Test
    void theOthersWithEverythingFilledIn() throws Exception {
        B2InfoStep info = new B2InfoStep();
        target(info);
        info.setUsage(true);
        survives(info);
        B2TestConnectionStep test = new B2TestConnectionStep();
        target(test);
        test.setProbe("write");
        test.setFailOnError(false);
        survives(test);
    }

    private static B2LifecycleStep lifecycle(B2LifecycleRule... rules) {
        B2LifecycleStep step = new B2LifecycleStep();
        step.setRules(List.of(rules));
        return step;
    }

    private static B2LifecycleRule rule(String prefix, Integer hide, Integer delete, Integer cancel) {
        B2LifecycleRule rule = new B2LifecycleRule(prefix);
        rule.setHideAfterDays(hide);
        rule.setDeleteAfterHiddenDays(delete);
        rule.setCancelUnfinishedAfterDays(cancel);
        return rule;
    }

    /** No rules to set, none at all, one and several are four different things. */
    @Test
    void lifecycleRules() throws Exception {
        assertNull(throughForm(new B2LifecycleStep()).getRules());
        assertEquals(List.of(), throughForm(lifecycle()).getRules());
        for (B2LifecycleStep step : List.of(
                lifecycle(rule("", null, 1, null)), lifecycle(rule("logs/", 30, 7, 3), rule("tmp/", 1, null, null)))) {
            target(step);
            step.setDryRun(true);
            B2LifecycleStep after = throughForm(step);
            jenkins.assertEqualDataBoundBeans(step.getRules(), after.getRules());
            assertTrue(after.isDryRun());
            assertEquals("other-bucket", after.getBucket());
            assertNull(after.getUnreadable());
        }
    }

    private static void writes(Step step, String snippet) throws Exception {
        assertEquals(snippet, Snippetizer.object2Groovy(step));
        Map<String, Object> arguments = step.getDescriptor().uninstantiate(step).toMap();
        arguments.remove("$class");
        jenkins.assertEqualDataBoundBeans(step, ((StepDescriptor) step.getDescriptor()).newInstance(arguments));
    }

    @Test
    void snippets() throws Exception {
        writes(new B2UploadStep(), "b2Upload()");
        B2UploadStep upload = new B2UploadStep();
        upload.setIncludes("dist/**/*.tgz");
        upload.setPrefix("releases/");
        upload.setEncrypt(true);
        writes(upload, "b2Upload encrypt: true, includes: 'dist/**/*.tgz', prefix: 'releases/'");
        B2DeleteStep delete = new B2DeleteStep();
        delete.setPrefix("backups/");
        delete.setKeepLatest(5);
        delete.setOlderThanDays(30);
        delete.setDryRun(true);
        writes(delete, "b2Delete dryRun: true, keepLatest: 5, olderThanDays: 30, prefix: 'backups/'");
        B2TestConnectionStep test = new B2TestConnectionStep();
        test.setFailOnError(false);
        test.setProfile("main");
        writes(test, "b2TestConnection failOnError: false, profile: 'main'");
    }

    @Test
    void snippetsOfLifecycleRules() throws Exception {
        writes(new B2LifecycleStep(), "b2Lifecycle()");
        writes(lifecycle(), "b2Lifecycle(rules: [])");
        B2LifecycleStep step = lifecycle(rule("logs/", 30, 7, 3), rule("", null, 1, null));
        step.setDryRun(true);
        assertEquals(
                "b2Lifecycle dryRun: true, rules: [[cancelUnfinishedAfterDays: 3, deleteAfterHiddenDays: 7,"
                        + " hideAfterDays: 30, prefix: 'logs/'], [deleteAfterHiddenDays: 1, prefix: '']]",
                Snippetizer.object2Groovy(step));
    }

    @Test
    void theGeneratorWritesWhatTheFormSays() throws Exception {
        WebRequest request =
                new WebRequest(new URL(jenkins.getURL(), "pipeline-syntax/generateSnippet"), HttpMethod.POST);
        request.setRequestParameters(List.of(new NameValuePair(
                "json",
                "{'stapler-class': '" + B2UploadStep.class.getName() + "', 'file': 'a.txt', 'name': '',"
                        + " 'encrypt': '', 'defaultExcludes': true, 'fileInfoText': 'job=nightly\\nby=me'}")));
        JenkinsRule.WebClient browser = jenkins.createWebClient();
        assertEquals(
                "b2Upload file: 'a.txt', fileInfo: [job: 'nightly', by: 'me']",
                browser.getPage(browser.addCrumb(request))
                        .getWebResponse()
                        .getContentAsString()
                        .strip());
    }

    @Test
    void malformedFileInfoIsToldByItsLine() {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> B2UploadStep.parseFileInfo("a=b\nnonsense"));
        assertEquals(Messages.B2UploadStep_badFileInfo("nonsense"), e.getMessage());
    }
}
