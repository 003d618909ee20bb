package io.jenkins.plugins.b2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.standalone.Documents;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/**
 * Runs the Pipelines of README and docs as they stand there, one after the other, in a Jenkins whose default profile
 * encrypts and a bucket that has the files that they speak of; and takes the configuration that is there as code.
 */
@WithJenkins
class DocumentedPipelinesTest {
    private static JenkinsRule jenkins;
    private static B2Emulator emulator;
    private static Profile profile;

    @BeforeAll
    static void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        emulator = B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start();
        profile = JenkinsWithB2.configure(emulator);
        JenkinsWithB2.encrypt(profile);
        jenkins.buildAndAssertSuccess(JenkinsWithB2.job("before", """
            node {
                writeFile file: 'file', text: 'content'
                b2Upload file: 'file', name: 'backups/db.dump'
                b2Upload file: 'file', name: 'backups/db.dump', encrypt: false
                b2Upload file: 'file', name: 'releases/41/dist/app.tgz', encrypt: false
                b2Upload file: 'file', name: 'releases/41/app.tgz', encrypt: false
            }
            """));
    }

    @AfterAll
    static void stop() throws IOException {
        emulator.close();
    }

    static List<Documents.Block> pipelines() throws IOException {
        return examples("groovy");
    }

    static List<Documents.Block> configurations() throws IOException {
        return examples("yaml");
    }

    private static List<Documents.Block> examples(String language) throws IOException {
        List<Documents.Block> found = new ArrayList<>();
        for (Path file : Documents.all()) {
            found.addAll(Documents.examples(file, language));
        }
        return found;
    }

    @ParameterizedTest
    @MethodSource("pipelines")
    void pipelineSucceeds(Documents.Block example) throws Exception {
        BackblazeB2Configuration.get().setProfiles(List.of(profile));
        boolean whole = example.text().contains("node {") || example.text().startsWith("pipeline {");
        // What a step alone uploads is for the test to make.
        String script = whole ? example.text() : """
            node {
                writeFile file: 'dist/a.txt', text: 'a'
                writeFile file: 'db.dump', text: 'the dump'
            %s
            }
            """.formatted(example.text());
        WorkflowJob job = JenkinsWithB2.job(example.toString().replaceAll("[/:]", "-"), script);
        jenkins.buildAndAssertSuccess(job);
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void configurationIsTaken(Documents.Block example, @TempDir Path folder) throws Exception {
        // What would be in the environment of a Jenkins.
        String text = example.text().replaceAll("\\$\\{B2_\\w+}", "0051234567890");
        Path file = Files.writeString(folder.resolve("jenkins.yaml"), text);
        ConfigurationAsCode.get().configure(file.toString());
        List<String> named = Pattern.compile("- name: \"(.*)\"")
                .matcher(example.text())
                .results()
                .map(match -> match.group(1))
                .toList();
        if (!named.isEmpty()) {
            BackblazeB2Configuration configuration = BackblazeB2Configuration.get();
            assertEquals("main", configuration.getDefaultProfile());
            assertEquals(
                    named,
                    configuration.getProfiles().stream().map(Profile::getName).toList());
        }
    }
}
