package io.jenkins.plugins.b2.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.Util;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.b2.transfer.throttle.WeeklySchedule;
import java.util.ArrayList;
import java.util.List;
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
    private List<Profile> profiles = new ArrayList<>();
    private String defaultProfile;
    private String maxBandwidth;
    private List<BandwidthWindow> bandwidthSchedule = new ArrayList<>();

    public BackblazeB2Configuration() {
        load();
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

    /** It has its own page and is not part of the system's. */
    @Override
    public String getGlobalConfigPage() {
        return null;
    }

    public List<Profile> getProfiles() {
        return List.copyOf(profiles);
    }

    @DataBoundSetter
    public void setProfiles(List<Profile> profiles) {
        this.profiles = new ArrayList<>(Util.fixNull(profiles));
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
        this.maxBandwidth = Util.fixEmptyAndTrim(maxBandwidth);
        save();
    }

    public List<BandwidthWindow> getBandwidthSchedule() {
        return List.copyOf(bandwidthSchedule);
    }

    @DataBoundSetter
    public void setBandwidthSchedule(List<BandwidthWindow> bandwidthSchedule) {
        this.bandwidthSchedule = new ArrayList<>(Util.fixNull(bandwidthSchedule));
        save();
    }

    /** Bytes a second outside of the schedule. */
    public long bandwidth() {
        return Sizes.rate(maxBandwidth);
    }

    public WeeklySchedule schedule() {
        return new WeeklySchedule(
                bandwidthSchedule.stream().map(BandwidthWindow::toWindow).toList());
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

    @Override
    public boolean configure(StaplerRequest2 req, JSONObject json) throws FormException {
        BackblazeB2Configuration submitted = new Submitted();
        req.bindJSON(submitted, json);
        submitted.check();
        profiles = submitted.profiles;
        defaultProfile = submitted.defaultProfile;
        maxBandwidth = submitted.maxBandwidth;
        bandwidthSchedule = submitted.bandwidthSchedule;
        save();
        return true;
    }

    private void check() throws FormException {
        List<String> names = Profile.names(profiles);
        for (Profile profile : profiles) {
            if (names.indexOf(profile.getName()) != names.lastIndexOf(profile.getName())) {
                throw new FormException(Messages.BackblazeB2Configuration_sameName(profile.getName()), "profiles");
            }
            try {
                profile.settings();
                profile.bandwidth();
            } catch (IllegalArgumentException e) {
                throw new FormException(profile.getName() + ": " + e.getMessage(), e, "profiles");
            }
        }
        try {
            bandwidth();
            schedule();
        } catch (IllegalArgumentException e) {
            throw new FormException(e, "bandwidthSchedule");
        }
        if (defaultProfile != null && profile(defaultProfile) == null) {
            throw new FormException(Messages.BackblazeB2Configuration_noSuchProfile(defaultProfile), "defaultProfile");
        }
    }

    /** What a form holds, before it has been found to be in order. Neither read from disk nor written to it. */
    private static final class Submitted extends BackblazeB2Configuration {
        @Override
        public synchronized void load() {}

        @Override
        public synchronized void save() {}
    }

    @POST
    public ListBoxModel doFillDefaultProfileItems() {
        ListBoxModel items = new ListBoxModel();
        if (Jenkins.get().hasPermission(Jenkins.ADMINISTER)) {
            items.add(Messages.BackblazeB2Configuration_noDefault(), "");
            profiles.forEach(profile -> items.add(profile.getName()));
        }
        return items;
    }

    @POST
    public FormValidation doCheckMaxBandwidth(@QueryParameter String value) {
        return Checks.admin(() -> Sizes.rate(value));
    }
}
