package io.jenkins.plugins.b2.agent;

import io.jenkins.plugins.b2.transfer.PrintableText;
import java.io.PrintStream;
import java.text.MessageFormat;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Shows the core's log of requests in one build's console while it is open: that of the thread that opened it and of
 * the threads that this one starts, because other builds may run beside it.
 */
final class ConsoleRequestLog extends Handler implements AutoCloseable {
    private static final Logger CORE = Logger.getLogger("io.jenkins.plugins.b2.transfer");
    private static final InheritableThreadLocal<ConsoleRequestLog> CURRENT = new InheritableThreadLocal<>();
    private static int open;
    private static Level levelBefore;

    private final PrintStream console;

    private ConsoleRequestLog(PrintStream console) {
        this.console = console;
    }

    static ConsoleRequestLog to(PrintStream console) {
        ConsoleRequestLog log = new ConsoleRequestLog(console);
        log.setLevel(Level.FINE);
        CURRENT.set(log);
        synchronized (ConsoleRequestLog.class) {
            CORE.addHandler(log);
            if (open++ == 0) {
                levelBefore = CORE.getLevel();
                if (!CORE.isLoggable(Level.FINE)) {
                    CORE.setLevel(Level.FINE);
                }
            }
        }
        return log;
    }

    /** Retries are told by the console's own line. */
    @Override
    public boolean isLoggable(LogRecord logged) {
        return CURRENT.get() == this
                && logged.getLevel().intValue() < Level.INFO.intValue()
                && super.isLoggable(logged);
    }

    @Override
    public void publish(LogRecord logged) {
        if (isLoggable(logged)) {
            String message = logged.getParameters() == null
                    ? logged.getMessage()
                    : MessageFormat.format(logged.getMessage(), logged.getParameters());
            console.println("[b2]   " + PrintableText.of(message));
        }
    }

    @Override
    public void flush() {
        console.flush();
    }

    @Override
    public void close() {
        CURRENT.remove();
        synchronized (ConsoleRequestLog.class) {
            CORE.removeHandler(this);
            if (--open == 0) {
                CORE.setLevel(levelBefore);
            }
        }
    }
}
