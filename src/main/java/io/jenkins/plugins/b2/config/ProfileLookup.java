package io.jenkins.plugins.b2.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.ExtensionList;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Job;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jenkins.model.Jenkins;

/** Finds the profiles that a job sees: those of its folders, the nearest first, and then the global ones. */
public final class ProfileLookup {
    private ProfileLookup() {}

    /**
     * All that it sees, allowed or not. Of several with one name it sees the nearest.
     *
     * @param item a job or a folder; null for the global ones
     */
    public static List<ScopedProfile> visible(@CheckForNull Item item) {
        Map<String, ScopedProfile> visible = new LinkedHashMap<>();
        for (ItemGroup<?> group : groups(item)) {
            of(group).forEach(profile -> visible.putIfAbsent(profile.getName(), new ScopedProfile(profile, group)));
        }
        return List.copyOf(visible.values());
    }

    /** All that there are, those of folders included, as whoever asks sees folders. */
    public static List<ScopedProfile> all() {
        List<ScopedProfile> all = new ArrayList<>();
        of(Jenkins.get()).forEach(profile -> all.add(ScopedProfile.global(profile)));
        for (Item item : Jenkins.get().allItems(Item.class, ItemGroup.class::isInstance)) {
            ItemGroup<?> folder = (ItemGroup<?>) item;
            of(folder).forEach(profile -> all.add(new ScopedProfile(profile, folder)));
        }
        return all;
    }

    /** Those of them that a job may use; for a folder, those that a job in it might. */
    public static List<ScopedProfile> usable(@CheckForNull Item item) {
        return visible(item).stream().filter(found -> mayUse(item, found)).toList();
    }

    /** Whether it may use a profile that it sees; for a folder, whether a job in it might. */
    public static boolean mayUse(@CheckForNull Item item, ScopedProfile found) {
        JobPatterns patterns = found.profile().jobs();
        return item == null
                || (item instanceof Job
                        ? patterns.allow(item.getFullName())
                        : patterns.mayAllowBelow(item.getFullName()));
    }

    /**
     * The profile of steps that name none: that of the nearest folder that has profiles, if it has but one; outside of such
     * folders the global default.
     *
     * @return null when that can't be told
     */
    @CheckForNull
    public static ScopedProfile standard(@CheckForNull Item item) {
        for (ItemGroup<?> group : groups(item)) {
            List<Profile> profiles = of(group);
            if (!(group instanceof Jenkins) && !profiles.isEmpty()) {
                return profiles.size() == 1 ? new ScopedProfile(profiles.get(0), group) : null;
            }
        }
        Profile profile = BackblazeB2Configuration.get().findDefault();
        return profile == null ? null : ScopedProfile.global(profile);
    }

    /** The profiles that are configured in one place. */
    static List<Profile> of(ItemGroup<?> owner) {
        if (owner instanceof Jenkins) {
            return BackblazeB2Configuration.get().getProfiles();
        }
        return ExtensionList.lookup(ProfileSource.class).stream()
                .flatMap(source -> source.profiles(owner).stream())
                .toList();
    }

    private static List<ItemGroup<?>> groups(@CheckForNull Item item) {
        List<ItemGroup<?>> groups = new ArrayList<>();
        ItemGroup<?> group = item instanceof ItemGroup<?> folder ? folder : item == null ? null : item.getParent();
        while (group instanceof Item inner) {
            groups.add(group);
            group = inner.getParent();
        }
        groups.add(Jenkins.get());
        return groups;
    }
}
