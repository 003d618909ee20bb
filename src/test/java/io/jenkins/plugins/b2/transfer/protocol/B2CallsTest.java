package io.jenkins.plugins.b2.transfer.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.backblaze.b2.client.exceptions.B2Exception;
import com.backblaze.b2.client.exceptions.B2NetworkException;
import com.backblaze.b2.client.structures.B2Bucket;
import com.backblaze.b2.client.structures.B2ListBucketsRequest;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.B2EmulatorExtension;
import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.transfer.ApiCall;
import io.jenkins.plugins.b2.transfer.CallObserver;
import io.jenkins.plugins.b2.transfer.ConnectionSettings;
import io.jenkins.plugins.b2.transfer.RetryEvent;
import io.jenkins.plugins.b2.transfer.Secret;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.concurrent.Cancellation;
import io.jenkins.plugins.b2.transfer.concurrent.CancelledException;
import io.jenkins.plugins.b2.transfer.http.Exchange;
import io.jenkins.plugins.b2.transfer.http.ExchangeLayer;
import io.jenkins.plugins.b2.transfer.http.HttpTransport;
import io.jenkins.plugins.b2.transfer.http.SuccessClock.Service;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Layers around calls, what observers hear of them, and calls that outlive a cancellation. */
class B2CallsTest {
    private static final Duration SILENCE = Duration.ofMillis(100);
    private static final String LIST = "b2_list_buckets";

    @RegisterExtension
    final B2EmulatorExtension extension = new B2EmulatorExtension();

    private final Cancellation cancellation = new Cancellation();
    private final BlockingQueue<String> silences = new LinkedBlockingQueue<>();
    private final List<RetryEvent> retries = new CopyOnWriteArrayList<>();
    private HttpTransport transport;

    private B2Calls calls(ExchangeLayer... layers) {
        ConnectionSettings settings = ConnectionSettings.builder(B2EmulatorExtension.BUCKET)
                .realm(URI.create(emulator().realm()))
                .retryDelay(Duration.ofMillis(1))
                .build();
        transport = new HttpTransport(settings, List.of(layers), SILENCE);
        AuthorizationHolder authorization = new AuthorizationHolder(new KeyAuthorizer(
                settings, emulator().applicationKeyId(), Secret.of(emulator().applicationKey())));
        return new B2Calls(transport, settings, authorization, cancellation, new CallObserver() {
            @Override
            public void retrying(RetryEvent event) {
                retries.add(event);
            }

            @Override
            public void silent(String message) {
                silences.add(message);
            }
        });
    }

    private B2Emulator emulator() {
        return extension.emulator();
    }

    @AfterEach
    void close() {
        transport.close();
        assertFalse(Thread.interrupted(), "an interrupt is left");
    }

    private static List<B2Bucket> list(B2Calls calls) throws TransferException, InterruptedException {
        return calls.call(
                "list the buckets",
                (webifier, account) -> webifier.listBuckets(
                                account,
                                B2ListBucketsRequest.builder(account.getAccountId())
                                        .build())
                        .getBuckets());
    }

