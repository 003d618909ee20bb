package io.jenkins.plugins.b2.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.BulkChange;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.Util;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.b2.transfer.throttle.WeeklySchedule;
import java.io.IOException;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import jenkins.model.GlobalConfiguration;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** What administrators configure for the whole Jenkins; shown on a page of its own, see {@link BackblazeB2Link}. */
@Extension
@Symbol("backblazeB2")
public class BackblazeB2Configuration extends GlobalConfiguration {
    private static final int NAMED_JOBS = 10;

    private List<Profile> profiles = new ArrayList<>();
    private String defaultProfile;
    private String maxBandwidth;
    private List<BandwidthWindow> bandwidthSchedule = new ArrayList<>();
    private boolean nodeRequired;
    private transient volatile Limits limits;

    public BackblazeB2Configuration() {
        load();
    }

    /** What the texts say. */
    private record Limits(long rate, WeeklySchedule schedule) {}

    @Override
    public synchronized void load() {
        profiles = new ArrayList<>();
        defaultProfile = null;
        maxBandwidth = null;
        bandwidthSchedule = new ArrayList<>();
        nodeRequired = false;
        super.load();
        limits = null;
    }

    /**
     * All of a change at once: settings depend on each other, so they are judged together.
     *
     * @throws IllegalArgumentException when they can't be; what was stored is in force again then
     */
    @Override
    public synchronized void save() {
        if (BulkChange.contains(this)) {
            return;
        }
        try {
            field("defaultProfile", () -> checkDefault(profiles, defaultProfile));
        } catch (IllegalArgumentException e) {
            load();
            throw e;
        }
        super.save();
    }

    private static void checkDefault(List<Profile> profiles, String name) {
        if (name != null && !Profile.names(profiles).contains(name)) {
            throw new IllegalArgumentException(Messages.BackblazeB2Configuration_noSuchProfile(name));
        }
    }

    private static void field(String name, Runnable set) {
        FormChecks.field(BackblazeB2Configuration.class, "config", name, set);
    }

    @NonNull
    public static BackblazeB2Configuration get() {
        return ExtensionList.lookupSingleton(BackblazeB2Configuration.class);
    }

    @NonNull
    @Override
    public String getDisplayName() {
        return Messages.BackblazeB2Configuration_displayName();
    }

    /** It has a page of its own. The system's, without which configuration as code would not find it, leads there. */
    @Override
    public String getGlobalConfigPage() {
        return "system";
    }

    /** The system's page holds no settings of ours, so saving it changes none. */
    @Override
    public boolean configure(StaplerRequest2 req, JSONObject json) {
        return true;
    }

    public List<Profile> getProfiles() {
        return List.copyOf(profiles);
    }

    /**
     * @throws IllegalArgumentException naming the profile and the setting that can't work
     */
    @DataBoundSetter
    public void setProfiles(List<Profile> profiles) {
        List<Profile> given = new ArrayList<>(Util.fixNull(profiles));
        check(given);
        this.profiles = given;
        save();
    }

    /** The profile of steps that name none; null where a single one needs no naming. */
    @CheckForNull
    public String getDefaultProfile() {
        return defaultProfile;
    }

    @DataBoundSetter
    public void setDefaultProfile(String defaultProfile) {
        this.defaultProfile = Util.fixEmptyAndTrim(defaultProfile);
        save();
    }

    /** For everything together, such as {@code 10 MB/s}; null for none. */
    @CheckForNull
    public String getMaxBandwidth() {
        return maxBandwidth;
    }

    @DataBoundSetter
    public void setMaxBandwidth(String maxBandwidth) {
        field("bandwidth", () -> SizeFields.rate(maxBandwidth));
        this.maxBandwidth = Util.fixEmptyAndTrim(maxBandwidth);
        limits = null;
        save();
    }

    public List<BandwidthWindow> getBandwidthSchedule() {
        return List.copyOf(bandwidthSchedule);
    }

