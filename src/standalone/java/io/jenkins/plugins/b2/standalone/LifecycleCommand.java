package io.jenkins.plugins.b2.standalone;

import com.google.gson.stream.JsonWriter;
import io.jenkins.plugins.b2.transfer.LifecycleChange;
import io.jenkins.plugins.b2.transfer.LifecycleReport;
import io.jenkins.plugins.b2.transfer.LifecycleRequest;
import io.jenkins.plugins.b2.transfer.LifecycleRule;
import io.jenkins.plugins.b2.transfer.TransferException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code b2j lifecycle}: the rules by which B2 hides and deletes files itself. */
@Command(
        name = "lifecycle",
        header = "Show or set the bucket's lifecycle rules.",
        synopsisHeading = "%nUsage:%n",
        customSynopsis = {"  b2j lifecycle [OPTIONS]", "  b2j lifecycle --set FILE [--dry-run] [OPTIONS]"},
        parameterListHeading = "%n",
        description = "%nShows the rules by which B2 hides, deletes and cancels files itself, or replaces them.",
        footer = {
            "%nExamples:",
            "  b2j lifecycle",
            "  b2j lifecycle --json | jq .rules > rules.json",
            "  b2j lifecycle --set rules.json --dry-run"
        })
final class LifecycleCommand extends BucketCommand {
    @Option(
            names = "--set",
            paramLabel = "FILE",
            description = "Replace all rules by those of this JSON file, an array in B2's own form; - for standard"
                    + " input. An empty array, [], removes all.")
    private Path set;

    @Option(names = "--dry-run", description = "Only tell what --set would change.")
    private boolean dryRun;

    LifecycleCommand(CommandContext invocation) {
        super(invocation);
    }

    @Override
    void check() {}

    @Override
    void run(CommandOutput report, Tools tools) throws TransferException, InterruptedException {
        if (set != null) {
            tools.setup().requireEnabled();
        }
        LifecycleRequest request = LifecycleRequest.builder()
                .rules(
                        set == null
                                ? null
                                : LifecycleRulesReader.read(set, invocation().in()))
                .dryRun(dryRun)
                .build();
        LifecycleReport found = tools.session().lifecycle(request, new RetryListener(report));
        report.fields(json -> write(json, found, set != null));
        if (set == null) {
            found.after().forEach(rule -> report.result(rule.sentence()));
        } else {
            found.changes().forEach(change -> report.result(change.sentence(dryRun)));
        }
        String bucket = tools.settings().bucket();
        found.wider().forEach(rule -> report.say("of a wider prefix, not changed: " + rule.sentence()));
        if (set == null && found.after().isEmpty()) {
            report.say(
                    bucket + " has no lifecycle rules" + (found.wider().isEmpty() ? "" : " within the key's prefix"));
        } else if (set != null) {
            report.say(end(bucket, found));
        }
    }

    private static String end(String bucket, LifecycleReport found) {
        if (found.changes().isEmpty()) {
            return bucket + " has these lifecycle rules already, nothing to change";
        }
        String changes = Text.count(found.changes().size(), "change");
        return found.dryRun()
                ? "dry run: " + changes + ", " + bucket + " is as it was"
                : changes + ", " + bucket + " has " + Text.count(found.after().size(), "lifecycle rule") + " now";
    }

    private static void write(JsonWriter json, LifecycleReport found, boolean set) throws IOException {
        json.name("revision").value(found.revision());
        rows(json, "rules", found.after().stream().map(LifecycleRule::fields).toList());
        rows(json, "wider", found.wider().stream().map(LifecycleRule::fields).toList());
        if (set) {
            json.name("dryRun").value(found.dryRun());
            rows(
                    json,
                    "changes",
                    found.changes().stream().map(LifecycleChange::fields).toList());
        }
    }

    private static void rows(JsonWriter json, String name, List<Map<String, Object>> rows) throws IOException {
        json.name(name).beginArray();
        for (Map<String, Object> row : rows) {
            json.beginObject();
            JsonParts.fields(json, row);
            json.endObject();
        }
        json.endArray();
    }

    @Override
    String spelled(String option) {
        return option.equals("rules") ? "--set" : super.spelled(option);
    }
}
