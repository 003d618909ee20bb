package io.jenkins.plugins.b2.tracing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hudson.model.Result;
import io.jenkins.plugins.b2.Await;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.opentelemetry.JenkinsControllerOpenTelemetry;
import io.jenkins.plugins.opentelemetry.OpenTelemetryConfiguration;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Known transfers, as their spans tell of them. */
@WithJenkins
class SpanAttributesTest {
    private static final String PREFIX = "jenkins.b2.";

    private JenkinsRule jenkins;

    @BeforeEach
    void trace(JenkinsRule rule) {
        jenkins = rule;
        OpenTelemetryConfiguration.TESTING_INMEMORY_MODE = true;
        JenkinsControllerOpenTelemetry.get()
                .initialize(new OpenTelemetryConfiguration(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Map.of("otel.metrics.exporter", "none", "otel.bsp.schedule.delay", "10")));
    }

    @AfterEach
    void stop() {
        OpenTelemetryConfiguration.TESTING_INMEMORY_MODE = false;
    }

    private static Map<String, Object> attributes(SpanData span) {
        Map<String, Object> attributes = new TreeMap<>();
        span.getAttributes().forEach((key, value) -> {
            if (key.getKey().startsWith(PREFIX)) {
                attributes.put(key.getKey().substring(PREFIX.length()), value);
            }
        });
        return attributes;
    }

    @Test
    void spansTellWhatStepsCameTo() throws Exception {
        try (B2Emulator emulator =
                B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start()) {
            Profile main = JenkinsWithB2.configure(emulator);
            main.setRetryDelay("10 ms");
            BackblazeB2Configuration.get().setProfiles(List.of(main));
            emulator.faults().add(Fault.on("b2_download_file_by_name").status(500, "internal_error"));
            emulator.faults()
                    .add(Fault.on("b2_upload_file")
                            .nameContains("bad.txt")
                            .times(Fault.UNLIMITED)
                            .status(400, "bad_request"));
            jenkins.buildAndAssertStatus(Result.FAILURE, JenkinsWithB2.job("traced", """
                node {
                    writeFile file: 'in/a.txt', text: 'x' * 1000
                    writeFile file: 'in/b.txt', text: 'x' * 500
                    b2Upload includes: 'in/**', prefix: 'm/'
                    b2Download name: 'm/in/a.txt', file: 'back.txt'
                    writeFile file: 'in/bad.txt', text: 'x'
                    parallel one: { b2Delete prefix: 'm/', dryRun: true }, two: { b2Upload includes: 'in/**', prefix: 'n/' }
                }
                """));
            Await.that(
                    "the spans have arrived",
                    () -> SpansInMemory.named("b2Upload").size() == 2
                            && SpansInMemory.named("b2Delete").size() == 1);
            Map<String, Object> uploaded =
                    attributes(SpansInMemory.named("b2Upload").get(0));
            assertEquals(
                    new TreeMap<>(Map.of(
                            "operation",
                            "upload",
                            "dry_run",
                            false,
                            "profile",
                            "main",
                            "bucket",
                            JenkinsWithB2.BUCKET,
                            "node",
                            uploaded.get("node"),
                            "files.done",
                            2L,
                            "files.failed",
                            0L,
                            "files.encrypted",
                            0L,
                            "bytes.moved",
                            1500L,
                            "retries",
                            0L)),
                    uploaded);
            assertEquals("Built-In Node", uploaded.get("node"));
            Map<String, Object> downloaded =
                    attributes(SpansInMemory.named("b2Download").get(0));
            assertEquals("download", downloaded.get("operation"));
            assertEquals(1L, downloaded.get("files.done"));
            assertEquals(1L, downloaded.get("retries"));
            Map<String, Object> failed =
                    attributes(SpansInMemory.named("b2Upload").get(1));
            assertEquals(2L, failed.get("files.done"));
            assertEquals(1L, failed.get("files.failed"));
            Map<String, Object> dry = attributes(SpansInMemory.named("b2Delete").get(0));
            assertEquals(true, dry.get("dry_run"));
            assertEquals("delete", dry.get("operation"));
            assertEquals(Map.of(), attributes(SpansInMemory.named("writeFile").get(0)));
            assertEquals(documented(), new TreeSet<>(uploaded.keySet()));
        }
    }

    /** Queries go by the names, so the page has all of them and no others. */
    private static TreeSet<String> documented() throws Exception {
        return new TreeSet<>(Files.readAllLines(Path.of("docs/monitoring.md")).stream()
                .filter(line -> line.startsWith("| `" + PREFIX))
                .map(line -> line.split("`")[1].substring(PREFIX.length()))
                .toList());
    }
}