    @DataBoundSetter
    public void setBandwidthSchedule(List<BandwidthWindow> bandwidthSchedule) {
        List<BandwidthWindow> given = new ArrayList<>(Util.fixNull(bandwidthSchedule));
        field("bandwidthSchedule", () -> given.forEach(BandwidthWindow::toWindow));
        this.bandwidthSchedule = given;
        limits = null;
        save();
    }

    /** Whether Pipeline steps run inside of node blocks only, and never on the controller for want of one. */
    public boolean isNodeRequired() {
        return nodeRequired;
    }

    @DataBoundSetter
    public void setNodeRequired(boolean nodeRequired) {
        this.nodeRequired = nodeRequired;
        save();
    }

    /** Bytes a second at this time of the week. */
    public long bandwidthNow() {
        return schedule().rateAt(ZonedDateTime.now(), bandwidth());
    }

    /** Bytes a second outside of the schedule. */
    public long bandwidth() {
        return limits().rate();
    }

    public WeeklySchedule schedule() {
        return limits().schedule();
    }

    private Limits limits() {
        Limits known = limits;
        if (known == null) {
            known = new Limits(SizeFields.storedRate(maxBandwidth), BandwidthWindow.stored(bandwidthSchedule));
            limits = known;
        }
        return known;
    }

