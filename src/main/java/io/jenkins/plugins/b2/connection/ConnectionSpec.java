package io.jenkins.plugins.b2.connection;

import hudson.Util;
import io.jenkins.plugins.b2.transfer.Connections;
import java.io.Serializable;

/**
 * Where a step is to work, as its author wrote it: a profile, or credentials and a bucket. Immutable.
 *
 * @param profile null for the default one
 * @param credentialsId instead of a profile, an application key that the job can see
 * @param bucket with credentials, the bucket
 * @param connections null for what the profile says; never more than that has
 */
public record ConnectionSpec(String profile, String credentialsId, String bucket, Connections connections)
        implements Serializable {
    public ConnectionSpec {
        profile = Util.fixEmptyAndTrim(profile);
        credentialsId = Util.fixEmptyAndTrim(credentialsId);
        bucket = Util.fixEmptyAndTrim(bucket);
    }
}
