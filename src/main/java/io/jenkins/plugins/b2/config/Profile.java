package io.jenkins.plugins.b2.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.b2.transfer.ConnectionSettings;
import java.io.File;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.apache.tools.ant.types.selectors.SelectorUtils;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A named, configured way to one bucket. Every setting but name, credentials and bucket has a default. */
public final class Profile extends AbstractDescribableImpl<Profile> {
    private final String name;
    private final String credentialsId;
    private final String bucket;
    private boolean enabled = true;
    private String prefix;
    private String region;
    private Integer maxRetries;
    private Double retryDelay;
    private Integer timeout;
    private String maxBandwidth;
    private String partSize;
    private Integer connectionPoolSize;
    private ProfileEncryption encryption;
    private String allowedJobs;
    private String realm;

    @DataBoundConstructor
    public Profile(String name, String credentialsId, String bucket) {
        this.name = Util.fixNull(name).strip();
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
        this.bucket = Util.fixNull(bucket).strip();
    }

    public String getName() {
        return name;
    }

    @CheckForNull
    public String getCredentialsId() {
        return credentialsId;
    }

    public String getBucket() {
        return bucket;
    }

    public boolean isEnabled() {
        return enabled;
    }

    @DataBoundSetter
    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    /** File names that this profile reaches begin with it; null for all. */
    @CheckForNull
    public String getPrefix() {
        return prefix;
    }

    @DataBoundSetter
    public void setPrefix(String prefix) {
        this.prefix = Util.fixEmptyAndTrim(prefix);
    }

    @CheckForNull
    public String getRegion() {
        return region;
    }

    @DataBoundSetter
    public void setRegion(String region) {
        this.region = Util.fixEmptyAndTrim(region);
    }

    public Integer getMaxRetries() {
        return Objects.requireNonNullElse(maxRetries, ConnectionSettings.DEFAULT_MAX_RETRIES);
    }

    @DataBoundSetter
    public void setMaxRetries(Integer maxRetries) {
        this.maxRetries = unless(ConnectionSettings.DEFAULT_MAX_RETRIES, maxRetries);
    }

    /** Seconds. */
    public Double getRetryDelay() {
        return Objects.requireNonNullElse(retryDelay, seconds(ConnectionSettings.DEFAULT_RETRY_DELAY));
    }

    @DataBoundSetter
    public void setRetryDelay(Double retryDelay) {
        this.retryDelay = unless(seconds(ConnectionSettings.DEFAULT_RETRY_DELAY), retryDelay);
    }

    /** Seconds without progress. */
    public Integer getTimeout() {
        return Objects.requireNonNullElse(timeout, (int) ConnectionSettings.DEFAULT_TIMEOUT.toSeconds());
    }

    @DataBoundSetter
    public void setTimeout(Integer timeout) {
        this.timeout = unless((int) ConnectionSettings.DEFAULT_TIMEOUT.toSeconds(), timeout);
    }

    /** Such as {@code 10 MB/s}; null for none. */
    @CheckForNull
    public String getMaxBandwidth() {
        return maxBandwidth;
    }

    @DataBoundSetter
    public void setMaxBandwidth(String maxBandwidth) {
        this.maxBandwidth = Util.fixEmptyAndTrim(maxBandwidth);
    }

    /** Such as {@code 100 MiB}. */
    public String getPartSize() {
        return partSize == null ? SizeFields.DEFAULT_PART_SIZE : partSize;
    }

    @DataBoundSetter
    public void setPartSize(String partSize) {
        this.partSize = unless(SizeFields.DEFAULT_PART_SIZE, Util.fixEmptyAndTrim(partSize));
    }

    public Integer getConnectionPoolSize() {
        return Objects.requireNonNullElse(connectionPoolSize, ConnectionSettings.DEFAULT_CONNECTIONS);
    }

    @DataBoundSetter
    public void setConnectionPoolSize(Integer connectionPoolSize) {
        this.connectionPoolSize = unless(ConnectionSettings.DEFAULT_CONNECTIONS, connectionPoolSize);
    }

    /** Null when files go as they are. */
    @CheckForNull
    public ProfileEncryption getEncryption() {
        return encryption;
    }

    @DataBoundSetter
    public void setEncryption(ProfileEncryption encryption) {
        this.encryption = encryption;
    }

    /** Ant patterns of full job names, one a line, such as {@code backup/**}; null for all jobs. */
    @CheckForNull
    public String getAllowedJobs() {
        return allowedJobs;
    }

    @DataBoundSetter
    public void setAllowedJobs(String allowedJobs) {
        this.allowedJobs = Util.fixEmptyAndTrim(allowedJobs);
    }

    /** Null for Backblaze itself. */
    @CheckForNull
    public String getRealm() {
        return realm;
    }

    @DataBoundSetter
    public void setRealm(String realm) {
        this.realm = Util.fixEmptyAndTrim(realm);
    }

    /** Whether a job may use this profile. */
    public boolean allows(String jobFullName) {
        return allowedJobs == null
                || Arrays.stream(allowedJobs.split("[\r\n]+"))
                        .map(String::strip)
                        .filter(pattern -> !pattern.isEmpty())
                        .anyMatch(pattern -> SelectorUtils.matchPath(local(pattern), local(jobFullName)));
    }

    private static String local(String path) {
        return path.replace('/', File.separatorChar);
    }

    /** Bytes a second, or {@link io.jenkins.plugins.b2.transfer.throttle.BandwidthLimiter#UNLIMITED}. */
    public long bandwidth() {
        return SizeFields.rate(maxBandwidth);
    }

