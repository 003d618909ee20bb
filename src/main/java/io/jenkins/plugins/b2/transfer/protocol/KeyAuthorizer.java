package io.jenkins.plugins.b2.transfer.protocol;

import com.backblaze.b2.client.contentSources.B2Headers;
import com.backblaze.b2.client.contentSources.B2HeadersImpl;
import com.backblaze.b2.client.exceptions.B2Exception;
import io.jenkins.plugins.b2.transfer.AccountAuthorization;
import io.jenkins.plugins.b2.transfer.AccountAuthorizer;
import io.jenkins.plugins.b2.transfer.ApplicationKeys;
import io.jenkins.plugins.b2.transfer.CallObserver;
import io.jenkins.plugins.b2.transfer.ConnectionSettings;
import io.jenkins.plugins.b2.transfer.RetryEvent;
import io.jenkins.plugins.b2.transfer.Secret;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.TransferException.Scope;
import io.jenkins.plugins.b2.transfer.concurrent.Cancellation;
import io.jenkins.plugins.b2.transfer.concurrent.CancelledException;
import io.jenkins.plugins.b2.transfer.concurrent.WorkQueue;
import io.jenkins.plugins.b2.transfer.http.HttpTransport;
import io.jenkins.plugins.b2.transfer.http.LostAnswerException;
import io.jenkins.plugins.b2.transfer.http.WebApiClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Authorizes with an application key. Thread-safe; each call is a request of its own. */
public final class KeyAuthorizer implements AccountAuthorizer {
    private static final Logger LOGGER = Logger.getLogger(KeyAuthorizer.class.getName());
    private static final String PATH = "/b2api/v4/b2_authorize_account";
    private static final Duration IDLE = Duration.ofSeconds(1);

    private final ConnectionSettings settings;
    /** Tells which key it is; no secret. */
    @SuppressWarnings("lgtm[jenkins/plaintext-storage]")
    private final String applicationKeyId;

    private final Secret applicationKey;

    /**
     * @throws IllegalArgumentException when the key is not whole
     */
    public KeyAuthorizer(ConnectionSettings settings, String applicationKeyId, Secret applicationKey) {
        if (applicationKeyId == null
                || applicationKeyId.isBlank()
                || applicationKey == null
                || applicationKey.isEmpty()) {
            throw new IllegalArgumentException("The application key is not complete: it takes a key ID and a key");
        }
        this.settings = settings;
        this.applicationKeyId = applicationKeyId.strip();
        this.applicationKey = applicationKey;
    }

    @Override
    public AccountAuthorization authorize() throws TransferException, InterruptedException {
        return authorize(new CallObserver() {
            @Override
            public void retrying(RetryEvent event) {
                LOGGER.log(Level.WARNING, event::describe);
            }

            @Override
            public void silent(String message) {
                LOGGER.log(Level.WARNING, message);
            }
        });
    }

    /** Asks on a thread of its own, because a thread that waits for a socket can't be interrupted. */
    @Override
    public AccountAuthorization authorize(CallObserver observer) throws TransferException, InterruptedException {
        Cancellation cancellation = new Cancellation();
        AccountAuthorization[] result = new AccountAuthorization[1];
        AtomicBoolean asked = new AtomicBoolean();
        WorkQueue.Task task = () -> result[0] = authorizeNow(cancellation, observer);
        try {
            new WorkQueue("b2-authorize", 1, () -> asked.getAndSet(true) ? null : task, cancellation)
                    .run(() -> {}, IDLE);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TransferException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (CancelledException e) {
            throw new InterruptedException("cancelled");
        }
        return result[0];
    }

    private AccountAuthorization authorizeNow(Cancellation cancellation, CallObserver observer)
            throws TransferException, InterruptedException {
        if (ApplicationKeys.isKey(applicationKeyId)) {
            throw new TransferException(
                    Kind.PERMISSION,
                    "Key ID and application key are swapped: what was given as the key ID is an application key."
                            + " Enter what Backblaze shows as keyID as the ID, or username, and what it shows as"
                            + " applicationKey as the key, or password");
        }
        try (HttpTransport transport = new HttpTransport(settings)) {
            return Retrier.of(settings, transport.successes(), cancellation, observer)
                    .run(
                            CallKind.AUTHORIZE,
                            "authorize at " + settings.realm(),
                            reaction -> {},
                            tries -> ask(transport.client(cancellation, observer::silent)));
        } catch (TransferException e) {
            throw explain(e);
        }
    }

    private AccountAuthorization ask(WebApiClient client) throws B2Exception {
        AuthorizeAnswer answer = client.getJson(base() + PATH, headers(), AuthorizeAnswer.class);
        try {
            return answer.toAuthorization();
        } catch (RuntimeException e) {
            // There is a null, or a URL that is none, where the token would be sent.
            throw LostAnswerException.garbled(e);
        }
    }

    private String base() {
        return settings.realm().toString().replaceFirst("/+$", "");
    }

    private B2Headers headers() {
        String pair = applicationKeyId + ":" + applicationKey.reveal();
        return B2HeadersImpl.builder()
                .set(
                        B2Headers.AUTHORIZATION,
                        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)))
                .set(B2Headers.USER_AGENT, settings.userAgent())
                .build();
    }

    private TransferException explain(TransferException e) {
        if (!(e.getCause() instanceof B2Exception cause)) {
            return e;
        }
        if ("unauthorized".equals(cause.getCode())) {
            return new TransferException(
                    Kind.PERMISSION,
                    "B2 refused the application key '" + applicationKeyId
                            + "'. Check that key ID and key belong together, and that the key has neither been"
                            + " deleted nor expired",
                    cause,
                    false,
                    Scope.ACCOUNT);
        }
        if (isNoB2(cause)) {
            return new TransferException(
                    Kind.USAGE,
                    "There is no B2 at " + settings.realm() + ": " + ErrorClassifier.full(cause)
                            + ". Correct the API endpoint; that of Backblaze is " + ConnectionSettings.BACKBLAZE,
                    cause,
                    false,
                    Scope.ACCOUNT);
        }
        return e;
    }

    /** B2 answers no key like this; other web servers do. */
    private static boolean isNoB2(B2Exception e) {
        return ErrorClassifier.isRedirect(e)
                || Set.of(404, 405, 410, 501).contains(e.getStatus())
                || e instanceof LostAnswerException answer && answer.isGarbled();
    }

    @Override
    public String toString() {
        return "authorizes with the application key "
                + (ApplicationKeys.isKey(applicationKeyId) ? "(hidden)" : applicationKeyId);
    }
}
