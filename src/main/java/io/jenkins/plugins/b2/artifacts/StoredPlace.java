package io.jenkins.plugins.b2.artifacts;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Run;
import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.config.ProfileLookup;
import io.jenkins.plugins.b2.config.ScopedProfile;
import io.jenkins.plugins.b2.connection.Connection;
import io.jenkins.plugins.b2.connection.ConnectionSpec;
import java.util.Objects;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;

/**
 * Where in B2 the files of one build are: all names below the prefix are that build's, and nobody else's. Kept as XML and as
 * JSON. Immutable.
 */
final class StoredPlace {
    private final String profile;
    private final String folder;
    private final String bucket;
    private final String prefix;

    /**
     * @param profile the name
     * @param folder the full name of the folder that the profile is configured in; null for a global one
     * @param prefix ends with a slash
     */
    StoredPlace(String profile, @CheckForNull String folder, String bucket, String prefix) {
        this.profile = Objects.requireNonNull(profile, "profile");
        this.folder = folder;
        this.bucket = Objects.requireNonNull(bucket, "bucket");
        this.prefix = Objects.requireNonNull(prefix, "prefix");
    }

    static StoredPlace of(ScopedProfile scoped, String prefix) {
        return new StoredPlace(
                scoped.name(),
                scoped.isGlobal() ? null : scoped.owner().getFullName(),
                scoped.profile().getBucket(),
                prefix);
    }

    static StoredPlace parse(String json) {
        JSONObject fields = JSONObject.fromObject(json);
        String folder = fields.optString("folder", "");
        return new StoredPlace(
                fields.getString("profile"),
                folder.isEmpty() ? null : folder,
                fields.getString("bucket"),
                fields.getString("prefix"));
    }

    /** One line. */
    String toJson() {
        JSONObject fields = new JSONObject();
        fields.put("profile", profile);
        fields.put("folder", folder == null ? "" : folder);
        fields.put("bucket", bucket);
        fields.put("prefix", prefix);
        return fields.toString();
    }

    StoredPlace withPrefix(String other) {
        return new StoredPlace(profile, folder, bucket, other);
    }

    String bucket() {
        return bucket;
    }

    /** The name; null where the profile is one of a folder. */
    @CheckForNull
    String globalProfile() {
        return folder == null ? profile : null;
    }

    String prefix() {
        return prefix;
    }

    /** For a task of the build; fails there when the profile leads to another bucket by now. */
    ConnectionSpec spec() {
        return new ConnectionSpec(profile, null, bucket, null);
    }

    /**
     * The way there for a build, to look at what is there. That is no use of the credentials by the build.
     *
     * @throws AbortException when the profile is gone, disabled, or leads elsewhere by now
     */
    Connection connect(Run<?, ?> run) throws AbortException {
        Connection connection = Connection.of(Connection.find(profile, run.getParent()));
        String other = connection.settings().bucket();
        if (!bucket.equals(other)) {
            throw new AbortException(Messages.StoredPlace_otherBucket(profile, other, bucket));
        }
        connection.checkPrefix(prefix);
        return connection;
    }

    /**
     * The way there when the build may be gone, and its job and folder with it: by its profile or, where that is gone, too, by
     * any global one that reaches the place.
     *
     * @throws AbortException when there is none
     */
    Connection connect() throws AbortException {
        ScopedProfile own = own();
        if (own != null && reaches(own.profile())) {
            return Connection.of(own);
        }
        Profile other = BackblazeB2Configuration.get().getProfiles().stream()
                .filter(this::reaches)
                .findFirst()
                .orElseThrow(() -> new AbortException(Messages.StoredPlace_unreachable(bucket, prefix, profile)));
        return Connection.of(ScopedProfile.global(other));
    }

    private ScopedProfile own() {
        Jenkins jenkins = Jenkins.get();
        if (folder == null) {
            Profile global = BackblazeB2Configuration.get().profile(profile);
            return global == null ? null : ScopedProfile.global(global);
        }
        Item owner = jenkins.getItemByFullName(folder);
        return owner instanceof ItemGroup<?>
                ? ProfileLookup.visible(owner).stream()
                        .filter(found -> found.name().equals(profile) && found.owner() == owner)
                        .findFirst()
                        .orElse(null)
                : null;
    }

    private boolean reaches(Profile candidate) {
        String within = candidate.getPrefix();
        return candidate.isEnabled()
                && bucket.equals(candidate.getBucket())
                && (within == null || prefix.startsWith(within));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StoredPlace place
                && profile.equals(place.profile)
                && Objects.equals(folder, place.folder)
                && bucket.equals(place.bucket)
                && prefix.equals(place.prefix);
    }

    @Override
    public int hashCode() {
        return Objects.hash(profile, folder, bucket, prefix);
    }

    @Override
    public String toString() {
        return profile + ":" + bucket + "/" + prefix;
    }
}
