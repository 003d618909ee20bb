package io.jenkins.plugins.b2.emulator.api;

import io.jenkins.plugins.b2.emulator.http.ServerExchange;
import io.jenkins.plugins.b2.emulator.store.B2Failure;
import io.jenkins.plugins.b2.emulator.store.BodyStore;
import io.jenkins.plugins.b2.emulator.store.Receiver;
import io.jenkins.plugins.b2.emulator.store.StoredContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Takes in the body of an upload and checks it against the hash that the client gives, in one of three ways. */
final class Incoming {
    private static final long MAX_BYTES = 5_000_000_000L;
    private static final int HEX_DIGITS = 40;
    private static final Pattern SHA1 = Pattern.compile("[0-9a-fA-F]{40}");

    private Incoming() {}

    /** Nothing is kept unless the hash is right. */
    static StoredContent receive(ServerExchange x, BodyStore bodies) throws IOException {
        String claim = x.header("X-Bz-Content-Sha1");
        boolean atEnd = "hex_digits_at_end".equals(claim);
        boolean unverified = "do_not_verify".equals(claim);
        if (claim == null || !atEnd && !unverified && !SHA1.matcher(claim).matches()) {
            throw B2Failure.badRequest("Missing or bad header X-Bz-Content-Sha1: " + claim);
        }
        long length = length(x) - (atEnd ? HEX_DIGITS : 0);
        if (length < 0) {
            throw B2Failure.badRequest("The body is too short for a SHA-1 at its end");
        }
        try (Receiver receiver = bodies.receive(length)) {
            x.receive(length, receiver::write);
            byte[] sha1 = receiver.sha1();
            String wanted = atEnd ? digits(x) : claim;
            if (!unverified && !HexFormat.of().formatHex(sha1).equalsIgnoreCase(wanted)) {
                throw B2Failure.badRequest("Sha1 did not match data received");
            }
            return receiver.commit(sha1, !unverified);
        }
    }

    private static long length(ServerExchange x) {
        long length = x.contentLength();
        if (length < 0) {
            throw B2Failure.badRequest("Missing header: Content-Length");
        }
        if (length > MAX_BYTES + HEX_DIGITS) {
            throw B2Failure.badRequest("An upload must not be longer than " + MAX_BYTES + " bytes");
        }
        return length;
    }

    private static String digits(ServerExchange x) throws IOException {
        ByteArrayOutputStream tail = new ByteArrayOutputStream(HEX_DIGITS);
        x.receive(HEX_DIGITS, bytes -> {
            while (bytes.hasRemaining()) {
                tail.write(bytes.get());
            }
        });
        return tail.toString(StandardCharsets.ISO_8859_1);
    }
}
