package io.jenkins.plugins.b2.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.B2EmulatorExtension;
import io.jenkins.plugins.b2.emulator.StoredFile;
import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.emulator.store.AppKey;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.encryption.FileEncryptor;
import io.jenkins.plugins.b2.transfer.encryption.KdfParameters;
import io.jenkins.plugins.b2.transfer.encryption.KeyRing;
import io.jenkins.plugins.b2.transfer.encryption.KeySource;
import io.jenkins.plugins.b2.transfer.encryption.PlaintextSource;
import io.jenkins.plugins.b2.transfer.encryption.QuickKeys;
import io.jenkins.plugins.b2.transfer.encryption.content.EncryptedContent;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import io.jenkins.plugins.b2.transfer.throttle.Throttle;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What the core's tests work with: an emulator with a bucket, a folder, sessions with short waits, files. After each
 * test, sessions are closed and nothing of the core may be left, see {@link NoLeaksExtension}.
 */
final class EmulatorFixture implements BeforeEachCallback, AfterEachCallback {
    static final String BUCKET = B2EmulatorExtension.BUCKET;
    /** The smallest part that B2 takes, so that a file of a few parts is small. */
    static final int PART = 5_000_000;

    private static final KeySource KEYS = new QuickKeys("correct horse battery staple");
    private static final KdfParameters FERNET = KdfParameters.fernet("some salt");

    private final Callable<SSLContext> tls;
    private final List<B2Session> sessions = new ArrayList<>();
    private B2Emulator emulator;
    private Path folder;

    EmulatorFixture() {
        this(null);
    }

