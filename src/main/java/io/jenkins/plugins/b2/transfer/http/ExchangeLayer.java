package io.jenkins.plugins.b2.transfer.http;

import com.backblaze.b2.client.exceptions.B2Exception;
import io.jenkins.plugins.b2.transfer.ApiCall;
import java.util.List;

/**
 * Something that slips around every exchange with B2: it counts, logs, measures, or makes fail. Retries are no layer: a
 * repetition may need another URL or token, and so another request. Must be thread-safe.
 */
@FunctionalInterface
public interface ExchangeLayer {
    /** Runs the exchange, and does its own before and after; what the exchange throws goes on. */
    <T> T around(Exchange<T> inner) throws B2Exception;

    /**
     * The exchange within its layers.
     *
     * @param layers the outermost first
     */
    static <T> Exchange<T> wrap(List<ExchangeLayer> layers, Exchange<T> exchange) {
        Exchange<T> wrapped = exchange;
        for (int i = layers.size() - 1; i >= 0; i--) {
            wrapped = new Wrapped<>(layers.get(i), wrapped);
        }
        return wrapped;
    }

    /** An exchange with one layer around it. */
    record Wrapped<T>(ExchangeLayer layer, Exchange<T> inner) implements Exchange<T> {
        @Override
        public ApiCall call() {
            return inner.call();
        }

        @Override
        public String description() {
            return inner.description();
        }

        @Override
        public T run() throws B2Exception {
            return layer.around(inner);
        }
    }
}
