package io.jenkins.plugins.b2.emulator.http;

import java.io.IOException;

/** The exchange was ended on purpose; {@link #outcome()} says how, in the words of the call counts. */
public final class Disrupted extends IOException {
    private static final long serialVersionUID = 1L;

    private final String outcome;

    Disrupted(String outcome) {
        super(outcome);
        this.outcome = outcome;
    }

    public String outcome() {
        return outcome;
    }
}
