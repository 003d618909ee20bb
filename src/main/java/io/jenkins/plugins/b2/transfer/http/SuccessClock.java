package io.jenkins.plugins.b2.transfer.http;

import com.backblaze.b2.client.exceptions.B2Exception;
import io.jenkins.plugins.b2.transfer.ApiCall;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * When B2 last did what it was asked, for each of the kinds of machines that B2 answers with: a call that has to wait
 * takes heart from the others of its kind. Thread-safe.
 */
public final class SuccessClock implements ExchangeLayer {

    /**
     * What answers a call. They are told apart because upload URLs are handed out all the time while no machine takes an
     * upload.
     */
    public enum Service {
        API,
        UPLOAD,
        DOWNLOAD;

        static Service of(ApiCall call) {
            return switch (call) {
                case UPLOAD_FILE, UPLOAD_PART -> UPLOAD;
                case DOWNLOAD_FILE_BY_ID, DOWNLOAD_FILE_BY_NAME -> DOWNLOAD;
                default -> API;
            };
        }
    }

    private final Map<Service, AtomicLong> last = new EnumMap<>(Service.class);

    SuccessClock() {
        for (Service service : Service.values()) {
            last.put(service, new AtomicLong(System.nanoTime()));
        }
    }

    @Override
    public <T> T around(Exchange<T> inner) throws B2Exception {
        T result = inner.run();
        last.get(Service.of(inner.call())).set(System.nanoTime());
        return result;
    }

    /** By {@link System#nanoTime}; this clock's beginning when there was none. */
    public long lastSuccess(Service service) {
        return last.get(service).get();
    }
}
