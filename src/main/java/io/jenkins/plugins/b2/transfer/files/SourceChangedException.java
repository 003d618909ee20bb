package io.jenkins.plugins.b2.transfer.files;

import java.io.IOException;
import java.nio.file.Path;

/** A file changed while it was read, so that what was sent of it belongs to no state that it ever had. */
public final class SourceChangedException extends IOException {
    private static final long serialVersionUID = 1L;

    SourceChangedException(Path path, String how) {
        super("'" + path + "' changed while it was being uploaded: " + how
                + ". Upload it when nothing writes to it, or upload a copy");
    }
}
