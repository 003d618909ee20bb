package io.jenkins.plugins.b2.standalone;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.store.AppKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Runs the command in this process against an emulator of its own, as a user whose environment is set up would. */
final class CommandTester implements AutoCloseable {
    static final String BUCKET = "test-bucket";
    static final String PASSPHRASE = "a passphrase, ümlaut and all";

    /** The emulator's web server tells of every start and stop. Kept, because the log manager would forget it. */
    private static final Logger CHATTER = Logger.getLogger("org.eclipse.jetty");

    static {
        CHATTER.setLevel(Level.SEVERE);
    }

    private final B2Emulator emulator;
    private final Map<String, String> environment = new HashMap<>();

    CommandTester() throws IOException {
        emulator = B2Emulator.builder().bucket(BUCKET).start();
        environment.put(CommandContext.REALM, emulator.realm());
        environment.put(CommandContext.BUCKET, BUCKET);
        environment.put(CommandContext.KEY_ID, emulator.applicationKeyId());
        environment.put(CommandContext.KEY, emulator.applicationKey());
        environment.put(CommandContext.PASSPHRASE, PASSPHRASE);
    }

    /** What a run came to. */
    record Run(int code, String out, String err) {
        /** Standard output as the one JSON document that it has to be. */
        JsonObject json() {
            return JsonParser.parseString(out).getAsJsonObject();
        }

        String errorKind() {
            return json().getAsJsonObject("error").get("kind").getAsString();
        }
    }

    B2Emulator emulator() {
        return emulator;
    }

    Map<String, String> environment() {
        return new HashMap<>(environment);
    }

    /** Changes a variable for all further runs; null unsets it. */
    CommandTester with(String variable, String value) {
        environment.put(variable, value == null ? "" : value);
        return this;
    }

    /** Uses a key of these capabilities from now on; none means all. */
    CommandTester withKey(List<String> capabilities, List<String> buckets, String namePrefix) {
        AppKey key = emulator.addKey("test", capabilities, buckets, namePrefix);
        return with(CommandContext.KEY_ID, key.keyId()).with(CommandContext.KEY, key.secret());
    }

    Run b2(Object... args) {
        return run(environment, args);
    }

    /** With this standard input. */
    Run b2Reading(byte[] content, Object... args) {
        return run(environment, new ByteArrayInputStream(content), Terminal.none(), args);
    }

    static Run run(Map<String, String> environment, Object... args) {
        return run(environment, Terminal.none(), args);
    }

    static Run run(Map<String, String> environment, Terminal terminal, Object... args) {
        return run(environment, InputStream.nullInputStream(), terminal, args);
    }

    private static Run run(Map<String, String> environment, InputStream in, Terminal terminal, Object... args) {
        String[] words = Arrays.stream(args).map(Object::toString).toArray(String[]::new);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.run(words, new CommandContext(environment, out, err, terminal).with(in));
        return new Run(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Runs the demo with a largest file of this size. */
    static Run runDemo(int largeFile) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = 0;
        try {
            new Demo(new CommandContext(Map.of(), out, err, Terminal.none()), largeFile).run();
        } catch (IOException | InterruptedException e) {
            code = 1;
            err.writeBytes(e.toString().getBytes(StandardCharsets.UTF_8));
        }
        return new Run(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        emulator.close();
    }
}
