package io.jenkins.plugins.b2.standalone;

import io.jenkins.plugins.b2.transfer.AccountAuthorizer;
import io.jenkins.plugins.b2.transfer.ByteSize;
import io.jenkins.plugins.b2.transfer.ConnectionSettings;
import io.jenkins.plugins.b2.transfer.Connections;
import io.jenkins.plugins.b2.transfer.ProxySettings;
import io.jenkins.plugins.b2.transfer.Secret;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import io.jenkins.plugins.b2.transfer.throttle.BandwidthLimiter;
import io.jenkins.plugins.b2.transfer.throttle.Throttle;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Puts a run's settings together. An option wins over the configuration file, the file over the environment: whoever
 * names a file means what is in it, whatever the shell happens to have exported.
 */
final class SettingsResolver {
    private final ConnectionOptions options;
    private final CommandContext invocation;
    private final ProviderConfig config;

    private SettingsResolver(ConnectionOptions options, CommandContext invocation, ProviderConfig config) {
        this.options = options;
        this.invocation = invocation;
        this.config = config;
    }

    static SettingsResolver of(ConnectionOptions options, CommandContext invocation) throws TransferException {
        ProviderConfig config =
                options.config == null ? ProviderConfig.none() : ProviderConfigReader.read(options.config);
        return new SettingsResolver(options, invocation, config);
    }

    ProviderConfig config() {
        return config;
    }

    /** A provider that is switched off must not write; a restore from it is fine. */
    void requireEnabled() throws TransferException {
        if (!config.enabled()) {
            throw new TransferException(
                    Kind.USAGE,
                    "The configuration file " + config.file()
                            + " has 'backblaze.enabled' false, so nothing is uploaded or"
                            + " deleted with it. Set it to true first");
        }
    }

    /** @param encryptedSuffix what the names of encrypted files end with */
    ConnectionSettings settings(String encryptedSuffix) throws TransferException {
        String bucket = first(options.bucket, config.bucket(), invocation.variable(CommandContext.BUCKET));
        if (bucket == null || bucket.isBlank()) {
            throw missing("bucket", "--bucket, in the file given with --config, or in " + CommandContext.BUCKET);
        }
        ConnectionSettings.Builder builder =
                builder(bucket).userAgent(Version.userAgent()).encryptedSuffix(encryptedSuffix);
        String realm = first(options.realm, invocation.variable(CommandContext.REALM));
        apply("--realm", realm, null, builder::realm, null);
        apply("--region", options.region, config.region(), builder::region, builder::region);
        apply(
                "--part-size",
                options.partSize,
                config.partSize(),
                v -> builder.partSize(ByteSize.parse(v)),
                builder::partSize);
        apply(
                "--connections",
                options.connections,
                config.connections(),
                v -> builder.connections(connections(v)),
                builder::connections);
        apply("--max-retries", options.maxRetries, config.maxRetries(), builder::maxRetries, builder::maxRetries);
        apply(
                "--retry-delay",
                options.retryDelay,
                config.retryDelay(),
                v -> builder.retryDelay(seconds(v)),
                builder::retryDelay);
        apply("--timeout", options.timeout, config.timeout(), v -> builder.timeout(seconds(v)), builder::timeout);
        apply("--busy-timeout", options.busyTimeout, null, v -> builder.busyTimeout(seconds(v)), builder::busyTimeout);
        ProxySettings proxy =
                new ProxyEnvironment(invocation).forRealm(builder.build().realm());
        return builder.proxy(proxy).build();
    }

    /** A number is meant as it is given; {@code auto} goes no further than the file does. */
    private Connections connections(String option) {
        Connections asked = Connections.parse(option);
        return asked.isAdaptive() && config.connections() != null
                ? asked.within(Connections.fixed(config.connections()))
                : asked;
    }

    private static ConnectionSettings.Builder builder(String bucket) throws TransferException {
        try {
            return ConnectionSettings.builder(bucket);
        } catch (IllegalArgumentException e) {
            throw new TransferException(Kind.USAGE, e.getMessage(), e);
        }
    }

    /** The limit in bytes a second; 0 for none. */
    long bandwidth() throws TransferException {
        long[] rate = {BandwidthLimiter.UNLIMITED};
        apply(
                "--max-bandwidth",
                options.maxBandwidth,
                config.maxBandwidth(),
                text -> rate[0] = ByteSize.parse(text),
                value -> rate[0] = value);
        return rate[0];
    }

    /** Nothing is sent before the session's first verb. */
    B2Session open(ConnectionSettings settings) throws TransferException {
        long rate = bandwidth();
        Throttle throttle = rate == BandwidthLimiter.UNLIMITED ? Throttle.NONE : new BandwidthLimiter(rate);
        return B2Session.open(settings, authorizer(settings), throttle);
    }

    private AccountAuthorizer authorizer(ConnectionSettings settings) throws TransferException {
        String id = first(options.keyId, config.applicationKeyId(), invocation.variable(CommandContext.KEY_ID));
        if (id == null || id.isBlank()) {
            throw missing(
                    "application key ID",
                    "--application-key-id, in the file given with --config, or in " + CommandContext.KEY_ID);
        }
        String fromFile = options.keyFile == null ? null : SmallFiles.readSecret(options.keyFile, "application key");
        String key = first(fromFile, config.applicationKey(), invocation.variable(CommandContext.KEY));
        if (key == null || key.isBlank()) {
            throw missing(
                    "application key",
                    "a file given with --application-key-file, in the file given with --config," + " or in "
                            + CommandContext.KEY);
        }
        return B2Session.keyAuthorizer(settings, id.strip(), Secret.of(key.strip()));
    }

    private static Duration seconds(Double value) {
        if (value.isNaN() || value.isInfinite()) {
            throw new IllegalArgumentException(value + " is no number of seconds");
        }
        return Durations.ofSeconds(BigDecimal.valueOf(value));
    }

    private static <O, C> void apply(String name, O option, C configured, Consumer<O> fromOption, Consumer<C> fromFile)
            throws TransferException {
        try {
            if (option != null) {
                fromOption.accept(option);
            } else if (configured != null) {
                fromFile.accept(configured);
            }
        } catch (IllegalArgumentException e) {
            throw new TransferException(Kind.USAGE, name + ": " + e.getMessage(), e);
        }
    }

    private static TransferException missing(String what, String where) {
        return new TransferException(Kind.USAGE, "No " + what + " given: name it with " + where);
    }

    private static String first(String... values) {
        for (String value : values) {
            if (value != null && !value.isEmpty()) {
                return value;
            }
        }
        return null;
    }
}
