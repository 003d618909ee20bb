package io.jenkins.plugins.b2.administration;

import io.jenkins.plugins.b2.config.Profile;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** One profile as the page Health shows it, the worst findings first; nothing is asked of B2. */
public final class HealthView {
    private final Profile profile;
    private final List<Finding> findings;

    HealthView(ProfileFacts facts) {
        this.profile = facts.profile();
        this.findings = Stream.of(
                        KeyFindings.of(facts),
                        TransferFindings.of(facts),
                        DeletionFindings.of(facts),
                        StorageFindings.of(facts))
                .flatMap(List::stream)
                .sorted(Comparator.comparing(Finding::severity))
                .toList();
    }

    public String getProfile() {
        return profile.getName();
    }

    /** The bucket and the prefix. */
    public String getPlace() {
        return LifecyclePage.place(profile);
    }

    public List<Finding> getFindings() {
        return findings;
    }
}
