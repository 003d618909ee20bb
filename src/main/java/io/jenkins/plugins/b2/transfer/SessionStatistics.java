package io.jenkins.plugins.b2.transfer;

import java.io.Serializable;

/**
 * What a session has done so far and does now. Immutable.
 *
 * @param bytesUploaded content bytes sent, those of failed attempts included
 * @param bytesDownloaded content bytes received, those of failed attempts included
 * @param uploadRate bytes a second over the last seconds
 * @param downloadRate bytes a second over the last seconds
 * @param succeeded requests that B2 answered with success
 * @param failed requests that failed
 * @param retries requests that were repeated
 * @param connectionsInUse of the pool, now
 * @param connectionsIdle of the pool, now
 * @param connectionsMax size of the pool
 */
public record SessionStatistics(
        long bytesUploaded,
        long bytesDownloaded,
        double uploadRate,
        double downloadRate,
        long succeeded,
        long failed,
        long retries,
        int connectionsInUse,
        int connectionsIdle,
        int connectionsMax)
        implements Serializable {}
