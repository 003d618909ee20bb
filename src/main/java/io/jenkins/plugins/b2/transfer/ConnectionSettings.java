package io.jenkins.plugins.b2.transfer;

import java.io.Serializable;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * How to reach one bucket, and how hard to try. Immutable; made by {@link #builder(String)}. Holds no secret but the
 * proxy's password.
 */
public final class ConnectionSettings implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Where Backblaze authorizes accounts. */
    public static final URI BACKBLAZE = URI.create("https://api.backblazeb2.com");

    /** Bytes; the smallest part that B2 takes, but for the last one of a file. */
    public static final long MIN_PART_SIZE = 5_000_000;
    /** Bytes; the largest part that B2 takes. */
    public static final long MAX_PART_SIZE = 5_000_000_000L;

    public static final int DEFAULT_MAX_RETRIES = 3;
    public static final int MAX_RETRIES = 100;
    public static final Duration DEFAULT_RETRY_DELAY = Duration.ofSeconds(1);
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(300);
    public static final Duration DEFAULT_BUSY_TIMEOUT = Duration.ofSeconds(300);

    /** Looser than B2's rule, which has changed before; what may not stand in a URL stays out. */
    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]*");

    private static final Pattern S3_HOST = Pattern.compile("(?i)(.+\\.)?s3\\.[a-z0-9-]+\\.backblazeb2\\.com");

    /** May be a name and a password. */
    private static final Pattern USER = Pattern.compile("//.*@", Pattern.DOTALL);

    private static final Pattern LOOPBACK = Pattern.compile("127(\\.\\d{1,3}){3}|\\[(::1|0:0:0:0:0:0:0:1)]");

    private static final int MAX_PORT = 65_535;
    /** B2's bound for names of files. */
    private static final int MAX_NAME_BYTES = 1024;

    private final URI realm;
    private final String bucket;
    private final String prefix;
    private final String region;
    private final Connections connections;
    private final long partSize;
    private final int maxRetries;
    private final Duration retryDelay;
    private final Duration timeout;
    private final Duration busyTimeout;
    private final ProxySettings proxy;
    private final String userAgent;
    private final String encryptedSuffix;

    private ConnectionSettings(Builder builder) {
        realm = builder.realm;
        bucket = builder.bucket;
        prefix = builder.prefix;
        region = builder.region;
        connections = builder.connections;
        partSize = builder.partSize;
        maxRetries = builder.maxRetries;
        retryDelay = builder.retryDelay;
        timeout = builder.timeout;
        busyTimeout = builder.busyTimeout;
        proxy = builder.proxy;
        userAgent = builder.userAgent;
        encryptedSuffix = builder.encryptedSuffix;
    }

    /**
     * Whether nobody on the way can read what goes there: it is reached by TLS, or lies on this machine by its name or
     * address as it is written, since what a name leads to can change until it is used.
     */
    public static boolean isProtected(URI uri) {
        String host = uri.getHost();
        boolean loopback = host != null
                && (host.equalsIgnoreCase("localhost") || LOOPBACK.matcher(host).matches());
        return "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme()) && loopback;
    }

    public static Builder builder(String bucket) {
        return new Builder(bucket);
    }

    /** The base URL at which to authorize. */
    public URI realm() {
        return realm;
    }

    public String bucket() {
        return bucket;
    }

    /** What every name that the session deals with must begin with; null for all names of the bucket. */
    public String prefix() {
        return prefix;
    }

    /** The region that the account must be in, such as {@code us-west-000}; null accepts every region. */
    public String region() {
        return region;
    }

    /** How many requests that carry file content may be under way at once. */
    public Connections connections() {
        return connections;
    }

    /**
     * Bytes a part of a large file at most, unless the file needs larger parts to fit in 10,000; 0 for what B2 recommends to
     * the account.
     */
    public long partSize() {
        return partSize;
    }

    /** How often one call is repeated after its first failure; what B2 asks for while it is busy is not counted. */
    public int maxRetries() {
        return maxRetries;
    }

    /** The wait before the first repetition; it doubles with each further one. */
    public Duration retryDelay() {
        return retryDelay;
    }

    /** How long a request may go without moving a byte. */
    public Duration timeout() {
        return timeout;
    }

    /**
     * How long B2 may go on asking to come back later or elsewhere, without a single success of a call of that kind in the
     * session, before that counts as failure; 0 for at once.
     */
    public Duration busyTimeout() {
        return busyTimeout;
    }

    /** Null where B2 is reached directly. */
    public ProxySettings proxy() {
        return proxy;
    }

    public String userAgent() {
        return userAgent;
    }

    /** What names of encrypted files end with in the bucket, so that patterns match without it too. */
    public String encryptedSuffix() {
        return encryptedSuffix;
    }

    /** Collects settings. Every setter rejects a value that can't work with an {@link IllegalArgumentException}. */
    public static final class Builder {
        private final String bucket;
        private URI realm = BACKBLAZE;
        private String prefix;
        private String region;
        private Connections connections = Connections.DEFAULT;
        private long partSize;
        private int maxRetries = DEFAULT_MAX_RETRIES;
        private Duration retryDelay = DEFAULT_RETRY_DELAY;
        private Duration timeout = DEFAULT_TIMEOUT;
        private Duration busyTimeout = DEFAULT_BUSY_TIMEOUT;
        private ProxySettings proxy;
        private String userAgent = "backblaze-b2";
        private String encryptedSuffix = Encryption.DEFAULT_SUFFIX;

        private Builder(String bucket) {
            if (bucket == null || bucket.isBlank()) {
                throw new IllegalArgumentException("No bucket given: name the bucket to work on");
            }
            this.bucket = bucket.strip();
            int slash = this.bucket.lastIndexOf("://") < 0 ? this.bucket.indexOf('/') : 0;
            if (slash >= 0) {
                throw new IllegalArgumentException("'" + bucket.replaceAll("\\p{Cntrl}", "?")
                        + "' is not the name of a bucket: write the name alone, without b2:// and without a path; a"
                        + " folder in it is a prefix");
            }
            if (!BUCKET.matcher(this.bucket).matches()) {
                throw new IllegalArgumentException("There can be no bucket '" + bucket.replaceAll("\\p{Cntrl}", "?")
                        + "': names of buckets are made of letters, digits, hyphens and dots");
            }
        }

        /**
         * As people write it.
         *
         * @throws IllegalArgumentException as the other one does
         */
        public Builder realm(String text) {
            try {
                return realm(new URI(text.strip()));
            } catch (URISyntaxException e) {
                throw noBaseUrl(text.strip());
            }
        }

        private static IllegalArgumentException noBaseUrl(String text) {
            return new IllegalArgumentException("The API endpoint '"
                    + PrintableText.of(USER.matcher(text).replaceFirst("//****@"))
                    + "' is not a base URL: write it as https://host or, for a test server here,"
                    + " http://localhost:port");
        }

        public Builder realm(URI value) {
            String scheme = value.getScheme() == null ? "" : value.getScheme().toLowerCase(Locale.ROOT);
            boolean plain =
                    value.getRawUserInfo() == null && value.getRawQuery() == null && value.getRawFragment() == null;
            if (value.getHost() == null
                    || !plain
                    || value.getPort() > MAX_PORT
                    || !(scheme.equals("https") || scheme.equals("http"))) {
                throw noBaseUrl(value.toString());
            }
            if (S3_HOST.matcher(value.getHost()).matches()) {
                throw new IllegalArgumentException("The API endpoint '" + value
                        + "' is that of the S3-compatible API: leave it empty for Backblaze's own, " + BACKBLAZE);
            }
            if (!isProtected(value)) {
                throw new IllegalArgumentException("The API endpoint '" + value
                        + "' would get the application key in the clear: write it as https://. Only a test server on"
                        + " this machine (localhost, 127.0.0.1 or [::1]) may be reached with http://");
            }
            realm = value;
            return this;
        }

        /** Null or empty for all names of the bucket; otherwise as it is, so it ends with a slash where a folder is meant. */
        public Builder prefix(String value) {
            prefix = value == null || value.isEmpty() ? null : inName("prefix", value);
            return this;
        }

        /** Text that is to be a part of names in B2. */
        private static String inName(String what, String value) {
            if (value.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException("The " + what + " '" + value.replaceAll("\\p{Cntrl}", "?")
                        + "' has control characters, which B2 refuses in file names");
            }
            int bytes = value.getBytes(StandardCharsets.UTF_8).length;
            if (bytes >= MAX_NAME_BYTES) {
                throw new IllegalArgumentException("The " + what + " has " + bytes + " bytes; a whole file name in B2"
                        + " has " + MAX_NAME_BYTES + " at most");
            }
            return value;
        }

        public Builder region(String value) {
            region = value == null || value.isBlank() ? null : value.strip();
            return this;
        }

        public Builder connections(int value) {
            return connections(Connections.fixed(value));
        }

        public Builder connections(Connections value) {
            connections = value;
            return this;
        }

        public Builder partSize(long bytes) {
            if (bytes < MIN_PART_SIZE || bytes > MAX_PART_SIZE) {
                throw new IllegalArgumentException("The part size is " + bytes + " bytes; use 5 MB to 5 GB");
            }
            partSize = bytes;
            return this;
        }

        public Builder maxRetries(int value) {
            maxRetries = (int) within("The number of retries", value, 0, MAX_RETRIES);
            return this;
        }

        public Builder retryDelay(Duration value) {
            retryDelay = within("The retry delay", value, Duration.ZERO, Duration.ofHours(1));
            return this;
        }

        public Builder timeout(Duration value) {
            timeout = within("The timeout", value, Duration.ofMillis(100), Duration.ofDays(1));
            return this;
        }

        public Builder busyTimeout(Duration value) {
            busyTimeout = within("The busy timeout", value, Duration.ZERO, Duration.ofDays(1));
            return this;
        }

        public Builder proxy(ProxySettings value) {
            proxy = value;
            return this;
        }

        public Builder userAgent(String value) {
            userAgent = Objects.requireNonNull(value, "userAgent");
            return this;
        }

        public Builder encryptedSuffix(String value) {
            if (value.isEmpty() || value.indexOf('/') >= 0) {
                throw new IllegalArgumentException("The suffix '" + value
                        + "' can't be told from the rest of a name: write it without slashes, such as .encrypted");
            }
            encryptedSuffix = inName("suffix", value);
            return this;
        }

        public ConnectionSettings build() {
            return new ConnectionSettings(this);
        }

        private static Duration within(String what, Duration value, Duration least, Duration most) {
            if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
                throw new IllegalArgumentException(what + " is " + seconds(value)
                        + " seconds; it must be between " + seconds(least) + " and " + seconds(most)
                        + " seconds");
            }
            return value;
        }

        /** Such as {@code 0.1} or {@code 300}. */
        private static String seconds(Duration value) {
            return BigDecimal.valueOf(value.getSeconds())
                    .add(BigDecimal.valueOf(value.getNano(), 9))
                    .stripTrailingZeros()
                    .toPlainString();
        }

        private static long within(String what, long value, long least, long most) {
            if (value < least || value > most) {
                throw new IllegalArgumentException(
                        what + " is " + value + "; it must be between " + least + " and " + most);
            }
            return value;
        }
    }
}
