package io.jenkins.plugins.b2.pipeline;

import java.io.PrintWriter;

/**
 * What the Snippet Generator shows where a step is not complete: it prints an unchecked exception in place of the step, and
 * shows nothing at all of other answers. So this one prints as its message alone.
 */
final class NotASnippetException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotASnippetException(String message) {
        super(message);
    }

    @Override
    public void printStackTrace(PrintWriter out) {
        out.print(getMessage());
    }
}
