package io.jenkins.plugins.b2.standalone;

import com.google.gson.stream.JsonWriter;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.FilesFailedException.Failure;
import io.jenkins.plugins.b2.transfer.TransferListener;
import io.jenkins.plugins.b2.transfer.progress.Progress;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Progress for programs: an object of JSON a second, each on a line of its own, and a last one with the outcome. All have
 * the same fields, whose names are part of the command's interface.
 */
final class JsonProgress implements TransferListener {
    private static final Progress NOTHING_YET = new Progress(0, -1, 0, -1, 0, 0, Duration.ZERO, 0);

    private final CommandOutput report;
    private final String command;
    /** Deletions and files that are left alone never start. */
    private final Set<String> underWay = new HashSet<>();

    private Progress latest = NOTHING_YET;
    private Duration due = Duration.ZERO;
    private long done;
    private long failed;
    private long bytes;

    JsonProgress(CommandOutput report, String command) {
        this.report = report;
        this.command = command;
    }

    @Override
    public void fileStarted(String name, long size) {
        underWay.add(name);
    }

    @Override
    public void fileDone(FileResult result) {
        underWay.remove(result.name());
        done++;
    }

    @Override
    public void fileFailed(Failure failure) {
        underWay.remove(failure.name());
        failed++;
    }

    @Override
    public void progress(Progress progress) {
        latest = progress;
        // What is taken back of a failed attempt is on its way again: nobody's bar needs to jump for it.
        bytes = Math.max(bytes, progress.bytes());
        if (progress.elapsed().compareTo(due) >= 0) {
            due = Duration.ofSeconds(progress.elapsed().toSeconds() + 1);
            report.progress(line(null, null));
        }
    }

    /** The last line. */
    void ended(int exitCode) {
        underWay.clear();
        String outcome =
                switch (exitCode) {
                    case ExitCodes.DONE -> "done";
                    case ExitCodes.INTERRUPTED -> "interrupted";
                    default -> "failed";
                };
        report.progress(line(outcome, exitCode));
    }

    private String line(String outcome, Integer exitCode) {
        StringWriter line = new StringWriter();
        try (JsonWriter json = new JsonWriter(line)) {
            json.setSerializeNulls(true);
            json.beginObject();
            json.name("command").value(command);
            json.name("seconds").value(JsonParts.seconds(latest.elapsed()));
            json.name("bytesDone").value(bytes);
            json.name("bytesTotal").value(known(latest.bytesTotal()));
            json.name("filesDone").value(done);
            json.name("filesFailed").value(failed);
            json.name("filesUnderWay").value(underWay.size());
            json.name("filesTotal").value(known(latest.filesTotal()));
            json.name("retries").value(latest.retries());
            json.name("bytesPerSecond").value(Math.round(latest.bytesPerSecond()));
            json.name("connections").value(latest.connections());
            json.name("secondsLeft").value(outcome == null ? secondsLeft() : null);
            json.name("outcome").value(outcome);
            json.name("exitCode").value(exitCode);
            json.endObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line.toString();
    }

    private static Long known(long total) {
        return total < 0 ? null : total;
    }

    private Long secondsLeft() {
        return latest.remaining() == null ? null : latest.remaining().toSeconds();
    }
}
