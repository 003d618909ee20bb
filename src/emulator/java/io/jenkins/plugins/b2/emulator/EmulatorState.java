package io.jenkins.plugins.b2.emulator;

/**
 * What the emulator holds and does at one moment, for leak checks.
 *
 * @param openConnections TCP connections, idle ones included
 * @param requestsInFlight B2 calls being served, without the stalled ones
 * @param requestsStalled B2 calls that a fault has stopped for good
 * @param buckets their number
 * @param fileVersions all rows: versions, hide markers, unfinished large files
 * @param unfinishedLargeFiles their number
 * @param parts of unfinished large files
 * @param bytes of all file versions and parts
 */
public record EmulatorState(
        int openConnections,
        int requestsInFlight,
        int requestsStalled,
        int buckets,
        int fileVersions,
        int unfinishedLargeFiles,
        int parts,
        long bytes) {}
