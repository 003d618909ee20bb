package io.jenkins.plugins.b2.administration;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import io.jenkins.plugins.b2.artifacts.B2ArtifactManagerFactory;
import io.jenkins.plugins.b2.artifacts.DeletionQueue;
import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.config.ProfileUses;
import io.jenkins.plugins.b2.monitor.ProfileCheck;
import io.jenkins.plugins.b2.monitor.RecentFigures;
import io.jenkins.plugins.b2.monitor.TestResult;
import io.jenkins.plugins.b2.monitor.TransferStatistics;
import io.jenkins.plugins.b2.transfer.LifecycleRule;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.Verb;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import jenkins.model.ArtifactManagerConfiguration;

/**
 * What is known here of a profile; B2 is not asked. Immutable.
 *
 * @param sharing the global profiles that use the same application key, this one among them
 * @param test the last test; null when it was not tested since Jenkins started or it was changed
 * @param uses what jobs have done through the profile
 * @param keyUses what was done with the key through any of those that share it, artifacts included
 * @param storage of the last count of what the profile leads to now; null before the first
 * @param rules of the bucket; null when they are not known
 * @param recent how operations ended lately
 * @param undeleted how many deleted builds' artifacts or stashes could not be deleted through it, by the cause
 */
record ProfileFacts(
        Profile profile,
        List<Profile> sharing,
        @CheckForNull TestResult test,
        Set<Verb> uses,
        Set<Verb> keyUses,
        @CheckForNull StorageFigures storage,
        @CheckForNull Rules rules,
        RecentFigures recent,
        Map<Kind, Long> undeleted) {
    /** What it takes to keep artifacts, and to delete them with their build. */
    private static final Set<Verb> OF_ARTIFACTS = EnumSet.of(Verb.UPLOAD, Verb.DOWNLOAD, Verb.LIST, Verb.DELETE);

    /**
     * A bucket's lifecycle rules.
     *
     * @param millis when they were read, milliseconds since 1970
     */
    record Rules(List<LifecycleRule> rules, long millis) {
        Rules {
            rules = List.copyOf(rules);
        }
    }

    ProfileFacts {
        sharing = List.copyOf(sharing);
        uses = Set.copyOf(uses);
        keyUses = Set.copyOf(keyUses);
        undeleted = Collections.unmodifiableMap(new TreeMap<>(undeleted));
    }

    /**
     * @param read the rules as the page Lifecycle has read them; null when it has not
     */
    static ProfileFacts of(Profile profile, @CheckForNull Rules read) {
        List<Profile> sharing = BackblazeB2Configuration.get().getProfiles().stream()
                .filter(other -> Objects.equals(other.getCredentialsId(), profile.getCredentialsId()))
                .toList();
        Set<Verb> keyUses = EnumSet.noneOf(Verb.class);
        sharing.forEach(other -> {
            keyUses.addAll(ProfileUses.get().verbs(other.getName()));
            if (keepsArtifacts(other)) {
                keyUses.addAll(OF_ARTIFACTS);
            }
        });
        StorageFigures counted = storage(profile);
        return new ProfileFacts(
                profile,
                sharing,
                ProfileCheck.get().result(profile.getName()),
                ProfileUses.get().verbs(profile.getName()),
                keyUses,
                counted,
                newest(read, counted),
                TransferStatistics.get().recent(profile.getName()),
                DeletionQueue.get().failures(profile.getName()));
    }

    private static boolean keepsArtifacts(Profile profile) {
        return ArtifactManagerConfiguration.get().getArtifactManagerFactories().stream()
                .filter(B2ArtifactManagerFactory.class::isInstance)
                .map(factory -> ((B2ArtifactManagerFactory) factory).getProfile())
                // Without one it is the default, which may be another in each folder.
                .anyMatch(name -> name == null || name.equals(profile.getName()));
    }

    /** What was counted where the profile led before says nothing. */
    @CheckForNull
    private static StorageFigures storage(Profile profile) {
        StorageFigures last = StorageRecord.read(profile.getName()).last();
        return last != null
                        && last.getBucket().equals(profile.getBucket())
                        && last.getPrefix().equals(Util.fixNull(profile.getPrefix()))
                ? last
                : null;
    }

    @CheckForNull
    private static Rules newest(@CheckForNull Rules read, @CheckForNull StorageFigures counted) {
        List<LifecycleRule> known = counted == null ? null : counted.rules();
        if (known == null || read != null && read.millis() >= counted.getAsOf()) {
            return read;
        }
        return new Rules(known, counted.getAsOf());
    }

    /** What names begin with that the profile reaches. */
    String prefix() {
        return Util.fixNull(profile.getPrefix());
    }
}
