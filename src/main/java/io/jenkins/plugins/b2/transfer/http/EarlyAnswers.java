package io.jenkins.plugins.b2.transfer.http;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.ResponseOutOfOrderStrategy;
import org.apache.hc.core5.util.Timeout;

/**
 * Looks from time to time, while a body is being sent, whether the answer is there: then it is a refusal, and the rest of
 * the body would be sent in vain. Thread-safe.
 */
final class EarlyAnswers implements ResponseOutOfOrderStrategy {
    @Override
    public boolean isEarlyResponseDetected(
            ClassicHttpRequest request, HttpClientConnection connection, InputStream in, long sent, long next)
            throws IOException {
        RequestExchange exchange = RequestExchange.current();
        if (exchange == null || !exchange.isTimeToLook()) {
            return false;
        }
        // TLS only knows what it has when it is made to read.
        boolean answered = connection.getSSLSession() == null
                ? in.available() > 0
                : connection.isDataAvailable(Timeout.ONE_MILLISECOND);
        if (answered) {
            exchange.answeredEarly();
        }
        return answered;
    }
}
