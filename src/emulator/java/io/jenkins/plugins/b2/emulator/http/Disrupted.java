package io.jenkins.plugins.b2.emulator.http;

import java.io.IOException;

/** The exchange was ended on purpose; the message says how. */
public final class Disrupted extends IOException {
    private static final long serialVersionUID = 1L;

    Disrupted(String outcome) {
        super(outcome);
    }
}
