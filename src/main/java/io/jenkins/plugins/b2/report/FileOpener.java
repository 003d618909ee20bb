package io.jenkins.plugins.b2.report;

import hudson.AbortException;
import hudson.ExtensionPoint;
import hudson.model.Run;
import java.net.URI;

/** Knows where a file that a step moved can be had now. The report asks for it, so as not to know of connections. */
public interface FileOpener extends ExtensionPoint {
    /**
     * A link that opens the file for some minutes.
     *
     * @param profile as the step had it
     * @param name the file name in B2
     * @param fileId the version that the step moved
     * @throws AbortException saying why it can't be had
     */
    URI open(Run<?, ?> run, String profile, String name, String fileId) throws AbortException, InterruptedException;
}