    /**
     * The settings in the core's form.
     *
     * @throws IllegalArgumentException naming the setting that can't work
     */
    public ConnectionSettings.Builder settings() {
        return ConnectionSettings.builder(bucket)
                .realm(realm == null ? ConnectionSettings.BACKBLAZE : URI.create(realm))
                .region(region)
                .connections(getConnectionPoolSize())
                .partSize(SizeFields.partSize(partSize))
                .maxRetries(getMaxRetries())
                .retryDelay(Duration.ofMillis(Math.round(getRetryDelay() * 1000)))
                .timeout(Duration.ofSeconds(getTimeout()));
    }

    /**
     * Finds out before anything is stored whether all of it can work.
     *
     * @throws IllegalArgumentException naming the profile and the setting that can't
     */
    void check() {
        if (name.isEmpty()) {
            throw new IllegalArgumentException(Messages.Profile_noName());
        }
        try {
            settings();
            bandwidth();
            if (encryption != null) {
                encryption.check();
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(Messages.Profile_bad(name, e.getMessage()), e);
        }
    }

    /** Defaults are not stored, so a later release may have better ones. */
    private static <T> T unless(T standard, T value) {
        return standard.equals(value) ? null : value;
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    /** The form. */
    @Extension
    @Symbol("profile")
    public static final class DescriptorImpl extends Descriptor<Profile> {
        /** Settings that can be tried on, one by one. */
        private static ConnectionSettings.Builder any() {
            return ConnectionSettings.builder("any");
        }

        @Override
        public String getDisplayName() {
            return Messages.Profile_displayName();
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(@QueryParameter String credentialsId) {
            return CredentialsChoice.keys(null, credentialsId);
        }

        @POST
        public FormValidation doCheckName(@QueryParameter String value) {
            return FormChecks.admin(() -> require(value, Messages.Profile_noName()));
        }

        @POST
        public FormValidation doCheckCredentialsId(@QueryParameter String value) {
            return FormChecks.admin(() -> require(value, Messages.Profile_noCredentials()));
        }

        @POST
        public FormValidation doCheckBucket(@QueryParameter String value) {
            return FormChecks.admin(() -> require(value, Messages.Profile_noBucket()));
        }

        @POST
        public FormValidation doCheckRealm(@QueryParameter String value) {
            return FormChecks.admin(() -> {
                if (Util.fixEmptyAndTrim(value) != null) {
                    any().realm(URI.create(value.strip()));
                }
            });
        }

        @POST
        public FormValidation doCheckPartSize(@QueryParameter String value) {
            return FormChecks.admin(() -> any().partSize(SizeFields.partSize(value)));
        }

        @POST
        public FormValidation doCheckMaxBandwidth(@QueryParameter String value) {
            return FormChecks.admin(() -> SizeFields.rate(value));
        }

        @POST
        public FormValidation doCheckMaxRetries(@QueryParameter String value) {
            return FormChecks.admin(() -> checkRetries(value));
        }

        @POST
        public FormValidation doCheckConnectionPoolSize(@QueryParameter String value) {
            return FormChecks.admin(() -> checkConnections(value));
        }

        @POST
        public FormValidation doCheckTimeout(@QueryParameter String value) {
            return FormChecks.admin(() -> checkTimeout(value));
        }

        @POST
        public FormValidation doCheckRetryDelay(@QueryParameter String value) {
            return FormChecks.admin(() -> checkDelay(value));
        }

        private static void checkRetries(String value) {
            number(value).ifPresent(number -> any().maxRetries(whole(number)));
        }

        private static void checkConnections(String value) {
            number(value).ifPresent(number -> any().connections(whole(number)));
        }

        private static void checkTimeout(String value) {
            number(value).ifPresent(number -> any().timeout(Duration.ofSeconds(whole(number))));
        }

        private static void checkDelay(String value) {
            number(value)
                    .ifPresent(number -> any().retryDelay(Duration.ofMillis(
                            number.movePointRight(3).toBigInteger().longValue())));
        }

        /** Checks what data binding would silently take for nothing. */
        static void checkNumbers(JSONObject form) {
            checkRetries(form.optString("maxRetries"));
            checkConnections(form.optString("connectionPoolSize"));
            checkTimeout(form.optString("timeout"));
            checkDelay(form.optString("retryDelay"));
        }

        private static void require(String value, String message) {
            if (Util.fixEmptyAndTrim(value) == null) {
                throw new IllegalArgumentException(message);
            }
        }

        /** Empty for the default. */
        private static Optional<BigDecimal> number(String value) {
            try {
                return Optional.ofNullable(Util.fixEmptyAndTrim(value)).map(BigDecimal::new);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(Messages.Profile_noNumber(value), e);
            }
        }

        private static int whole(BigDecimal number) {
            try {
                return number.intValueExact();
            } catch (ArithmeticException e) {
                throw new IllegalArgumentException(Messages.Profile_noWholeNumber(number), e);
            }
        }

        /** Tests the values in the form, without saving anything. */
        @POST
        public FormValidation doTestConnection(
                @QueryParameter String credentialsId,
                @QueryParameter String bucket,
                @QueryParameter String prefix,
                @QueryParameter String region,
                @QueryParameter String realm,
                @QueryParameter String timeout) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            Profile profile = new Profile(Messages.Profile_inForm(), credentialsId, bucket);
            profile.setPrefix(prefix);
            profile.setRegion(region);
            profile.setRealm(realm);
            try {
                checkTimeout(timeout);
                number(timeout).ifPresent(number -> profile.setTimeout(whole(number)));
            } catch (IllegalArgumentException e) {
                return FormValidation.error(e.getMessage());
            }
            return ProfileTest.run(profile);
        }
    }

    /** Names of profiles in a list. */
    static List<String> names(List<Profile> profiles) {
        return profiles.stream().map(Profile::getName).toList();
    }
}
