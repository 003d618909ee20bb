package io.jenkins.plugins.b2.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.standalone.CommandTester.Run;
import io.jenkins.plugins.b2.transfer.HttpProxy;
import io.jenkins.plugins.b2.transfer.ProxySettings;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command takes its proxy from the environment, as curl does. */
class ProxyEnvironmentTest {
    private static final String PASSWORD = "p@ss:wörd+%";
    private static final String ENCODED = "p%40ss:w%C3%B6rd+%25";

    private CommandTester tester;

    @BeforeEach
    void start() throws IOException {
        tester = new CommandTester();
    }

    @AfterEach
    void stop() throws IOException {
        tester.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"})
    void everyRequestGoesThroughIt(String variable) throws Exception {
        try (HttpProxy proxy = new HttpProxy("user:" + PASSWORD)) {
            tester.with(variable, "http://user:" + ENCODED + "@127.0.0.1:" + proxy.port());
            Run run = tester.b2("list", "--verbose");
            assertEquals(0, run.code(), run.err());
            assertEquals(3, proxy.requests().size());
            assertNotNull(HttpProxy.header(proxy.requests().get(0), "Proxy-Authorization"));
            assertFalse((run.out() + run.err()).contains("rd+%"), run.err());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "other.example,127.0.0.1", ".0.0.1"})
    void someHostsAreReachedDirectly(String hosts) throws Exception {
        try (HttpProxy proxy = new HttpProxy(null)) {
            tester.with("http_proxy", "127.0.0.1:" + proxy.port());
            Run run = tester.with("no_proxy", hosts).b2("list");
            assertEquals(0, run.code(), run.err());
            assertEquals(0, proxy.requests().size());
            tester.with("no_proxy", "").b2("list");
            assertEquals(3, proxy.requests().size());
        }
    }

    private static ProxySettings parsed(String value) throws Exception {
        Map<String, String> environment = Map.of("https_proxy", value, "NO_PROXY", "example.com");
        return new ProxyEnvironment(new CommandContext(environment, null, null, Terminal.none()))
                .forRealm(URI.create("https://api.backblazeb2.com"));
    }

    @ParameterizedTest
    @CsvSource({
        "http://proxy.example:3128,proxy.example,3128",
        "HTTP://proxy.example:3128/,proxy.example,3128",
        "proxy.example,proxy.example,1080",
        "http://[::1]:3128,[::1],3128",
        "http://user@proxy.example:3128,proxy.example,3128"
    })
    void addressesAreReadAsCurlReadsThem(String value, String host, int port) throws Exception {
        ProxySettings proxy = parsed(value);
        assertEquals(host, proxy.host());
        assertEquals(port, proxy.port());
        assertFalse(proxy.appliesTo("b2.example.com"));
        assertFalse(proxy.appliesTo("EXAMPLE.com"));
        assertTrue(proxy.appliesTo("notexample.com"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "socks5://user:secret@proxy.example:1080",
                "http://user:secret@proxy.example:none",
                "http://user:secret%zz@proxy.example:3128",
                "http://user:secret@:3128",
                "user:secret@proxy example:3128"
            })
    void whatIsNoProxyIsRefusedWithoutItsPassword(String value) {
        Run run = tester.with("http_proxy", value).b2("list");
        assertEquals(ExitCodes.USAGE, run.code());
        assertTrue(run.err().contains("http_proxy") && run.err().contains("http://host:port"), run.err());
        assertFalse(run.err().contains("secret"), run.err());
    }

    @Test
    void aProxyForTheOtherSchemeIsNotUsed() throws Exception {
        try (HttpProxy proxy = new HttpProxy(null)) {
            Run run = tester.with("https_proxy", "http://127.0.0.1:" + proxy.port())
                    .b2("list");
            assertEquals(0, run.code(), run.err());
            assertEquals(0, proxy.requests().size());
        }
    }
}
