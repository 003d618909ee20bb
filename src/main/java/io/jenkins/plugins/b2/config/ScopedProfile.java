package io.jenkins.plugins.b2.config;

import hudson.model.ItemGroup;
import java.util.Objects;
import jenkins.model.Jenkins;

/**
 * A profile and where it is configured, which is where its credentials are looked up too.
 *
 * @param owner a folder, or Jenkins itself
 */
public record ScopedProfile(Profile profile, ItemGroup<?> owner) {
    public static ScopedProfile global(Profile profile) {
        return new ScopedProfile(profile, Jenkins.get());
    }

    public String name() {
        return profile.getName();
    }

    public boolean isGlobal() {
        return owner instanceof Jenkins;
    }

    /** Tells it from profiles of the same name elsewhere. */
    public String key() {
        return isGlobal() ? name() : owner.getFullName() + "/" + name();
    }

    /** Where to change it, as the end of a sentence. */
    public String place() {
        return isGlobal() ? Messages.ScopedProfile_global() : Messages.ScopedProfile_folder(owner.getFullName());
    }

    /** Its limit as it is configured now, which may have changed since. Bytes a second. */
    public long bandwidth() {
        return ProfileLookup.of(owner).stream()
                .filter(current -> Objects.equals(current.getName(), name()))
                .findFirst()
                .orElse(profile)
                .bandwidth();
    }
}
