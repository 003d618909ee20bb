package io.jenkins.plugins.b2.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Descriptor.FormException;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.b2.transfer.ByteSize;
import io.jenkins.plugins.b2.transfer.ConnectionSettings;
import io.jenkins.plugins.b2.transfer.Connections;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import net.sf.json.JSONArray;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.Stapler;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** A named, configured way to one bucket. Every setting but name, credentials and bucket has a default. */
public final class Profile implements Describable<Profile> {
    private static final String DEFAULT_RETRY_DELAY = "1 s";
    private static final String DEFAULT_CONNECTIONS = Connections.DEFAULT.toString();

    private final String name;
    private final String credentialsId;
    private final String bucket;
    private boolean enabled = true;
    private String prefix;
    private String region;
    private Integer maxRetries;
    private String retryDelay;
    private Integer timeout;
    private Integer busyTimeout;
    private String maxBandwidth;
    /** What maxBandwidth says, once it is asked for. */
    private transient volatile Long rate;

    private String partSize;
    private String connectionPoolSize;
    private ProfileEncryption encryption;
    private String allowedJobs;
    private Integer sweepUnfinishedAfterHours;
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

    /** Such as {@code 250 ms}. With a unit, since configuration as code drops numbers with a fraction. */
    public String getRetryDelay() {
        return Objects.requireNonNullElse(retryDelay, DEFAULT_RETRY_DELAY);
    }

    @DataBoundSetter
    public void setRetryDelay(String retryDelay) {
        this.retryDelay = unless(DEFAULT_RETRY_DELAY, Util.fixEmptyAndTrim(retryDelay));
    }

    /** Seconds without progress. */
    public Integer getTimeout() {
        return Objects.requireNonNullElse(timeout, (int) ConnectionSettings.DEFAULT_TIMEOUT.toSeconds());
    }

    @DataBoundSetter
    public void setTimeout(Integer timeout) {
        this.timeout = unless((int) ConnectionSettings.DEFAULT_TIMEOUT.toSeconds(), timeout);
    }

    /** Seconds that B2 may go on asking to come back later. */
    public Integer getBusyTimeout() {
        return Objects.requireNonNullElse(busyTimeout, (int) ConnectionSettings.DEFAULT_BUSY_TIMEOUT.toSeconds());
    }

    @DataBoundSetter
    public void setBusyTimeout(Integer busyTimeout) {
        this.busyTimeout = unless((int) ConnectionSettings.DEFAULT_BUSY_TIMEOUT.toSeconds(), busyTimeout);
    }

    /** Such as {@code 10 MB/s}; null for none. */
    @CheckForNull
    public String getMaxBandwidth() {
        return maxBandwidth;
    }

    @DataBoundSetter
    public void setMaxBandwidth(String maxBandwidth) {
        this.maxBandwidth = Util.fixEmptyAndTrim(maxBandwidth);
        rate = null;
    }

    /** Such as {@code 100 MiB}; null for what B2 recommends to the account. */
    @CheckForNull
    public String getPartSize() {
        return partSize;
    }

    @DataBoundSetter
    public void setPartSize(String partSize) {
        this.partSize = Util.fixEmptyAndTrim(partSize);
    }

    /** A number, or {@code auto}. */
    public String getConnectionPoolSize() {
        return Objects.requireNonNullElse(connectionPoolSize, DEFAULT_CONNECTIONS);
    }

    @DataBoundSetter
    public void setConnectionPoolSize(String connectionPoolSize) {
        this.connectionPoolSize = unless(DEFAULT_CONNECTIONS, Util.fixEmptyAndTrim(connectionPoolSize));
    }

