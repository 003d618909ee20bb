package io.jenkins.plugins.b2.emulator;

import com.google.gson.JsonObject;
import io.jenkins.plugins.b2.emulator.api.Direct;
import io.jenkins.plugins.b2.emulator.api.Service;
import io.jenkins.plugins.b2.emulator.api.Settings;
import io.jenkins.plugins.b2.emulator.auth.Capabilities;
import io.jenkins.plugins.b2.emulator.auth.Tokens;
import io.jenkins.plugins.b2.emulator.fault.Calls;
import io.jenkins.plugins.b2.emulator.fault.Faults;
import io.jenkins.plugins.b2.emulator.fault.HostileAnswers;
import io.jenkins.plugins.b2.emulator.fault.Shape;
import io.jenkins.plugins.b2.emulator.http.HttpServer;
import io.jenkins.plugins.b2.emulator.http.ServerExchange;
import io.jenkins.plugins.b2.emulator.http.Shaper;
import io.jenkins.plugins.b2.emulator.store.Account;
import io.jenkins.plugins.b2.emulator.store.AppKey;
import io.jenkins.plugins.b2.emulator.store.Keys;
import io.jenkins.plugins.b2.emulator.store.Statistics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;

/**
 * A running emulator of the Backblaze B2 native API. Clients are pointed at {@link #realm()} and authorize with
 * {@link #applicationKeyId()} and {@link #applicationKey()}. It listens on the loopback address only, unless told
 * otherwise, and its admin calls below {@code /emulator/} ask for no key. Thread-safe.
 */
public final class B2Emulator implements AutoCloseable {
    private final Account account;
    private final Path temporary;
    private final EmulatorClock clock;
    private final Faults faults;
    private final Calls calls = new Calls();
    private final Shaper shaper = new Shaper();
    private final Service service;
    private final Direct direct;
    private final InFlight inFlight = new InFlight();
    private final HttpServer server;
    private final String host;
    private final String scheme;
    private boolean closed;

    private B2Emulator(Builder b) throws IOException {
        temporary = b.dataFolder == null ? Files.createTempDirectory("b2-emulator-") : null;
        clock = b.clock instanceof EmulatorClock c ? c : new EmulatorClock(b.clock);
        faults = new Faults(clock);
        host = b.host;
        scheme = b.tls == null ? "http" : "https";
        account = new Account(temporary == null ? b.dataFolder : temporary, clock, temporary == null);
        service = new Service(account, b.settings, new Tokens(clock), faults, calls, this::realm);
        direct = new Direct(service);
        provideMasterKey(b);
        b.buckets.forEach(direct::createBucketIfMissing);
        Admin admin = new Admin(this);
        server = new HttpServer(b.host, b.port, b.tls, shaper, faults, x -> route(x, admin));
        server.start();
    }

    public static Builder builder() {
        return new Builder();
    }

    private void provideMasterKey(Builder b) {
        AppKey old = service.keys().master();
        String id = b.applicationKeyId != null ? b.applicationKeyId : old == null ? null : old.keyId();
        String secret = b.applicationKey != null ? b.applicationKey : old == null ? null : old.secret();
        if (old != null && old.keyId().equals(id) && old.secret().equals(secret)) {
            return;
        }
        service.keys()
                .replaceMaster(new AppKey(
                        id == null ? service.keys().newKeyId() : id,
                        secret == null ? Keys.newSecret() : secret,
                        "master",
                        Capabilities.ALL,
                        null,
                        null,
                        null,
                        true));
    }

    private void route(ServerExchange x, Admin admin) throws IOException {
        if (Admin.isFor(x)) {
            admin.serve(x);
            return;
        }
        inFlight.enter(x);
        try {
            service.serve(x);
        } finally {
            inFlight.leave(x);
        }
    }

    /** The base URL to authorize at, such as {@code http://127.0.0.1:4242}, without a trailing slash. */
    public String realm() {
        return scheme + "://" + (host.equals("0.0.0.0") ? "127.0.0.1" : host) + ":" + port();
    }

    public int port() {
        return server.port();
    }

    public String accountId() {
        return account.accountId();
    }

    /** The id of the key that may do everything. */
    public String applicationKeyId() {
        return service.keys().master().keyId();
    }

    public String applicationKey() {
        return service.keys().master().secret();
    }

    /**
     * Adds an application key.
     *
     * @param capabilities none for all of them
     * @param bucketNames null for all buckets
     * @param namePrefix null for all names
     */
    public AppKey addKey(String keyName, List<String> capabilities, List<String> bucketNames, String namePrefix) {
        List<String> ids = bucketNames == null
                ? null
                : bucketNames.stream().map(n -> direct.bucket(n).id()).toList();
        List<String> rights = capabilities.isEmpty() ? Capabilities.ALL : List.copyOf(capabilities);
        Keys keys = service.keys();
        return keys.put(new AppKey(keys.newKeyId(), Keys.newSecret(), keyName, rights, ids, namePrefix, null, false));
    }

    /** Adds an application key for all buckets that expires after some time. */
    public AppKey addExpiringKey(String keyName, List<String> capabilities, Duration life) {
        Keys keys = service.keys();
        long end = System.currentTimeMillis() + life.toMillis();
        return keys.put(new AppKey(keys.newKeyId(), Keys.newSecret(), keyName, capabilities, null, null, end, false));
    }

    /** The names of all buckets. */
    public List<String> buckets() {
        return direct.buckets();
    }

    /** Adds a private bucket and returns its id; for one that exists already just its id. */
    public String createBucket(String name) {
        return direct.createBucketIfMissing(name);
    }

