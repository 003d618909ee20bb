package io.jenkins.plugins.b2.agent;

import java.io.PrintStream;
import java.text.MessageFormat;
import java.util.logging.Filter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Shows the core's log of requests in one build's console while it is open. */
final class RequestLog extends Handler implements AutoCloseable {
    private static final Logger CORE = Logger.getLogger("io.jenkins.plugins.b2.transfer");

    private final PrintStream console;
    private final Level before;

    private RequestLog(PrintStream console) {
        this.console = console;
        this.before = CORE.getLevel();
    }

    static RequestLog to(PrintStream console) {
        RequestLog log = new RequestLog(console);
        log.setLevel(Level.FINE);
        // Retries are told by the console's own line.
        Filter requestsOnly = logged -> logged.getLevel().intValue() < Level.INFO.intValue();
        log.setFilter(requestsOnly);
        CORE.addHandler(log);
        CORE.setLevel(Level.FINE);
        return log;
    }

    @Override
    public void publish(LogRecord logged) {
        if (isLoggable(logged)) {
            String message = logged.getParameters() == null
                    ? logged.getMessage()
                    : MessageFormat.format(logged.getMessage(), logged.getParameters());
            console.println("[b2]   " + message);
        }
    }

    @Override
    public void flush() {
        console.flush();
    }

    @Override
    public void close() {
        CORE.removeHandler(this);
        CORE.setLevel(before);
    }
}