    @Test
    void aLayerSlipsInAroundEveryExchange() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        ExchangeLayer failsOnce = new ExchangeLayer() {
            @Override
            public <T> T around(Exchange<T> inner) throws B2Exception {
                seen.add(inner.description() + " " + inner.call());
                if (seen.size() == 1) {
                    throw new B2NetworkException("test", null, "made to fail", null);
                }
                return inner.run();
            }
        };
        assertEquals(1, list(calls(failsOnce)).size());
        assertEquals(List.of("POST b2_list_buckets LIST_BUCKETS", "POST b2_list_buckets LIST_BUCKETS"), seen);
        assertEquals("made to fail", retries.get(0).cause());
        assertEquals(0, transport.counter().failed(), "the inner layers did not see the first one");
        assertEquals(1, transport.counter().succeeded());
    }

    @Test
    void theLayersOfATransportAreInOrder() throws Exception {
        StringBuilder order = new StringBuilder();
        list(calls(new Marking("a", order), new Marking("b", order)));
        assertEquals("(a(b)b)a", order.toString());
    }

    @Test
    void theLastSuccessOfEachServiceIsKnown() throws Exception {
        B2Calls calls = calls();
        long before = System.nanoTime();
        list(calls);
        assertTrue(transport.successes().lastSuccess(Service.API) - before > 0);
        assertTrue(
                transport.successes().lastSuccess(Service.UPLOAD) - before < 0, "an upload would have to wait alone");
        assertTrue(transport.successes().lastSuccess(Service.DOWNLOAD) - before < 0);
    }

    private record Marking(String mark, StringBuilder order) implements ExchangeLayer {
        @Override
        public <T> T around(Exchange<T> inner) throws B2Exception {
            order.append('(').append(mark);
            T result = inner.run();
            order.append(')').append(mark);
            return result;
        }
    }

    @Test
    void aServerThatIsSilentIsToldOfMoreThanOnce() throws Exception {
        emulator().faults().add(Fault.on(LIST).stall());
        B2Calls calls = calls();
        Thread caller = new Thread(() -> assertThrows(CancelledException.class, () -> list(calls)));
        caller.start();
        for (int i = 0; i < 2; i++) {
            String message = silences.poll(30, TimeUnit.SECONDS);
            assertTrue(message != null && message.contains("No byte has moved for "), message);
            assertTrue(message.contains("127.0.0.1 (POST b2_list_buckets)"), message);
            assertTrue(message.contains("After 300 s"), message);
        }
        cancellation.cancel();
        caller.join();
        assertEquals(List.of(), retries, "being silent is no failure");
    }

    @Test
    void callsThatCleanUpAreMadeAfterTheCancellation() throws Exception {
        B2Calls calls = calls();
        cancellation.cancel();
        assertThrows(CancelledException.class, () -> list(calls));
        int[] found = new int[1];
        calls.uncancelled(
                Duration.ofSeconds(30),
                uncancelled -> found[0] = list(uncancelled).size());
        assertEquals(1, found[0]);
    }

    @Test
    void callsThatCleanUpAreMadeByAThreadThatIsInterrupted() throws Exception {
        B2Calls calls = calls();
        int[] found = new int[1];
        Thread.currentThread().interrupt();
        calls.uncancelled(
                Duration.ofSeconds(30),
                uncancelled -> found[0] = list(uncancelled).size());
        assertTrue(Thread.interrupted(), "the interrupt is kept");
        assertEquals(1, found[0]);
    }

    @Test
    void callsThatCleanUpAreFinishedWhenTheCancellationComesMeanwhile() throws Exception {
        emulator().faults().add(Fault.on(LIST).times(3));
        B2Calls calls = calls();
        int[] found = new int[1];
        calls.uncancelled(Duration.ofSeconds(30), uncancelled -> {
            cancellation.cancel();
            found[0] = list(uncancelled).size();
        });
        assertEquals(1, found[0]);
        assertEquals(3, retries.size(), "repeated as others are");
    }

    @Test
    void callsThatCleanUpEndInTheirTime() {
        emulator().faults().add(Fault.on(LIST).stall());
        B2Calls calls = calls();
        cancellation.cancel();
        TransferException e = assertThrows(
                TransferException.class, () -> calls.uncancelled(Duration.ofMillis(200), B2CallsTest::list));
        assertTrue(e.getMessage().startsWith("Could not clean up within "), e::getMessage);
    }

    @Test
    void whatCleaningUpFailsWithIsTold() {
        emulator().faults().add(Fault.on(LIST).status(401, "unauthorized"));
        B2Calls calls = calls();
        TransferException e = assertThrows(
                TransferException.class, () -> calls.uncancelled(Duration.ofSeconds(30), B2CallsTest::list));
        assertEquals(TransferException.Scope.ACCOUNT, e.scope());
        assertEquals(1, transport.counter().counts().size());
        assertEquals(ApiCall.LIST_BUCKETS, transport.counter().counts().get(0).call());
    }
}