    /**
     * @param tls what the emulator shows to clients; null for plain HTTP
     */
    EmulatorFixture(Callable<SSLContext> tls) {
        this.tls = tls;
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        B2Emulator.Builder builder = B2Emulator.builder().bucket(BUCKET);
        emulator = (tls == null ? builder : builder.tls(tls.call())).start();
        folder = Files.createTempDirectory("b2-core-test-").toRealPath();
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        try {
            sessions.forEach(B2Session::close);
            new NoLeaksExtension(this::emulator, this::folder).afterEach(context);
        } finally {
            emulator.close();
            delete(folder);
        }
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** An emulator and a folder as at the beginning. */
    void renew() throws Exception {
        afterEach(null);
        sessions.clear();
        beforeEach(null);
    }

    B2Emulator emulator() {
        return emulator;
    }

    Path folder() {
        return folder;
    }

    /** Few connections, the smallest parts, and waits that no test notices; stalls last long unless told otherwise. */
    ConnectionSettings.Builder settings() {
        return ConnectionSettings.builder(BUCKET)
                .realm(URI.create(emulator.realm()))
                .connections(3)
                .partSize(PART)
                .maxRetries(3)
                .retryDelay(Duration.ofMillis(2))
                .timeout(Duration.ofSeconds(60));
    }

    B2Session open() {
        return open(settings());
    }

    B2Session open(ConnectionSettings.Builder settings) {
        return open(settings, Throttle.NONE);
    }

    B2Session open(ConnectionSettings.Builder settings, Throttle throttle) {
        ConnectionSettings built = settings.build();
        B2Session session = B2Session.open(
                built,
                B2Session.keyAuthorizer(built, emulator.applicationKeyId(), Secret.of(emulator.applicationKey())),
                throttle);
        sessions.add(session);
        return session;
    }

    /** The same bytes for the same seed. */
    static byte[] bytes(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    Path file(String name, byte[] bytes) throws IOException {
        Path path = folder.resolve(name);
        Files.createDirectories(path.getParent());
        return Files.write(path, bytes);
    }

    /** Null for null. */
    static Encryption encryption(EncryptionFormat format) {
        return format == null ? null : encryption(format, KEYS);
    }

    static Encryption encryption(EncryptionFormat format, KeySource keys) {
        KeyRing ring = KeyRing.of(keys).withFernet(FERNET);
        KdfParameters parameters = format == EncryptionFormat.FERNET ? FERNET : KdfParameters.fresh();
        return new Encryption(format, parameters, keys, ring, Encryption.DEFAULT_SUFFIX);
    }

    /** The name under which a file is stored in this format. */
    static String stored(String name, EncryptionFormat format) {
        return format == null ? name : name + Encryption.DEFAULT_SUFFIX;
    }

    /** Stores a file without the core, and gives its file id. */
    String put(String name, byte[] bytes, EncryptionFormat format) throws Exception {
        return emulator.put(
                BUCKET, stored(name, format), format == null ? bytes : encrypt(bytes, format, stored(name, format)));
    }

    /** As a file of this name. */
    static byte[] encrypt(byte[] plain, EncryptionFormat format, String name) throws Exception {
        return encrypt(plain, encryption(format), name);
    }

    static byte[] encrypt(byte[] plain, Encryption encryption, String name) throws Exception {
        PlaintextSource source = new PlaintextSource() {
            @Override
            public long length() {
                return plain.length;
            }

            @Override
            public int read(byte[] buffer, int offset, int length, long position) {
                int count = (int) Math.min(length, plain.length - position);
                if (count > 0) {
                    System.arraycopy(plain, (int) position, buffer, offset, count);
                }
                return count > 0 ? count : -1;
            }
        };
        try (FileEncryptor encryptor =
                EncryptedContent.encryptor(encryption.format(), encryption.parameters(), encryption.keys(), name)) {
            encryptor.prepare(source, 0);
            return encryptor
                    .open(source, 0, encryptor.ciphertextLength(plain.length))
                    .readAllBytes();
        }
    }

    void fault(Fault fault) {
        emulator.faults().add(fault);
    }

    /** How often the faults have happened. */
    int fired() {
        return emulator.faults().list().stream()
                .mapToInt(status -> status.fired())
                .sum();
    }

    /** Calls so far; they are counted when they have ended, a moment after their answer. */
    long calls(String name) throws InterruptedException {
        assertTrue(emulator.awaitIdle(10_000), "calls are still running");
        return emulator.calls().of(name).count();
    }

    void resetCalls() throws InterruptedException {
        assertTrue(emulator.awaitIdle(10_000), "calls are still running");
        emulator.calls().reset();
    }

    /** All rows of the bucket. */
    List<StoredFile> rows() {
        return emulator.files(BUCKET);
    }

    /** The bucket holds one version of one file, with these bytes once decrypted, and no unfinished large file. */
    void assertOnly(String name, byte[] plain, EncryptionFormat format) throws Exception {
        assertEquals(
                List.of(stored(name, format) + " upload"),
                rows().stream().map(row -> row.fileName() + " " + row.action()).toList());
        emulator.faults().clear();
        Path copy = folder.resolve("copy-of-" + name.replace('/', '-'));
        try (B2Session session = open()) {
            session.download(
                    DownloadRequest.name(stored(name, format), copy).build(),
                    LocalEnvironment.with(encryption(format)),
                    TransferListener.SILENT);
        }
        assertSame(plain, copy);
    }

    static void assertSame(byte[] expected, Path file) throws IOException {
        assertEquals(
                -1, ByteBuffer.wrap(expected).mismatch(ByteBuffer.wrap(Files.readAllBytes(file))), "bytes of " + file);
    }

    /** Waits for something that tells nobody when it happens. */
    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + 30_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "did not happen: " + what);
            Thread.sleep(5);
        }
    }

    /** Quick to fail and to repeat. */
    static ConnectionSettings.Builder settings(B2Emulator emulator) {
        return ConnectionSettings.builder(BUCKET)
                .realm(URI.create(emulator.realm()))
                .retryDelay(Duration.ofMillis(1))
                .timeout(Duration.ofSeconds(20));
    }

    static B2Session open(B2Emulator emulator) {
        return open(emulator, settings(emulator).build());
    }

    static B2Session open(B2Emulator emulator, ConnectionSettings settings) {
        return open(settings, emulator.applicationKeyId(), emulator.applicationKey(), Throttle.NONE);
    }

    static B2Session open(B2Emulator emulator, AppKey key) {
        return open(settings(emulator).build(), key.keyId(), key.secret(), Throttle.NONE);
    }

    static B2Session open(ConnectionSettings settings, String keyId, String key, Throttle throttle) {
        return B2Session.open(settings, B2Session.keyAuthorizer(settings, keyId, Secret.of(key)), throttle);
    }

    static List<RemoteFile> list(B2Session session, ListRequest request) throws Exception {
        List<RemoteFile> rows = new ArrayList<>();
        session.list(request, rows::add, TransferListener.SILENT);
        return rows;
    }

    static List<String> names(List<RemoteFile> rows) {
        return rows.stream().map(RemoteFile::name).toList();
    }

    static List<String> storedNames(B2Emulator emulator) {
        return emulator.files(BUCKET).stream().map(StoredFile::fileName).toList();
    }

    /** Once all sessions are closed. */
    static void nothingIsLeft(B2Emulator emulator, Path folder) throws Exception {
        new NoLeaksExtension(() -> emulator, () -> folder).afterEach(null);
    }

    /** How often the emulator was called; it counts a call when its answer has gone out. */
    static long calls(B2Emulator emulator, String name) throws InterruptedException {
        emulator.awaitIdle(10_000);
        return emulator.calls().of(name).count();
    }

    static Encryption encryption(EncryptionFormat format, String passphrase) {
        KeySource keys = new QuickKeys(passphrase);
        KdfParameters fernet = KdfParameters.fernet(new byte[] {1, 2, 3, 4});
        KdfParameters parameters = format == EncryptionFormat.FERNET ? fernet : KdfParameters.fresh();
        KeyRing ring = KeyRing.of(keys).withFernet(fernet);
        return new Encryption(format, parameters, keys, ring, Encryption.DEFAULT_SUFFIX);
    }

    static Path file(Path path, byte[] bytes) throws IOException {
        Files.createDirectories(path.getParent());
        return Files.write(path, bytes);
    }
}
