package io.jenkins.plugins.b2.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.jenkins.plugins.b2.standalone.Documents;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What the conformance tests ask: the emulator, or the real Backblaze B2 when {@code B2_LIVE_KEY_ID},
 * {@code B2_LIVE_KEY} and {@code B2_LIVE_BUCKET} are set ({@code B2_LIVE_REALM} names another realm than the usual one).
 * All names of a run begin with one prefix, and all that a class has stored is deleted at its end.
 *
 * <p>Questions whose right answer nobody knows are not asserted but noted, see {@link #note}; the notes of all classes
 * are in {@code conformance-report.txt} in the build folder.
 */
final class ConformanceTarget implements BeforeAllCallback, AfterAllCallback {
    private static final String PREFIX = "b2-conformance-" + UUID.randomUUID() + "/";
    private static final String BUCKET = "conformance-bucket";
    private static final String LIVE_BUCKET = System.getenv("B2_LIVE_BUCKET");
    private static final int TRIES = 5;
    /** Of all classes so far. */
    private static final Set<String> NOTES = new TreeSet<>();

    private final boolean lock;
    private final List<String> alsoStored = new ArrayList<>();
    private final Set<String> asked = new TreeSet<>();
    private B2Emulator emulator;
    private String realm;
    private String keyId;
    private String key;
    private RawB2 b2;
    private JsonObject bucket;
    private Set<String> capabilities;
    private RawB2.Answer uploadUrl;

    private ConformanceTarget(boolean lock) {
        this.lock = lock;
    }

    /** Any bucket. */
    static ConformanceTarget plain() {
        return new ConformanceTarget(false);
    }

    /** A bucket with Object Lock, as far as the real one has it. */
    static ConformanceTarget locked() {
        return new ConformanceTarget(true);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        String name = LIVE_BUCKET;
        if (isLive()) {
            realm = System.getenv().getOrDefault("B2_LIVE_REALM", "https://api.backblazeb2.com");
            keyId = System.getenv("B2_LIVE_KEY_ID");
            key = System.getenv("B2_LIVE_KEY");
        } else {
            emulator = B2Emulator.builder().start();
            name = BUCKET;
            realm = emulator.realm();
            keyId = emulator.applicationKeyId();
            key = emulator.applicationKey();
            if (lock) {
                emulator.createLockedBucket(name, null, 0);
            } else {
                emulator.createBucket(name);
            }
        }
        b2 = RawB2.of(realm, 2, keyId, key);
        JsonObject allowed = b2.authorization.getAsJsonObject("allowed");
        assertTrue(
                allowed.get("namePrefix") == null || allowed.get("namePrefix").isJsonNull(),
                "the key is restricted to a prefix: the suite has its own");
        capabilities = new TreeSet<>();
        allowed.getAsJsonArray("capabilities").forEach(c -> capabilities.add(c.getAsString()));
        bucket = b2.call("b2_list_buckets", "bucketName", name)
                .json()
                .getAsJsonArray("buckets")
                .get(0)
                .getAsJsonObject();
        // What such a bucket takes could not be deleted again.
        assertTrue(defaultRetention() == null, "the bucket " + name + " has a default retention");
        for (String right : List.of("listFiles", "readFiles", "writeFiles", "deleteFiles")) {
            assertTrue(capabilities.contains(right), "the key lacks the capability " + right);
        }
    }

    static boolean isLive() {
        return LIVE_BUCKET != null;
    }

    /** Skips the test when the key may not do that. */
    void need(String... rights) {
        for (String right : rights) {
            assumeTrue(capabilities.contains(right), "the key lacks the capability " + right);
        }
    }

    /** Skips the test when the bucket has no Object Lock. */
    void needLock() {
        assumeTrue(isLocked(), "the bucket has no Object Lock, or the key may not read that");
    }

    String realm() {
        return realm;
    }

    String keyId() {
        return keyId;
    }

    String key() {
        return key;
    }

    RawB2 b2() {
        return b2;
    }

    String bucketName() {
        return bucket.get("bucketName").getAsString();
    }

    String bucketId() {
        return bucket.get("bucketId").getAsString();
    }

    boolean isPublic() {
        return bucket.get("bucketType").getAsString().equals("allPublic");
    }

    private JsonObject setting(String name) {
        JsonElement value = bucket.getAsJsonObject(name).get("value");
        return value == null || value.isJsonNull() ? new JsonObject() : value.getAsJsonObject();
    }

    boolean isLocked() {
        JsonElement enabled = setting("fileLockConfiguration").get("isFileLockEnabled");
        return enabled != null && enabled.getAsBoolean();
    }

    private String defaultRetention() {
        JsonObject retention = setting("fileLockConfiguration").getAsJsonObject("defaultRetention");
        return retention == null || retention.get("mode").isJsonNull()
                ? null
                : retention.get("mode").getAsString();
    }

    boolean isEncrypted() {
        JsonElement mode = setting("defaultServerSideEncryption").get("mode");
        return mode != null && !mode.isJsonNull();
    }

    /** The name as it is used in this run. */
    String name(String rest) {
        return PREFIX + rest;
    }

    /** Also deletes all versions of a name that does not begin with the prefix of the run. */
    void deleteAlso(String name) {
        alsoStored.add(name);
    }

    /** Calls, with the arguments that say which bucket and that one prefix is meant. */
    RawB2.Answer call(String call, Object... namesAndValues) throws Exception {
        return b2.call(call, with(namesAndValues, "bucketId", bucketId()));
    }

    static Object[] with(Object[] namesAndValues, Object... more) {
        List<Object> all = new ArrayList<>(List.of(more));
        all.addAll(List.of(namesAndValues));
        return all.toArray();
    }

    /** Uploads with right SHA-1 and these headers besides. */
    RawB2.Answer put(String name, byte[] bytes, String... headers) throws Exception {
        return upload(name, RawB2.sha1(bytes), bytes, headers);
    }

    /** Uploads, and like every client takes a new upload URL where B2 is busy. */
    RawB2.Answer upload(String name, String sha1, byte[] body, String... headers) throws Exception {
        RawB2.Answer answer = null;
        for (int i = 0; i < TRIES && (answer == null || answer.status() >= 500); i++) {
            HttpRequest.Builder request = RawB2.upload(uploadUrl(), name, sha1);
            for (int h = 0; h < headers.length; h += 2) {
                request.setHeader(headers[h], headers[h + 1]);
            }
            answer = RawB2.send(request.POST(HttpRequest.BodyPublishers.ofByteArray(body)));
            if (answer.status() != 200) {
                uploadUrl = null;
            }
        }
        return answer;
    }

    /** The upload URL in use. */
    RawB2.Answer uploadUrl() throws Exception {
        if (uploadUrl == null) {
            uploadUrl = call("b2_get_upload_url");
        }
        return uploadUrl;
    }

    /** The status, and for anything but success the code: {@code 200} or {@code 400 bad_request}. */
    static String outcome(RawB2.Answer answer) {
        return answer.status() < 300 ? Integer.toString(answer.status()) : answer.code();
    }

    /** Asserts status and code, and the form that errors have: three fields, the status as in the answer's head. */
    static void assertRefused(String expected, RawB2.Answer answer) {
        assertEquals(expected, outcome(answer));
        JsonObject error = answer.json();
        assertEquals(Set.of("status", "code", "message"), error.keySet());
        assertEquals(answer.status(), error.get("status").getAsInt());
    }

    /** Notes the answer to an open question. */
    void note(String question, String answer) {
        asked.add("| " + question + " | " + answer + " |");
    }

    /** What the emulator answers to open questions stands in its documentation, as the rows of a table. */
    private void assertDocumented() throws IOException {
        String documentation = Files.readString(Documents.top().resolve("docs/developer/emulator.md"));
        assertEquals(
                "",
                asked.stream().filter(row -> !documentation.contains(row)).collect(Collectors.joining("\n")),
                "rows that docs/developer/emulator.md lacks");
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        try {
            if (bucket != null) {
                tidyUp();
            }
            report();
            if (!isLive()) {
                assertDocumented();
            }
        } finally {
            if (emulator != null) {
                emulator.close();
            }
        }
    }

    private void tidyUp() throws Exception {
        List<String> left = new ArrayList<>();
        delete(PREFIX, left);
        for (String name : alsoStored) {
            delete(name, left);
        }
        assertEquals(List.of(), left, "could not be deleted");
    }

    private void delete(String prefix, List<String> left) throws Exception {
        boolean bypass = capabilities.contains("bypassGovernance");
        for (JsonElement e : call("b2_list_file_versions", "prefix", prefix, "maxFileCount", 1000)
                .json()
                .getAsJsonArray("files")) {
            JsonObject row = e.getAsJsonObject();
            String name = row.get("fileName").getAsString();
            Object[] file = {"fileName", name, "fileId", row.get("fileId").getAsString()};
            RawB2.Answer answer =
                    b2.call("b2_delete_file_version", bypass ? with(file, "bypassGovernance", true) : file);
            if (answer.status() != 200) {
                left.add(name + ": " + answer.code());
            }
        }
    }

    private void report() throws Exception {
        Path classes = Path.of(ConformanceTarget.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        String who = isLive() ? "Backblaze B2" : "The emulator";
        synchronized (NOTES) {
            NOTES.addAll(asked);
            Files.writeString(
                    classes.resolveSibling("conformance-report.txt"),
                    who + " answers open questions so:\n" + String.join("\n", NOTES) + "\n",
                    StandardCharsets.UTF_8);
        }
        if (isLive()) {
            asked.forEach(System.out::println);
        }
    }
}
