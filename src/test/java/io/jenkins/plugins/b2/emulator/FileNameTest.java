package io.jenkins.plugins.b2.emulator;

import static io.jenkins.plugins.b2.emulator.B2EmulatorExtension.BUCKET;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.emulator.http.Percent;
import io.jenkins.plugins.b2.emulator.store.FileNameRules;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileNameTest {
    @RegisterExtension
    static final B2EmulatorExtension EMULATOR = B2EmulatorExtension.perClass();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                "a+b",
                "100%",
                "%41",
                "a%2Fb",
                "#1?x=y&z",
                "ü-\u00fc",
                "u\u0308",
                "😀/日本語",
                "//double//slash//",
                "/leading",
                "..",
                "../../etc/passwd",
                "./a/../b",
                "back\\slash",
                "a;b=c,d:e@f",
                "\"quoted\"",
                "<a>{b}|^`~[c]",
                "ends.",
                " "
            })
    void anOddNameGoesRound(String name) throws Exception {
        B2Emulator emulator = EMULATOR.emulator();
        RawB2 b2 = RawB2.of(emulator);
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        String id = b2.put(BUCKET, name, bytes).text("fileId");
        assertEquals(name, b2.call("b2_get_file_info", "fileId", id).text("fileName"));
        String answer = raw(emulator, "/file/" + BUCKET + "/" + RawB2.encode(name), b2.token);
        assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
        assertTrue(answer.contains("X-Bz-File-Name: " + Percent.encode(name) + "\r\n"), answer);
        assertArrayEquals(
                bytes, answer.substring(answer.indexOf("\r\n\r\n") + 4).getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Java's own client would tidy up the path before it is sent. */
    private static String raw(B2Emulator emulator, String target, String token) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), emulator.port())) {
            String request = "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nAuthorization: "
                    + token + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void aSlashMayBeEscaped() throws Exception {
        RawB2 b2 = RawB2.of(EMULATOR.emulator());
        b2.put(BUCKET, "esc/aped", new byte[] {1});
        assertTrue(
                raw(EMULATOR.emulator(), "/file/bucket-1/esc%2Faped", b2.token).startsWith("HTTP/1.1 200"));
    }

    @Test
    void brokenEscapesAreRefused() throws Exception {
        RawB2 b2 = RawB2.of(EMULATOR.emulator());
        for (String bad : new String[] {"a%", "a%2", "a%zz", "%ff"}) {
            String answer = raw(EMULATOR.emulator(), "/file/bucket-1/" + bad, b2.token);
            assertTrue(answer.startsWith("HTTP/1.1 400"), bad + ": " + answer);
        }
    }

    /** So that a client with a built-in realm can be led here as if through a proxy. */
    @Test
    void absoluteTargetsAreUnderstood() throws Exception {
        RawB2 b2 = RawB2.of(EMULATOR.emulator());
        b2.put(BUCKET, "absolute", new byte[] {1});
        String answer = raw(EMULATOR.emulator(), "http://127.0.0.1/file/bucket-1/absolute", b2.token);
        assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
    }

    @Test
    void namesOfTheWrongSortAreRefused() throws Exception {
        RawB2 b2 = RawB2.of(EMULATOR.emulator());
        for (String bad : new String[] {"", "a\nb", "a\u007f", "x".repeat(1025), "ü".repeat(513)}) {
            assertEquals("400 bad_request", b2.put(BUCKET, bad, new byte[0]).code());
        }
        assertEquals(200, b2.put(BUCKET, "ü".repeat(512), new byte[0]).status());
    }

    @Property
    void whatIsEncodedDecodes(@ForAll @StringLength(max = 50) String text) {
        String name = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        assertEquals(name, Percent.decode(Percent.encode(name)));
    }

    @Property
    void theOrderIsThatOfTheBytes(@ForAll("names") String x, @ForAll("names") String y) {
        int bytes = Arrays.compareUnsigned(x.getBytes(StandardCharsets.UTF_8), y.getBytes(StandardCharsets.UTF_8));
        assertEquals(Integer.signum(bytes), Integer.signum(FileNameRules.compare(x, y)));
    }

    /** Characters on both sides of the surrogates, where UTF-16 and UTF-8 disagree about the order. */
    @Provide
    Arbitrary<String> names() {
        return Arbitraries.of("/", "a", "ü", "\uD7FF", "\uE000", "\uFFFD", "\uD800\uDC00", "\uDBFF\uDFFF")
                .list()
                .ofMaxSize(4)
                .map(parts -> String.join("", parts));
    }
}
