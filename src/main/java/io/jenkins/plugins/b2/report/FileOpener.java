package io.jenkins.plugins.b2.report;

import hudson.ExtensionPoint;
import hudson.model.Job;
import java.io.IOException;
import java.net.URI;

/** Knows where a file that a step moved can be had now. The report asks for it, so as not to know of connections. */
public interface FileOpener extends ExtensionPoint {
    /**
     * A link that opens the file for some minutes.
     *
     * @param job of the step
     * @param profile as the step had it
     * @param name the file name in B2
     * @param fileId the version that the step moved
     * @throws IOException saying why it can't be had
     */
    URI open(Job<?, ?> job, String profile, String name, String fileId) throws IOException, InterruptedException;
}
