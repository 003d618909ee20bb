package io.jenkins.plugins.b2.emulator.api;

import com.google.gson.JsonObject;
import io.jenkins.plugins.b2.emulator.auth.Token;
import io.jenkins.plugins.b2.emulator.auth.Tokens;
import io.jenkins.plugins.b2.emulator.fault.Calls;
import io.jenkins.plugins.b2.emulator.fault.Fault.Moment;
import io.jenkins.plugins.b2.emulator.fault.Faults;
import io.jenkins.plugins.b2.emulator.fault.HostileAnswers;
import io.jenkins.plugins.b2.emulator.http.ServerExchange;
import io.jenkins.plugins.b2.emulator.store.Account;
import io.jenkins.plugins.b2.emulator.store.B2Failure;
import io.jenkins.plugins.b2.emulator.store.Buckets;
import io.jenkins.plugins.b2.emulator.store.FileStore;
import io.jenkins.plugins.b2.emulator.store.Keys;
import io.jenkins.plugins.b2.emulator.store.LargeFiles;
import io.jenkins.plugins.b2.emulator.store.VersionListing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Takes each request through its stations: find the call, read its arguments, check the account token, let faults
 * happen at their moments, run the call, send the answer, count it.
 */
public final class Service {
    private static final Logger LOGGER = Logger.getLogger(Service.class.getName());
    private static final int MAX_JSON_BYTES = 4 * 1024 * 1024;
    private static final Set<String> UPLOADS = Set.of("b2_upload_file", "b2_upload_part");

    private final Account account;
    private final Settings settings;
    private final Buckets buckets;
    private final FileStore files;
    private final LargeFiles largeFiles;
    private final VersionListing listing;
    private final Keys keys;
    private final Tokens tokens;
    private final Faults faults;
    private final HostileAnswers hostileAnswers = new HostileAnswers();
    private final Calls calls;
    private final Supplier<String> realm;
    private final TestModes testModes;

    /** {@code realm} is asked late: the port is not known before the server is bound. */
    public Service(
            Account account, Settings settings, Tokens tokens, Faults faults, Calls calls, Supplier<String> realm) {
        this.account = account;
        this.settings = settings;
        this.tokens = tokens;
        this.faults = faults;
        this.calls = calls;
        this.realm = realm;
        this.buckets = new Buckets(account);
        this.files = new FileStore(account);
        this.largeFiles = new LargeFiles(account, files, settings.minimumPartSize());
        this.listing = new VersionListing(account);
        this.keys = new Keys(account);
        this.testModes = new TestModes();
    }

    public Account account() {
        return account;
    }

    public Buckets buckets() {
        return buckets;
    }

    public FileStore files() {
        return files;
    }

    public Keys keys() {
        return keys;
    }

    public VersionListing listing() {
        return listing;
    }

    public TestModes testModes() {
        return testModes;
    }

    public HostileAnswers hostileAnswers() {
        return hostileAnswers;
    }

    Settings settings() {
        return settings;
    }

    LargeFiles largeFiles() {
        return largeFiles;
    }

    Tokens tokens() {
        return tokens;
    }

    String realm() {
        return realm.get();
    }

    /** Serves one B2 call; an exception means that the connection is to be ended. */
    public void serve(ServerExchange x) throws IOException {
        Route route = Route.UNKNOWN;
        try {
            route = Route.find(x);
            count(route, x);
            run(route, x);
        } catch (B2Failure e) {
            count(route, x);
            refuse(route, x, e);
        } finally {
            x.report("client-gone");
        }
    }

    private void count(Route route, ServerExchange x) {
        x.onOutcome(outcome -> calls.add(route.name(), outcome, x.bytesIn(), x.bytesOut()));
    }

    private void run(Route route, ServerExchange x) throws IOException {
        Call call = new Call(this, x, route.name(), route.version(x), route.rest(x), arguments(route, x), null);
        x.arm(faults.pick(route.name(), () -> fileName(call)));
        testModes.apply(call);
        Call known = route.needsAccount() ? call.with(accountToken(x)) : call;
        testModes.applyToToken(known);
        try (Reply reply = hostile(route, route.handler().handle(known))) {
            x.reach(Moment.AFTER_COMMIT);
            reply.send(x);
        } catch (RuntimeException e) {
            throw e instanceof B2Failure failure ? failure : broken(route, e);
        }
    }

    private Reply hostile(Route route, Reply honest) {
        UnaryOperator<JsonObject> change = hostileAnswers.changeOf(route.name());
        return change != null && honest instanceof JsonReply json ? json.with(change) : honest;
    }

    private static B2Failure broken(Route route, RuntimeException e) {
        LOGGER.log(Level.WARNING, "The emulator failed in " + route.name(), e);
        return new B2Failure(500, "internal_error", "The emulator failed: " + e);
    }

    /** Sends an error. An upload URL that has refused an upload is used up, but for a mere request to slow down. */
    private void refuse(Route route, ServerExchange x, B2Failure e) throws IOException {
        if (UPLOADS.contains(route.name()) && e.status() != 429 && !e.code().equals("auth_token_limit")) {
            tokens.reject(x.header("Authorization"));
        }
        JsonReply.error(e).send(x);
    }

    private Token accountToken(ServerExchange x) {
        return tokens.check(x.header("Authorization"), Token.Kind.ACCOUNT);
    }

    private static Params arguments(Route route, ServerExchange x) throws IOException {
        if (!route.json()) {
            return Params.ofQuery(x.target().query());
        }
        if (x.method().equals("POST")) {
            return Params.ofJson(new String(x.body(MAX_JSON_BYTES), StandardCharsets.UTF_8));
        }
        return Params.ofQuery(x.target().query());
    }

    /** The file name that a call is about, or null; for faults that single out names. */
    private String fileName(Call call) {
        try {
            return FileNameOf.call(call);
        } catch (B2Failure e) {
            return null;
        }
    }
}