    /** @throws IllegalArgumentException when they can't be read */
    Connections connections() {
        return Connections.parse(getConnectionPoolSize());
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

    /** Ant patterns of full job names, one a line, such as {@code backup/**} or {@code !backup/try}; null for all jobs. */
    @CheckForNull
    public String getAllowedJobs() {
        return allowedJobs;
    }

    @DataBoundSetter
    public void setAllowedJobs(String allowedJobs) {
        this.allowedJobs = Util.fixEmptyAndTrim(allowedJobs);
    }

    /** Hours without a part after which unfinished large files are canceled; null to leave them. */
    @CheckForNull
    public Integer getSweepUnfinishedAfterHours() {
        return sweepUnfinishedAfterHours;
    }

    @DataBoundSetter
    public void setSweepUnfinishedAfterHours(Integer sweepUnfinishedAfterHours) {
        this.sweepUnfinishedAfterHours = sweepUnfinishedAfterHours;
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

    /** Which jobs may use it. */
    JobPatterns jobs() {
        return JobPatterns.parse(allowedJobs);
    }

    /**
     * Of a global profile that keeps jobs within a prefix, or out: ids of credentials that jobs could use without the
     * profile.
     */
    List<String> openCredentials() {
        if (prefix == null && allowedJobs == null) {
            return List.of();
        }
        return Stream.concat(
                        Stream.of(Util.fixNull(credentialsId)),
                        encryption == null ? Stream.of() : encryption.allPassphrases().stream())
                .filter(CredentialsChoice::isOpenToJobs)
                .toList();
    }

    /** Bytes a second, or {@link io.jenkins.plugins.b2.transfer.throttle.BandwidthLimiter#UNLIMITED}. */
    public long bandwidth() {
        Long known = rate;
        if (known == null) {
            known = SizeFields.storedRate(maxBandwidth);
            rate = known;
        }
        return known;
    }

    /**
     * The settings in the core's form.
     *
     * @throws IllegalArgumentException naming the setting that can't work
     */
    public ConnectionSettings.Builder settings() {
        field("bucket", () -> ConnectionSettings.builder(bucket));
        ConnectionSettings.Builder settings = ConnectionSettings.builder(bucket).region(region);
        field("maxBandwidth", () -> SizeFields.rate(maxBandwidth));
        field("realm", () -> settings.realm(realm == null ? ConnectionSettings.BACKBLAZE.toString() : realm));
        field("prefix", () -> settings.prefix(prefix));
        field("connectionPoolSize", () -> settings.connections(connections()));
        field("maxRetries", () -> settings.maxRetries(getMaxRetries()));
        field("retryDelay", () -> settings.retryDelay(DescriptorImpl.delay(getRetryDelay())));
        field("timeout", () -> settings.timeout(Duration.ofSeconds(getTimeout())));
        field("busyTimeout", () -> settings.busyTimeout(Duration.ofSeconds(getBusyTimeout())));
        if (partSize != null) {
            field("partSize", () -> settings.partSize(ByteSize.parse(partSize)));
        }
        if (encryption != null) {
            encryption.check(settings);
        }
        return settings;
    }

    private static void field(String name, Runnable set) {
        FormChecks.field(Profile.class, "fields", name, set);
    }

    /**
     * Finds out before anything is stored whether all of it can work.
     *
     * @param position among others, 1 for the first
     * @throws IllegalArgumentException naming the profile and the setting that can't
     */
    void check(int position) {
        named(name, position, () -> {
            field("name", () -> DescriptorImpl.require(name, Messages.Profile_noName()));
            settings();
            field("region", () -> DescriptorImpl.checkRegion(region));
            field("sweepUnfinishedAfterHours", () -> SweepHours.check(sweepUnfinishedAfterHours));
        });
    }

    /** Has an objection name the profile that it is about. */
    static void named(String name, int position, Runnable check) {
        try {
            check.run();
        } catch (IllegalArgumentException e) {
            String told = Util.fixEmptyAndTrim(name) == null
                    ? Messages.Profile_badUnnamed(position, e.getMessage())
                    : Messages.Profile_bad(name.strip(), e.getMessage());
            throw new IllegalArgumentException(told, e);
        }
    }

    /** Defaults are not stored, so a later release may have better ones. */
    private static <T> T unless(T standard, T value) {
        return standard.equals(value) ? null : value;
    }

    /** The form. */
    @Extension
    @Symbol("profile")
    public static final class DescriptorImpl extends Descriptor<Profile> {
        /** Few enough digits that they fit. */
        private static final Pattern DELAY = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)\\s*(ms|s)?");

        /** B2's rule for new names. */
        private static final Pattern BUCKET = Pattern.compile("(?!(?i:b2-)).{6,63}");

        private static final Pattern REGION = Pattern.compile("[a-z]{2,}-[a-z]+-\\d{3}");

        /** Settings that can be tried on, one by one. */
        private static ConnectionSettings.Builder any() {
            return ConnectionSettings.builder("any");
        }

        @Override
        public String getDisplayName() {
            return Messages.Profile_displayName();
        }

        /** What the form shows of a profile that is not opened, beside its name. */
        public String summary(Profile profile) {
            StaplerRequest2 req = Stapler.getCurrentRequest2();
            Item item = req == null ? null : req.findAncestorObject(Item.class);
            return Stream.of(
                            profile.bucket + (profile.prefix == null ? "" : ":" + profile.prefix),
                            profile.encryption == null ? null : profile.encryption.getFormat(),
                            profile.enabled ? null : Messages.Profile_disabled(),
                            usedBy(item, profile))
                    .filter(Objects::nonNull)
                    .collect(Collectors.joining(" \u00b7 "));
        }

        /** Known of global profiles only. */
        @CheckForNull
        private static String usedBy(@CheckForNull Item item, Profile profile) {
            int jobs = item == null ? ProfileUses.get().jobs(profile.name).size() : 0;
            return jobs == 0 ? null : Messages.Profile_usedBy(jobs, ProfileUses.DAYS);
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(@AncestorInPath Item item, @QueryParameter String credentialsId) {
            return CredentialsChoice.keys(item, credentialsId);
        }

        @POST
        public FormValidation doCheckName(@AncestorInPath Item item, @QueryParameter String value) {
            return FormChecks.configurer(item, () -> require(value, Messages.Profile_noName()));
        }

        @POST
        public FormValidation doCheckCredentialsId(
                @AncestorInPath Item item,
                @QueryParameter String value,
                @QueryParameter String prefix,
                @QueryParameter String allowedJobs) {
            FormValidation found = FormChecks.configurer(item, () -> require(value, Messages.Profile_noCredentials()));
            return found.kind == FormValidation.Kind.OK ? checkScope(item, value, prefix, allowedJobs) : found;
        }

        /** Credentials that jobs can use themselves are no way to keep jobs within a prefix, or out. */
        static FormValidation checkScope(
                @CheckForNull Item item, String credentials, String prefix, String allowedJobs) {
            boolean walled =
                    item == null && (Util.fixEmptyAndTrim(prefix) != null || Util.fixEmptyAndTrim(allowedJobs) != null);
            return walled && CredentialsChoice.isOpenToJobs(credentials)
                    ? FormValidation.warning(Messages.Profile_openCredentials(credentials))
                    : FormValidation.ok();
        }

        @POST
        public FormValidation doCheckBucket(@AncestorInPath Item item, @QueryParameter String value) {
            return FormChecks.configurer(item, () -> {
                require(value, Messages.Profile_noBucket());
                ConnectionSettings.builder(value);
                if (!BUCKET.matcher(value.strip()).matches()) {
                    throw new IllegalArgumentException(Messages.Profile_badBucket(value.strip()));
                }
            });
        }

        @POST
        public FormValidation doCheckPrefix(@AncestorInPath Item item, @QueryParameter String value) {
            FormValidation found = FormChecks.configurer(item, () -> any().prefix(Util.fixEmptyAndTrim(value)));
            return found.kind == FormValidation.Kind.OK
                            && Util.fixNull(value).strip().startsWith("/")
                    ? FormValidation.warning(Messages.Profile_slashFirst())
                    : found;
        }

        @POST
        public FormValidation doCheckRegion(@AncestorInPath Item item, @QueryParameter String value) {
            return FormChecks.configurer(item, () -> checkRegion(Util.fixEmptyAndTrim(value)));
        }

        private static void checkRegion(@CheckForNull String region) {
            if (region != null && !REGION.matcher(region).matches()) {
                throw new IllegalArgumentException(Messages.Profile_badRegion(region));
            }
        }

        @POST
        public FormValidation doCheckRealm(@AncestorInPath Item item, @QueryParameter String value) {
            return FormChecks.configurer(item, () -> {
                if (Util.fixEmptyAndTrim(value) != null) {
                    any().realm(value);
                }
            });
        }

        /** Names in the first segment are made by administrators, or by people who are meant; patterns in it are not. */
        @POST
        public FormValidation doCheckAllowedJobs(@AncestorInPath Item item, @QueryParameter String value) {
            FormChecks.checkConfigurer(item);
            JobPatterns patterns = JobPatterns.parse(value);
            List<String> warnings = new ArrayList<>();
            if (!patterns.idle().isEmpty()) {
                warnings.add(Messages.FormChecks_idleJobs(String.join("', '", patterns.idle())));
            }
            if (patterns.onlyExclude()) {
                warnings.add(Messages.Profile_onlyExcludedJobs());
            }
            if (!patterns.open().isEmpty()) {
                warnings.add(Messages.Profile_openJobs(String.join(", ", patterns.open())));
            }
            return warnings.isEmpty() ? FormValidation.ok() : FormValidation.warning(String.join(" ", warnings));
        }

        @POST
        public FormValidation doCheckPartSize(@AncestorInPath Item item, @QueryParameter String value) {
            return FormChecks.configurer(item, () -> {
                if (Util.fixEmptyAndTrim(value) != null) {
                    any().partSize(ByteSize.parse(value));
                }
            });
        }

        @POST
        public FormValidation doCheckMaxBandwidth(@AncestorInPath Item item, @QueryParameter String value) {
            return FormChecks.rate(item, value);
        }

        @POST
        public FormValidation doCheckMaxRetries(@AncestorInPath Item item, @QueryParameter String value) {
            return FormChecks.configurer(item, () -> checkRetries(value));
        }

        @POST
        public FormValidation doCheckConnectionPoolSize(@AncestorInPath Item item, @QueryParameter String value) {
            return FormChecks.configurer(item, () -> checkConnections(value));
        }

        @POST
        public FormValidation doCheckTimeout(@AncestorInPath Item item, @QueryParameter String value) {
            return FormChecks.configurer(item, () -> checkTimeout(value));
        }

        @POST
        public FormValidation doCheckBusyTimeout(@AncestorInPath Item item, @QueryParameter String value) {
            return FormChecks.configurer(item, () -> checkBusyTimeout(value));
        }

        @POST
        public FormValidation doCheckSweepUnfinishedAfterHours(
                @AncestorInPath Item item, @QueryParameter String value) {
            return FormChecks.configurer(item, () -> checkSweep(value));
        }

        @POST
        public FormValidation doCheckRetryDelay(@AncestorInPath Item item, @QueryParameter String value) {
            return FormChecks.configurer(item, () -> checkDelay(value));
        }

        private static void checkRetries(String value) {
            number(value).ifPresent(number -> any().maxRetries(whole(number)));
        }

        private static void checkConnections(String value) {
            if (Util.fixEmptyAndTrim(value) != null) {
                Connections.parse(value);
            }
        }

        private static void checkTimeout(String value) {
            number(value).ifPresent(number -> any().timeout(Duration.ofSeconds(whole(number))));
        }

        private static void checkBusyTimeout(String value) {
            number(value).ifPresent(number -> any().busyTimeout(Duration.ofSeconds(whole(number))));
        }

        private static void checkSweep(String value) {
            number(value).ifPresent(number -> SweepHours.check(whole(number)));
        }

        private static void checkDelay(String value) {
            if (Util.fixEmptyAndTrim(value) != null) {
                any().retryDelay(delay(value));
            }
        }

        /** Such as {@code 250 ms}, {@code 1.5 s} or, in seconds, {@code 2}. */
        private static Duration delay(String text) {
            Matcher matcher = DELAY.matcher(text.strip());
            if (!matcher.matches()) {
                throw new IllegalArgumentException(Messages.Profile_noDelay(text));
            }
            BigDecimal number = new BigDecimal(matcher.group(1));
            return Duration.ofMillis(
                    "ms".equals(matcher.group(2))
                            ? number.longValue()
                            : number.movePointRight(3).longValue());
        }

        private static void checkNumbers(JSONObject form) {
            field("maxRetries", () -> checkRetries(form.optString("maxRetries")));
            field("connectionPoolSize", () -> checkConnections(form.optString("connectionPoolSize")));
            field("timeout", () -> checkTimeout(form.optString("timeout")));
            field("busyTimeout", () -> checkBusyTimeout(form.optString("busyTimeout")));
            field("sweepUnfinishedAfterHours", () -> checkSweep(form.optString("sweepUnfinishedAfterHours")));
            field("retryDelay", () -> checkDelay(form.optString("retryDelay")));
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
                @AncestorInPath Item item,
                @QueryParameter String name,
                @QueryParameter String credentialsId,
                @QueryParameter String bucket,
                @QueryParameter String prefix,
                @QueryParameter String region,
                @QueryParameter String realm,
                @QueryParameter String timeout) {
            FormChecks.checkConfigurer(item);
            try {
                require(credentialsId, Messages.Profile_noCredentials());
                require(bucket, Messages.Profile_noBucket());
            } catch (IllegalArgumentException e) {
                return FormValidation.error(e.getMessage());
            }
            // A message that names a profile without a name yet can still be told from others.
            Profile profile = new Profile(Util.fixEmptyAndTrim(name) == null ? bucket : name, credentialsId, bucket);
            profile.setPrefix(prefix);
            profile.setRegion(region);
            profile.setRealm(realm);
            try {
                checkTimeout(timeout);
                number(timeout).ifPresent(number -> profile.setTimeout(whole(number)));
            } catch (IllegalArgumentException e) {
                return FormValidation.error(e.getMessage());
            }
            return ProfileTest.run(
                    new ScopedProfile(profile, item instanceof ItemGroup<?> folder ? folder : Jenkins.get()));
        }
    }

    /**
     * The profiles of a form.
     *
     * @param form one of them, a list, or null for none
     */
    static List<Profile> bind(StaplerRequest2 req, Object form) throws FormException {
        try {
            checkNumbers(form);
        } catch (IllegalArgumentException e) {
            throw new FormException(e.getMessage(), e, "profiles");
        }
        return req.bindJSONToList(Profile.class, form);
    }

    /** Checks what data binding would silently take for nothing. */
    static void checkNumbers(Object form) {
        JSONArray profiles = JSONArray.fromObject(form == null ? "[]" : form);
        for (int i = 0; i < profiles.size(); i++) {
            JSONObject profile = profiles.getJSONObject(i);
            named(profile.optString("name"), i + 1, () -> DescriptorImpl.checkNumbers(profile));
        }
    }

    /** Names of profiles in a list. */
    static List<String> names(List<Profile> profiles) {
        return profiles.stream().map(Profile::getName).toList();
    }
}
