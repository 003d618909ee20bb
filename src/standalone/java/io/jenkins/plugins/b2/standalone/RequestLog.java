package io.jenkins.plugins.b2.standalone;

import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Shows the transfer core's log on standard error while it is open: what {@code --verbose} is for. */
final class RequestLog extends Handler implements AutoCloseable {
    private static final String CORE = "io.jenkins.plugins.b2";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

    private final CommandOutput report;
    private final SimpleFormatter formatter = new SimpleFormatter();
    /** Kept, because the log manager only holds loggers weakly and would forget the level. */
    private final Logger logger = Logger.getLogger(CORE);

    private final Level levelBefore = logger.getLevel();

    private RequestLog(CommandOutput report) {
        this.report = report;
        setLevel(Level.FINE);
    }

    /** Takes the JDK's own handler away, which would print retries a second time and other libraries' chatter. */
    static void silenceOthers() {
        LogManager.getLogManager().reset();
    }

    static RequestLog open(CommandOutput report) {
        RequestLog log = new RequestLog(report);
        log.logger.addHandler(log);
        log.logger.setLevel(Level.FINE);
        return log;
    }

    @Override
    public void publish(LogRecord entry) {
        if (isLoggable(entry)) {
            LocalTime time = LocalTime.ofInstant(entry.getInstant(), ZoneId.systemDefault());
            String cause = entry.getThrown() == null ? "" : ": " + entry.getThrown();
            report.log(
                    TIME.format(time.truncatedTo(ChronoUnit.MILLIS)) + "  " + formatter.formatMessage(entry) + cause);
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setLevel(levelBefore);
    }
}
