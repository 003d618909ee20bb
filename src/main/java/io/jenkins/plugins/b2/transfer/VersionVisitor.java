package io.jenkins.plugins.b2.transfer;

import java.util.List;

/** Takes the rows of a walk that may be broken off, and go on later where it was. Called on one thread at a time. */
@FunctionalInterface
public interface VersionVisitor {
    /**
     * The next rows.
     *
     * @param rows by name, the newest first within a name; 10,000 at most, none where B2 gave none
     * @param next from where a later walk gets what comes behind them; null at the end
     * @param serverMillis the time now by B2's clock, milliseconds since 1970
     */
    void page(List<RemoteFile> rows, ListPosition next, long serverMillis);
}
