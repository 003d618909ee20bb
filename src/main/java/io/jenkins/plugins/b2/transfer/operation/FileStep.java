package io.jenkins.plugins.b2.transfer.operation;

import io.jenkins.plugins.b2.transfer.TransferException;
import java.io.IOException;

/** A step of the work on one file, which may throw whatever its layers throw. */
@FunctionalInterface
public interface FileStep {
    void run() throws IOException, TransferException, InterruptedException;
}
