package io.jenkins.plugins.b2.task;

import hudson.AbortException;

/** Makes the core's requests of what a step gives. */
final class Requests {
    private Requests() {}

    /** What makes a request, or objects to a value. */
    @FunctionalInterface
    interface Maker<T> {
        T make() throws AbortException;
    }

    /** What the core objects to is the author's to change, and no fault of the program. */
    static <T> T make(String label, Maker<T> maker) throws AbortException {
        try {
            return maker.make();
        } catch (IllegalArgumentException e) {
            throw new AbortException(Messages.Requests_bad(label, e.getMessage()));
        }
    }
}
