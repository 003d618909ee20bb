package io.jenkins.plugins.b2.connection;

import io.jenkins.plugins.b2.progress.NodeProgress;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.FilesFailedException.Failure;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * What a running operation tells the controller every second, and once more at its end. Immutable. It comes from a node,
 * so nothing in it is believed beyond what is told about the build that runs there, see {@link #check}.
 *
 * @param bytesMoved since the operation began
 * @param done files that were dealt with since the last pulse
 * @param failed files that failed since the last pulse
 * @param progress how far it is
 * @param retryLines the same in words, for the controller's log; empty where the operation runs on the controller and has
 *     logged them itself
 */
public record StatusReport(
        long bytesMoved, List<FileResult> done, List<Failure> failed, NodeProgress progress, List<String> retryLines)
        implements Serializable {
    /** Before the first byte. */
    public static final StatusReport FIRST = new StatusReport(0, List.of(), List.of(), NodeProgress.NONE, List.of());

    /** Characters; B2 has no longer names. */
    private static final int MAX_NAME = 1024;
    /** Characters; no path or URL of a file is longer, on Windows either. */
    private static final int MAX_TEXT = 32_767;
    /** Bytes; larger files than B2's 10 TB are taken for what a later B2 may have. */
    private static final long MAX_SIZE = 1L << 50;

    public StatusReport {
        done = List.copyOf(done);
        failed = List.copyOf(failed);
        retryLines = List.copyOf(retryLines);
    }

    /**
     * Fails when it can't come from a node that works as it should.
     *
     * @throws IllegalArgumentException saying what can't be
     */
    void check() {
        within("bytes moved", bytesMoved, MAX_SIZE);
        progress.check();
        done.forEach(StatusReport::check);
        failed.forEach(StatusReport::check);
    }

    private static void check(Failure failure) {
        if (failure.name() == null
                || failure.name().length() > MAX_TEXT
                || failure.kind() == null
                || failure.message() == null
                || failure.message().length() > MAX_TEXT) {
            throw new IllegalArgumentException("A node told of a failed file without what every failure has");
        }
    }

    private static void check(FileResult result) {
        if (result.outcome() == null || result.elapsed() == null) {
            throw new IllegalArgumentException("A node told of a file without what every file has");
        }
        Map<String, Object> fields;
        try {
            fields = result.fields();
            within("milliseconds", result.elapsed().toMillis(), MAX_SIZE);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("A node told of a file that took longer than can be", e);
        }
        if (result.name() == null || result.name().length() > MAX_NAME) {
            throw new IllegalArgumentException("A node told of a file with a name that can't be");
        }
        fields.forEach((field, value) -> {
            if (value instanceof String text && text.length() > MAX_TEXT) {
                throw new IllegalArgumentException("A node told of a file with a " + field + " that can't be");
            } else if (value instanceof Number number) {
                within(field, number.longValue(), MAX_SIZE);
            }
        });
    }

    private static void within(String what, long value, long most) {
        if (value < 0 || value > most) {
            throw new IllegalArgumentException("A node told of " + value + " " + what);
        }
    }
}