    @CheckForNull
    public Profile profile(String name) {
        return profiles.stream()
                .filter(profile -> profile.getName().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** What a step gets that names no profile; null when that can't be told. */
    @CheckForNull
    public Profile findDefault() {
        if (defaultProfile != null) {
            return profile(defaultProfile);
        }
        return profiles.size() == 1 ? profiles.get(0) : null;
    }

    /** What a form holds, in order or not. */
    Submitted read(StaplerRequest2 req, JSONObject json) {
        Submitted submitted = new Submitted();
        try {
            Profile.checkNumbers(json.opt("profiles"));
        } catch (IllegalArgumentException e) {
            submitted.unreadable = e;
        }
        req.bindJSON(submitted, json);
        return submitted;
    }

    /**
     * All or nothing: what is in force stays so when any of the form can't work.
     *
     * @throws IllegalArgumentException naming what can't
     */
    void accept(Submitted submitted, PendingPassphrases generated) throws IOException {
        submitted.check();
        PendingPassphrases.store(generated.referredTo(submitted.profiles, Jenkins.get()), null);
        defaultProfile =
                submitted.defaultProfile == null ? implicitDefault(submitted.profiles) : submitted.defaultProfile;
        profiles = submitted.profiles;
        maxBandwidth = submitted.maxBandwidth;
        bandwidthSchedule = submitted.bandwidthSchedule;
        nodeRequired = submitted.nodeRequired;
        limits = null;
        save();
    }

    /**
     * A single profile is the default without being named. When the form adds others, jobs that relied on that keep using
     * it; null where there is no such profile.
     */
    @CheckForNull
    private String implicitDefault(List<Profile> submitted) {
        if (defaultProfile != null || profiles.size() != 1 || submitted.size() < 2) {
            return null;
        }
        String name = profiles.get(0).getName();
        return submitted.stream().anyMatch(profile -> profile.getName().equals(name)) ? name : null;
    }

    /** What works, but not as most would expect; each a sentence or two that say what to do. */
    public List<String> getWarnings() {
        List<String> warnings = new ArrayList<>();
        if (profiles.size() > 1 && defaultProfile == null) {
            warnings.add(Messages.BackblazeB2Configuration_noDefault(profiles.size()));
        }
        for (Profile profile : profiles) {
            List<String> open = profile.openCredentials();
            if (!open.isEmpty()) {
                warnings.add(Messages.BackblazeB2Configuration_openCredentials(
                        profile.getName(), String.join("', '", open)));
            }
        }
        for (String missed : ProfileUses.get().missed()) {
            List<String> jobs = ProfileUses.get().jobs(missed);
            List<String> named = jobs.subList(0, Math.min(NAMED_JOBS, jobs.size()));
            warnings.add(Messages.BackblazeB2Configuration_missed(
                    missed, ProfileUses.DAYS, jobs.size(), String.join(", ", named), jobs.size() - named.size()));
        }
        return warnings;
    }

    static void check(List<Profile> profiles) {
        Set<String> names = new HashSet<>();
        for (Profile profile : profiles) {
            profile.check(names.size() + 1);
            if (!names.add(profile.getName())) {
                throw new IllegalArgumentException(Messages.BackblazeB2Configuration_sameName(profile.getName()));
            }
        }
    }

    /**
     * What a form holds, before it has been found to be in order. It is no configuration of its own, so that binding a
     * form to it neither reads from disk nor writes to it.
     */
    public static final class Submitted {
        private List<Profile> profiles = new ArrayList<>();
        private String defaultProfile;
        private String maxBandwidth;
        private List<BandwidthWindow> bandwidthSchedule = new ArrayList<>();
        private boolean nodeRequired;
        /** Why some number of it is none; null where all are numbers. */
        private IllegalArgumentException unreadable;

        private Submitted() {}

        public List<Profile> getProfiles() {
            return profiles;
        }

        public String getDefaultProfile() {
            return defaultProfile;
        }

        public String getMaxBandwidth() {
            return maxBandwidth;
        }

        public List<BandwidthWindow> getBandwidthSchedule() {
            return bandwidthSchedule;
        }

        public boolean isNodeRequired() {
            return nodeRequired;
        }

        @DataBoundSetter
        public void setNodeRequired(boolean nodeRequired) {
            this.nodeRequired = nodeRequired;
        }

        @DataBoundSetter
        public void setProfiles(List<Profile> profiles) {
            this.profiles = new ArrayList<>(Util.fixNull(profiles));
        }

        @DataBoundSetter
        public void setDefaultProfile(String defaultProfile) {
            this.defaultProfile = Util.fixEmptyAndTrim(defaultProfile);
        }

        @DataBoundSetter
        public void setMaxBandwidth(String maxBandwidth) {
            this.maxBandwidth = Util.fixEmptyAndTrim(maxBandwidth);
        }

        @DataBoundSetter
        public void setBandwidthSchedule(List<BandwidthWindow> bandwidthSchedule) {
            this.bandwidthSchedule = new ArrayList<>(Util.fixNull(bandwidthSchedule));
        }

        private void check() {
            if (unreadable != null) {
                throw unreadable;
            }
            BackblazeB2Configuration.check(profiles);
            field("bandwidth", () -> SizeFields.rate(maxBandwidth));
            field("bandwidthSchedule", () -> bandwidthSchedule.forEach(BandwidthWindow::toWindow));
            field("defaultProfile", () -> checkDefault(profiles, defaultProfile));
        }
    }

    /**
     * Filled once: the form adds the names of profiles that are not stored yet, and an answer that comes late would take
     * them away again.
     */
    @POST
    public ListBoxModel doFillDefaultProfileItems() {
        ListBoxModel items = new ListBoxModel();
        items.add(Messages.BackblazeB2Configuration_noneChosen(), "");
        if (Jenkins.get().hasAnyPermission(Jenkins.MANAGE, Jenkins.SYSTEM_READ)) {
            Set<String> names = new LinkedHashSet<>(Profile.names(profiles));
            if (defaultProfile != null) {
                names.add(defaultProfile);
            }
            names.forEach(items::add);
        }
        return items;
    }

    @POST
    public FormValidation doCheckDefaultProfile(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return Util.fixEmptyAndTrim(value) == null && profiles.size() > 1
                ? FormValidation.warning(Messages.BackblazeB2Configuration_noDefault(profiles.size()))
                : FormValidation.ok();
    }

    @POST
    public FormValidation doCheckMaxBandwidth(@QueryParameter String value) {
        return FormChecks.rate(null, value);
    }
}
