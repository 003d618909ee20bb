package io.jenkins.plugins.b2.administration;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.config.Profile;
import java.util.List;

/** The profiles that these pages are about: enabled global ones. */
final class GlobalProfiles {
    private GlobalProfiles() {}

    static List<Profile> all() {
        return BackblazeB2Configuration.get().getProfiles().stream()
                .filter(Profile::isEnabled)
                .toList();
    }

    /** Null when there is none of that name. */
    @CheckForNull
    static Profile find(@CheckForNull String name) {
        return all().stream()
                .filter(profile -> profile.getName().equals(name))
                .findFirst()
                .orElse(null);
    }
}
