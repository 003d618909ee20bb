package io.jenkins.plugins.b2.connection;

import io.jenkins.plugins.b2.transfer.FileResult;
import java.io.Serializable;
import java.util.List;

/**
 * What a running operation tells the controller every second, and once more at its end. Immutable. It comes from a node,
 * so nothing in it is believed beyond what is told about the build that runs there.
 *
 * @param bytesMoved since the operation began
 * @param done files that were dealt with since the last pulse
 * @param retries since the last pulse
 * @param retryLines the same in words, for the controller's log; empty where the operation runs on the controller and has
 *     logged them itself
 */
public record StatusReport(long bytesMoved, List<FileResult> done, long retries, List<String> retryLines)
        implements Serializable {
    /** Before the first byte. */
    public static final StatusReport FIRST = new StatusReport(0, List.of(), 0, List.of());

    public StatusReport {
        done = List.copyOf(done);
        retryLines = List.copyOf(retryLines);
    }
}
