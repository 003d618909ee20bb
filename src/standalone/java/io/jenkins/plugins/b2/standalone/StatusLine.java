package io.jenkins.plugins.b2.standalone;

import java.io.PrintStream;

/**
 * One line on a terminal that is drawn again and again, below everything else that is printed. Every drawing leaves the
 * terminal as it found it, so there is nothing to restore when the process is killed. Not thread-safe.
 */
final class StatusLine {
    private static final String ESCAPE = "\u001b[";
    /** Without wrapping, a line that a shrunken window can't hold is cut off instead of filling the screen. */
    private static final String WRAP_OFF = ESCAPE + "?7l";

    private static final String WRAP_ON = ESCAPE + "?7h";
    private static final String CLEAR_REST = ESCAPE + "K";

    private final PrintStream terminal;
    private boolean visible;

    StatusLine(PrintStream terminal) {
        this.terminal = terminal;
    }

    void draw(String text) {
        terminal.print("\r" + WRAP_OFF + text + CLEAR_REST + WRAP_ON);
        terminal.flush();
        visible = true;
    }

    /** Makes room for an ordinary line. */
    void clear() {
        if (visible) {
            terminal.print("\r" + CLEAR_REST);
            terminal.flush();
            visible = false;
        }
    }
}
