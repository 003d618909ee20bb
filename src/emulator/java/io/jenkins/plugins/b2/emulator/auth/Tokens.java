package io.jenkins.plugins.b2.emulator.auth;

import io.jenkins.plugins.b2.emulator.auth.Token.Kind;
import io.jenkins.plugins.b2.emulator.store.B2Failure;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * All live tokens. They live in memory only: after a restart an old token is told apart from nonsense by the run it
 * names, and answered as expired. Thread-safe.
 */
public final class Tokens {
    public static final Duration LIFETIME = Duration.ofHours(24);

    private static final Pattern SHAPE = Pattern.compile("4_([0-9a-f]{12})_([0-9a-f]{32})_(acct|upld|part|dnld)");
    private static final int SWEEP_EVERY = 10_000;

    private final Map<String, Token> live = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();
    private final Clock clock;
    private final String run = hex(6);
    private int issued;

    public Tokens(Clock clock) {
        this.clock = clock;
    }

    public Token account(Grant grant) {
        return issue(Kind.ACCOUNT, grant, null, null, Map.of(), LIFETIME);
    }

    /** {@code resource} is a bucket id for {@link Kind#UPLOAD}, a file id for {@link Kind#PART}. */
    public Token upload(Kind kind, Grant grant, String resource) {
        return issue(kind, grant, resource, null, Map.of(), LIFETIME);
    }

    public Token download(
            Grant grant, String bucketId, String namePrefix, Map<String, String> overrides, Duration validity) {
        return issue(Kind.DOWNLOAD, grant, bucketId, namePrefix, overrides, validity);
    }

    private Token issue(
            Kind kind,
            Grant grant,
            String resource,
            String namePrefix,
            Map<String, String> overrides,
            Duration validity) {
        sweepSometimes();
        String text = "4_" + run + "_" + hex(16) + "_" + kind.suffix();
        long expires = clock.millis() + validity.toMillis();
        if (grant.key().expires() != null) {
            expires = Math.min(expires, grant.key().expires());
        }
        Token token = new Token(text, kind, grant, resource, namePrefix, overrides, expires);
        live.put(text, token);
        return token;
    }

    private synchronized void sweepSometimes() {
        if (++issued % SWEEP_EVERY == 0) {
            // A day longer than they live, so that recent ones are still known to be expired.
            long now = clock.millis() - LIFETIME.toMillis();
            live.values().removeIf(t -> t.expires() < now);
        }
    }

    private String hex(int bytes) {
        byte[] b = new byte[bytes];
        random.nextBytes(b);
        return HexFormat.of().formatHex(b);
    }

    /** The live token of that text and kind, or 401 with B2's code. {@code text} may be null. */
    public Token check(String text, Kind... kinds) {
        Token token = text == null ? null : live.get(text);
        if (token == null) {
            throw unknown(text);
        }
        if (!java.util.List.of(kinds).contains(token.kind())) {
            throw new B2Failure(401, "bad_auth_token", "The authorization token is not for this call");
        }
        if (token.expires() <= clock.millis()) {
            throw new B2Failure(401, "expired_auth_token", "The authorization token has expired");
        }
        return token;
    }

    private B2Failure unknown(String text) {
        var m = SHAPE.matcher(text == null ? "" : text);
        if (m.matches() && !m.group(1).equals(run)) {
            return new B2Failure(401, "expired_auth_token", "The authorization token is from before a restart");
        }
        return new B2Failure(401, "bad_auth_token", "The authorization token is not known");
    }

    /** The upload or part token is good for nothing any more; does nothing for other kinds. */
    public void reject(String text) {
        Token token = text == null ? null : live.get(text);
        if (token != null && (token.kind() == Kind.UPLOAD || token.kind() == Kind.PART)) {
            live.remove(text);
        }
    }

    /** Makes an account token expire now. */
    public void expire(Token token) {
        live.put(token.text(), new Token(token.text(), token.kind(), token.grant(), null, null, Map.of(), 0));
    }

    /** Drops all tokens made from that key. */
    public void dropKey(String keyId) {
        live.values().removeIf(t -> t.grant().key().keyId().equals(keyId));
    }
}
