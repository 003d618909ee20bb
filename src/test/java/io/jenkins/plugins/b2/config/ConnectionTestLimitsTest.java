package io.jenkins.plugins.b2.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.model.Item;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.util.NameValuePair;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Nobody who may configure a folder keeps the controller busy with tests of connections to a server of theirs. */
@WithJenkins
class ConnectionTestLimitsTest {
    private static final int TESTS = 12;
    private static final int AT_ONCE = 4;

    /** Answers authorizations a byte at a time, without an end. */
    private static final class SlowRealm implements AutoCloseable {
        private final ServerSocket server = new ServerSocket(0, TESTS, InetAddress.getLoopbackAddress());
        private final ExecutorService threads = Executors.newCachedThreadPool();
        private final Set<Socket> open = Collections.synchronizedSet(new HashSet<>());

        SlowRealm() throws IOException {
            threads.submit(this::accept);
        }

        String url() {
            return "http://127.0.0.1:" + server.getLocalPort();
        }

        private Void accept() throws IOException {
            while (true) {
                Socket socket = server.accept();
                open.add(socket);
                threads.submit(() -> answer(socket));
            }
        }

        private Void answer(Socket socket) throws Exception {
            try (socket;
                    InputStream in = socket.getInputStream();
                    OutputStream out = socket.getOutputStream()) {
                while (true) {
                    String request = request(in);
                    boolean probe = request.startsWith("HEAD");
                    out.write(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                                    + (probe ? 0 : 100_000) + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
                    while (!probe) {
                        out.write(' ');
                        out.flush();
                        Thread.sleep(500);
                    }
                }
            } finally {
                open.remove(socket);
            }
        }

        private static String request(InputStream in) throws IOException {
            StringBuilder request = new StringBuilder();
            while (request.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    throw new IOException("The client is gone");
                }
                request.append((char) next);
            }
            return request.toString();
        }

        @Override
        public void close() {
            threads.shutdownNow();
            try {
                server.close();
                for (Socket socket : List.copyOf(open)) {
                    socket.close();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static String test(JenkinsRule jenkins, String realm) throws Exception {
        try (JenkinsRule.WebClient browser = jenkins.createWebClient().withBasicCredentials("team")) {
            browser.getOptions().setTimeout(0);
            WebRequest request = new WebRequest(
                    new URL(
                            jenkins.getURL(),
                            "job/team/descriptorByName/" + Profile.class.getName() + "/testConnection"),
                    HttpMethod.POST);
            List<NameValuePair> form = new ArrayList<>();
            Map.of("credentialsId", JenkinsWithB2.KEY_ID, "bucket", JenkinsWithB2.BUCKET, "realm", realm)
                    .forEach((name, value) -> form.add(new NameValuePair(name, value)));
            request.setRequestParameters(form);
            return browser.getPage(browser.addCrumb(request)).getWebResponse().getContentAsString();
        }
    }

    @Test
    void fewAtOnceAndNoneForLong(JenkinsRule jenkins) throws Exception {
        try (B2Emulator emulator =
                        B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start();
                SlowRealm slow = new SlowRealm()) {
            JenkinsWithB2.configure(emulator);
            jenkins.createProject(Folder.class, "team");
            jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
            jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                    .grant(Jenkins.READ, Item.READ, Item.CONFIGURE)
                    .everywhere()
                    .to("team"));
            ExecutorService threads = Executors.newFixedThreadPool(TESTS);
            try {
                List<Future<String>> answers = new ArrayList<>();
                for (int i = 0; i < TESTS; i++) {
                    answers.add(threads.submit(() -> test(jenkins, slow.url())));
                }
                int busy = 0;
                int late = 0;
                for (Future<String> answer : answers) {
                    String text = answer.get();
                    assertTrue(text.contains("class=\"error\""), text);
                    busy += text.contains("connection tests are in progress") ? 1 : 0;
                    late += text.contains("ended after 30 seconds") ? 1 : 0;
                }
                assertEquals(AT_ONCE, late);
                assertEquals(TESTS - AT_ONCE, busy);
            } finally {
                threads.shutdownNow();
            }
            String after = test(jenkins, emulator.realm());
            assertTrue(after.contains("class=\"ok\""), after);
        }
    }
}
