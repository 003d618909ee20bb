package io.jenkins.plugins.b2.transfer;

import java.io.Serializable;
import java.util.List;

/**
 * What a connection test found. Immutable.
 *
 * @param stages in the order in which they ran; the first failed one ends the test
 * @param authorization what B2 answered; null when it did not
 * @param bucketId null when the test did not get that far
 */
public record ConnectionReport(List<Stage> stages, AccountAuthorization authorization, String bucketId)
        implements Serializable {

    /**
     * One step of the test.
     *
     * @param name such as {@code authorize}
     * @param ok whether it went well
     * @param millis how long it took
     * @param message what was found, or what failed and what to do
     */
    public record Stage(String name, boolean ok, long millis, String message, TransferException.Kind failure)
            implements Serializable {}

    /** How far a test goes beyond reading what the key may do. */
    public enum Probe {
        /** Reads nothing but the account and the bucket. */
        NONE,
        /** Lists one file. */
        READ,
        /** Writes a small file, reads it back and deletes it. */
        WRITE
    }

    public ConnectionReport {
        stages = List.copyOf(stages);
    }

    public boolean ok() {
        return stages.stream().allMatch(Stage::ok);
    }

    /** The stage that ended the test; null when all went well. */
    public Stage failure() {
        return stages.stream().filter(stage -> !stage.ok()).findFirst().orElse(null);
    }
}
