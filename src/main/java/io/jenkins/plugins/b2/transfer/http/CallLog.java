package io.jenkins.plugins.b2.transfer.http;

import com.backblaze.b2.client.exceptions.B2Exception;
import com.backblaze.b2.client.exceptions.B2LocalException;
import com.backblaze.b2.client.exceptions.B2NetworkBaseException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Logs every exchange, at {@link Level#FINE}. Thread-safe. */
final class CallLog implements ExchangeLayer {
    private static final Logger LOGGER = Logger.getLogger(CallLog.class.getName());

    @Override
    public <T> T around(Exchange<T> inner) throws B2Exception {
        if (!LOGGER.isLoggable(Level.FINE)) {
            return inner.run();
        }
        long start = System.nanoTime();
        String end = "broken off";
        try {
            T result = inner.run();
            end = "ok";
            return result;
        } catch (B2Exception e) {
            boolean answered = !(e instanceof B2NetworkBaseException || e instanceof B2LocalException);
            end = answered ? (e.getStatus() + " " + e.getCode()).strip() : e.getMessage();
            throw e;
        } finally {
            LOGGER.log(Level.FINE, "{0}: {1} in {2} ms", new Object[] {
                inner.description(), end, (System.nanoTime() - start) / 1_000_000
            });
        }
    }
}