    /**
     * Adds a private bucket with Object Lock and returns its id.
     *
     * @param mode {@code governance} or {@code compliance} for a default retention, null for none
     * @param days of the default retention
     */
    public String createLockedBucket(String name, String mode, int days) {
        JsonObject settings = new JsonObject();
        settings.addProperty("fileLockEnabled", true);
        if (mode != null) {
            JsonObject period = new JsonObject();
            period.addProperty("duration", days);
            period.addProperty("unit", "days");
            JsonObject retention = new JsonObject();
            retention.addProperty("mode", mode);
            retention.add("period", period);
            settings.add("defaultRetention", retention);
        }
        return createBucket(name, settings);
    }

    /**
     * Adds a bucket and returns its id.
     *
     * @param settings the arguments of {@code b2_create_bucket} besides account and name; all may be left out
     */
    public String createBucket(String name, JsonObject settings) {
        return direct.createBucket(name, settings).id();
    }

    /** Deletes a bucket, which must be there and empty. */
    public void deleteBucket(String name) {
        direct.deleteBucket(name);
    }

    /** What is in a bucket, to be filled and looked into without HTTP; refuses an unknown name. */
    public BucketContents bucket(String bucketName) {
        return new BucketContents(direct, bucketName);
    }

    /** Stores a file version without HTTP and returns its id; see {@link #bucket} for more. */
    public String put(String bucketName, String fileName, byte[] bytes) throws IOException {
        return bucket(bucketName).put(fileName, bytes);
    }

    /** Stores {@code count} file versions of the same few bytes, named {@code prefix} and eight digits from 0 on. */
    public void putMany(String bucketName, String prefix, int count, byte[] bytes) throws IOException {
        bucket(bucketName).putMany(prefix, count, bytes);
    }

    /** All rows of a bucket, by name and newest first: versions, hide markers, unfinished large files. */
    public List<StoredFile> files(String bucketName) {
        return bucket(bucketName).rows();
    }

    /** The stored bytes; for files that fit into memory. */
    public byte[] content(String fileId) throws IOException {
        return direct.content(fileId);
    }

    public Faults faults() {
        return faults;
    }

    /** Answers that no honest server gives. */
    public HostileAnswers hostileAnswers() {
        return service.hostileAnswers();
    }

    public Calls calls() {
        return calls;
    }

    public EmulatorClock clock() {
        return clock;
    }

    /** Sets latency and bandwidth; also of what is running. */
    public void shape(Shape shape) {
        shaper.set(Objects.requireNonNull(shape));
    }

    public Shape shape() {
        return shaper.shape();
    }

    /** Bytes of request bodies that have arrived so far, those of requests under way included. */
    public long bytesReceived() {
        return shaper.bytesIn();
    }

    /** Starts the sequence of failures that {@code X-Bz-Test-Mode} asks for anew. */
    public void seedTestModes(long seed) {
        service.testModes().seed(seed);
    }

    public EmulatorState state() {
        Statistics s = Statistics.of(account);
        return new EmulatorState(
                server.openConnections(),
                inFlight.moving(),
                inFlight.stalled(),
                s.buckets(),
                s.fileVersions(),
                s.unfinishedLargeFiles(),
                s.parts(),
                s.bytes());
    }

    /** Waits until no request is in flight, stalled ones apart; false when that takes longer than {@code millis}. */
    public boolean awaitIdle(long millis) throws InterruptedException {
        return inFlight.awaitIdle(millis);
    }

    /** Ends all connections, and removes what was stored unless there is a data folder. Repeating it does nothing. */
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        faults.clear();
        server.close();
        account.close();
        if (temporary != null) {
            Folders.delete(temporary);
        }
    }

    /** How an emulator starts. Every setting has a default. */
    public static final class Builder {
        private final List<String> buckets = new ArrayList<>();
        private String host = "127.0.0.1";
        private int port;
        private SSLContext tls;
        private Path dataFolder;
        private Clock clock = Clock.systemUTC();
        private String applicationKeyId;
        private String applicationKey;
        private Settings settings = Settings.DEFAULT;

        private Builder() {}

        /** The address to listen on; 127.0.0.1 by default. Others open the admin calls to that network, too. */
        public Builder host(String newHost) {
            host = Objects.requireNonNull(newHost);
            return this;
        }

        /** 0, the default, picks a free port. */
        public Builder port(int newPort) {
            port = newPort;
            return this;
        }

        /** Speaks TLS with that certificate instead of plain HTTP, on the whole port. */
        public Builder tls(SSLContext context) {
            tls = Objects.requireNonNull(context);
            return this;
        }

        /** Keeps everything in that folder across restarts; without it everything goes with {@link #close}. */
        public Builder dataFolder(Path folder) {
            dataFolder = folder;
            return this;
        }

        /** Makes sure that there is a (private) bucket of that name; may be repeated. */
        public Builder bucket(String name) {
            buckets.add(name);
            return this;
        }

        /** The time that tokens, ages and timestamps go by; an {@link EmulatorClock} is taken as it is. */
        public Builder clock(Clock newClock) {
            clock = Objects.requireNonNull(newClock);
            return this;
        }

        /** The key that may do everything; random by default, and kept in a data folder. */
        public Builder key(String id, String key) {
            applicationKeyId = Objects.requireNonNull(id);
            applicationKey = Objects.requireNonNull(key);
            return this;
        }

        /** Part sizes in bytes, as told to clients; the minimum is enforced. By default 5,000,000 and 100,000,000. */
        public Builder partSizes(long minimum, long recommended) {
            settings = new Settings(minimum, recommended, settings.region());
            return this;
        }

        /** The region in the S3 URL; by default {@code us-west-000}. */
        public Builder region(String region) {
            settings = new Settings(settings.minimumPartSize(), settings.recommendedPartSize(), region);
            return this;
        }

        /** Starts to listen. */
        public B2Emulator start() throws IOException {
            return new B2Emulator(this);
        }
    }
}
