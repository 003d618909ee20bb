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
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import jenkins.model.Jenkins;
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

    public int getMaxRetries() {
        return maxRetries == null ? ConnectionSettings.DEFAULT_MAX_RETRIES : maxRetries;
    }

    @DataBoundSetter
    public void setMaxRetries(int maxRetries) {
        this.maxRetries = maxRetries == ConnectionSettings.DEFAULT_MAX_RETRIES ? null : maxRetries;
    }

    /** Seconds. */
    public double getRetryDelay() {
        return retryDelay == null ? seconds(ConnectionSettings.DEFAULT_RETRY_DELAY) : retryDelay;
    }

    @DataBoundSetter
    public void setRetryDelay(double retryDelay) {
        this.retryDelay = retryDelay == seconds(ConnectionSettings.DEFAULT_RETRY_DELAY) ? null : retryDelay;
    }

    /** Seconds without progress. */
    public int getTimeout() {
        return timeout == null ? (int) ConnectionSettings.DEFAULT_TIMEOUT.toSeconds() : timeout;
    }

    @DataBoundSetter
    public void setTimeout(int timeout) {
        this.timeout = timeout == ConnectionSettings.DEFAULT_TIMEOUT.toSeconds() ? null : timeout;
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

    /** Such as {@code 100 MiB}; null for the default. */
    @CheckForNull
    public String getPartSize() {
        return partSize;
    }

    @DataBoundSetter
    public void setPartSize(String partSize) {
        this.partSize = Util.fixEmptyAndTrim(partSize);
    }

    public int getConnectionPoolSize() {
        return connectionPoolSize == null ? ConnectionSettings.DEFAULT_CONNECTIONS : connectionPoolSize;
    }

    @DataBoundSetter
    public void setConnectionPoolSize(int connectionPoolSize) {
        this.connectionPoolSize =
                connectionPoolSize == ConnectionSettings.DEFAULT_CONNECTIONS ? null : connectionPoolSize;
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
        return Sizes.rate(maxBandwidth);
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
                .partSize(Sizes.partSize(partSize))
                .maxRetries(getMaxRetries())
                .retryDelay(Duration.ofMillis(Math.round(getRetryDelay() * 1000)))
                .timeout(Duration.ofSeconds(getTimeout()));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    /** The form. */
    @Extension
    @Symbol("profile")
    public static final class DescriptorImpl extends Descriptor<Profile> {
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
            return Checks.admin(() -> require(value, Messages.Profile_noName()));
        }

        @POST
        public FormValidation doCheckCredentialsId(@QueryParameter String value) {
            return Checks.admin(() -> require(value, Messages.Profile_noCredentials()));
        }

        @POST
        public FormValidation doCheckBucket(@QueryParameter String value) {
            return Checks.admin(() -> require(value, Messages.Profile_noBucket()));
        }

        @POST
        public FormValidation doCheckRealm(@QueryParameter String value) {
            return Checks.admin(() -> {
                if (Util.fixEmptyAndTrim(value) != null) {
                    ConnectionSettings.builder("any").realm(URI.create(value.strip()));
                }
            });
        }

        @POST
        public FormValidation doCheckPartSize(@QueryParameter String value) {
            return Checks.admin(() -> ConnectionSettings.builder("any").partSize(Sizes.partSize(value)));
        }

        @POST
        public FormValidation doCheckMaxBandwidth(@QueryParameter String value) {
            return Checks.admin(() -> Sizes.rate(value));
        }

        @POST
        public FormValidation doCheckMaxRetries(@QueryParameter String value) {
            return Checks.admin(() -> ConnectionSettings.builder("any").maxRetries(number(value)));
        }

        @POST
        public FormValidation doCheckConnectionPoolSize(@QueryParameter String value) {
            return Checks.admin(() -> ConnectionSettings.builder("any").connections(number(value)));
        }

        @POST
        public FormValidation doCheckTimeout(@QueryParameter String value) {
            return Checks.admin(() -> ConnectionSettings.builder("any").timeout(Duration.ofSeconds(number(value))));
        }

        private static void require(String value, String message) {
            if (Util.fixEmptyAndTrim(value) == null) {
                throw new IllegalArgumentException(message);
            }
        }

        private static int number(String value) {
            try {
                return Integer.parseInt(Objects.toString(value, "").strip());
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(Messages.Profile_noNumber(value), e);
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
                @QueryParameter int timeout) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            Profile profile = new Profile("test", credentialsId, bucket);
            profile.setPrefix(prefix);
            profile.setRegion(region);
            profile.setRealm(realm);
            profile.setTimeout(timeout);
            return ProfileTest.run(profile);
        }
    }

    /** Names of profiles in a list. */
    static List<String> names(List<Profile> profiles) {
        return profiles.stream().map(Profile::getName).toList();
    }
}
