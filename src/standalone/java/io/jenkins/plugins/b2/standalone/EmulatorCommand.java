package io.jenkins.plugins.b2.standalone;

import com.google.gson.stream.JsonWriter;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.store.B2Failure;
import io.jenkins.plugins.b2.transfer.TransferException;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code b2j emulator}: a B2 in a box. */
@Command(
        name = "emulator",
        header = "Run a local B2 emulator.",
        synopsisHeading = "%nUsage: ",
        customSynopsis = "b2j emulator [OPTIONS]",
        parameterListHeading = "%n",
        description =
                "%nRuns a B2 of its own on this machine, for trying out and for tests. Prints one line of JSON with the"
                        + " API endpoint, the key and the buckets when it is ready, and runs until stopped.",
        footer = {"%nExample:", "  b2j emulator --port 9000 --data /tmp/b2 --bucket test"})
final class EmulatorCommand extends Subcommand {
    private static final int MOST_PORT = 65535;

    @Option(names = "--port", paramLabel = "N", description = "The port to listen on. Default: a free one.")
    private int port;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Keep everything in this folder. Default: a temporary one, removed at the end.")
    private Path data;

    @Option(
            names = "--bucket",
            paramLabel = "NAME",
            description = "Make sure that there is this bucket. May be repeated.")
    private List<String> buckets = new ArrayList<>();

    EmulatorCommand(CommandContext invocation) {
        super(invocation);
    }

    @Override
    void run(CommandOutput report) throws TransferException, InterruptedException, IOException {
        if (port < 0 || port > MOST_PORT) {
            throw usage("--port is " + port + "; it must be between 0 (a free one) and " + MOST_PORT);
        }
        if (data != null && Files.exists(data) && !Files.isDirectory(data)) {
            throw usage("--data " + data + " is a file; give a folder");
        }
        B2Emulator.Builder builder = B2Emulator.builder().port(port);
        if (data != null) {
            builder.dataFolder(data);
        }
        buckets.forEach(builder::bucket);
        try (B2Emulator emulator = builder.start()) {
            report.dropDocument();
            announce(emulator);
            report.say("the emulator listens at " + emulator.realm() + "; Ctrl-C stops it");
            new CountDownLatch(1).await();
        } catch (BindException e) {
            throw usage("--port " + port + " can't be listened on: it is in use, or only for administrators");
        } catch (IllegalArgumentException | B2Failure e) {
            throw usage(e.getMessage());
        }
    }

    /** Flushed at once: whoever started this process waits for the line. */
    private void announce(B2Emulator emulator) throws IOException {
        OutputStreamWriter out = new OutputStreamWriter(invocation().out(), StandardCharsets.UTF_8);
        JsonWriter json = new JsonWriter(out);
        json.beginObject();
        json.name("realm").value(emulator.realm());
        json.name("applicationKeyId").value(emulator.applicationKeyId());
        json.name("applicationKey").value(emulator.applicationKey());
        json.name("buckets").beginArray();
        for (String bucket : emulator.buckets()) {
            json.value(bucket);
        }
        json.endArray();
        json.endObject();
        json.flush();
        out.write('\n');
        out.flush();
    }
}
