package io.jenkins.plugins.b2.transfer.http;

import com.backblaze.b2.client.exceptions.B2Exception;
import io.jenkins.plugins.b2.transfer.ApiCall;
import io.jenkins.plugins.b2.transfer.CallCount;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts exchanges by call and by how they ended. Thread-safe. */
public final class CallCounter implements ExchangeLayer {
    private final Map<ApiCall, LongAdder> succeeded = new EnumMap<>(ApiCall.class);
    private final Map<ApiCall, LongAdder> failed = new EnumMap<>(ApiCall.class);

    CallCounter() {
        for (ApiCall call : ApiCall.values()) {
            succeeded.put(call, new LongAdder());
            failed.put(call, new LongAdder());
        }
    }

    @Override
    public <T> T around(Exchange<T> inner) throws B2Exception {
        boolean ok = false;
        try {
            T result = inner.run();
            ok = true;
            return result;
        } finally {
            (ok ? succeeded : failed).get(inner.call()).increment();
        }
    }

    public long succeeded() {
        return sum(succeeded);
    }

    public long failed() {
        return sum(failed);
    }

    private static long sum(Map<ApiCall, LongAdder> counts) {
        return counts.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** Those that were made at all. */
    public List<CallCount> counts() {
        return Arrays.stream(ApiCall.values())
                .map(call -> new CallCount(
                        call, succeeded.get(call).sum(), failed.get(call).sum()))
                .filter(count -> count.succeeded() + count.failed() > 0)
                .toList();
    }
}
