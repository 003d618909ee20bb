package io.jenkins.plugins.b2.standalone;

import com.google.gson.stream.JsonWriter;
import io.jenkins.plugins.b2.transfer.ConnectionReport;
import io.jenkins.plugins.b2.transfer.ConnectionReport.Probe;
import io.jenkins.plugins.b2.transfer.ConnectionReport.Stage;
import io.jenkins.plugins.b2.transfer.TransferException;
import java.io.IOException;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code b2j test-connection}: can the key do its work? */
@Command(
        name = "test-connection",
        header = "Test key, bucket and network.",
        synopsisHeading = "%nUsage: ",
        customSynopsis = "b2j test-connection [OPTIONS]",
        parameterListHeading = "%n",
        description = "%nTests step by step whether B2, the key and the bucket answer as they should.",
        footer = {"%nExamples:", "  b2j test-connection", "  b2j test-connection --probe write --prefix backups/"})
final class TestConnectionCommand extends BucketCommand {
    @Option(
            names = "--probe",
            paramLabel = "none|read|write",
            description =
                    "How far to go: look at account and bucket only; also list a file (the default); also write, read"
                            + " back and delete a small file.")
    private Probe probe = Probe.READ;

    @Option(names = "--prefix", paramLabel = "P", description = "Where to read and write.")
    private String prefix = "";

    TestConnectionCommand(CommandContext invocation) {
        super(invocation);
    }

    @Override
    void check() {}

    @Override
    void run(CommandOutput report, Tools tools) throws TransferException, InterruptedException {
        ConnectionReport tested = tools.session().testConnection(probe, prefix);
        for (Stage stage : tested.stages()) {
            String what = stage.ok() ? "ok" : "no";
            String found = stage.ok() ? stage.message() + " " : "";
            report.result(
                    String.format(Locale.ROOT, "%s  %-19s  %s(%d ms)", what, stage.name(), found, stage.millis()));
        }
        report.fields(json -> write(json, tested));
        report.flush();
        Stage failure = tested.failure();
        if (failure != null) {
            throw new TransferException(failure.failure(), failure.message());
        }
    }

    private static void write(JsonWriter json, ConnectionReport found) throws IOException {
        json.name("ok").value(found.ok());
        json.name("stages").beginArray();
        for (Stage stage : found.stages()) {
            json.beginObject();
            json.name("name").value(stage.name());
            json.name("ok").value(stage.ok());
            json.name("milliseconds").value(stage.millis());
            json.name("message").value(stage.message());
            json.endObject();
        }
        json.endArray();
    }
}
