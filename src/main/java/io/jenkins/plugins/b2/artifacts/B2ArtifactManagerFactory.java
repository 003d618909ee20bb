package io.jenkins.plugins.b2.artifacts;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.Util;
import hudson.model.Job;
import hudson.model.Run;
import hudson.util.ComboBoxModel;
import hudson.util.FormValidation;
import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.config.FormChecks;
import io.jenkins.plugins.b2.config.JobPatterns;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.config.ProfileLookup;
import io.jenkins.plugins.b2.config.ScopedProfile;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.ArtifactManager;
import jenkins.model.ArtifactManagerConfiguration;
import jenkins.model.ArtifactManagerFactory;
import jenkins.model.ArtifactManagerFactoryDescriptor;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/**
 * Has builds keep their artifacts in B2. Applies to the jobs that see a profile for it and are among those that are chosen;
 * others get the next manager that there is.
 */
public final class B2ArtifactManagerFactory extends ArtifactManagerFactory {
    private static final Logger LOGGER = Logger.getLogger(B2ArtifactManagerFactory.class.getName());
    private static final int DEFAULT_LINK_MINUTES = 60;
    /** B2 gives a week at most. */
    private static final int MAX_LINK_MINUTES = 7 * 24 * 60;

    private String profile;
    private String jobs;
    private boolean directDownloads = true;
    private Integer linkMinutes;
    private boolean deleteWithBuild = true;

    @DataBoundConstructor
    public B2ArtifactManagerFactory() {}

    /** Null for the one that steps get that name none. */
    @CheckForNull
    public String getProfile() {
        return profile;
    }

    @DataBoundSetter
    public void setProfile(String profile) {
        this.profile = Util.fixEmptyAndTrim(profile);
    }

    /** Patterns of full job names, as profiles have them; null for all. */
    @CheckForNull
    public String getJobs() {
        return jobs;
    }

    @DataBoundSetter
    public void setJobs(String jobs) {
        this.jobs = Util.fixEmptyAndTrim(jobs);
    }

    /** Whether browsers and agents get plain files from B2 itself, rather than through Jenkins. */
    public boolean isDirectDownloads() {
        return directDownloads;
    }

    @DataBoundSetter
    public void setDirectDownloads(boolean directDownloads) {
        this.directDownloads = directDownloads;
    }

    /** How long a link to B2 is good for, at least half of it when it is given out. */
    public int getLinkMinutes() {
        return linkMinutes == null ? DEFAULT_LINK_MINUTES : linkMinutes;
    }

    /**
     * @throws IllegalArgumentException when B2 does not give such links
     */
    @DataBoundSetter
    public void setLinkMinutes(int linkMinutes) {
        checkLinkMinutes(linkMinutes);
        this.linkMinutes = linkMinutes == DEFAULT_LINK_MINUTES ? null : linkMinutes;
    }

    private static void checkLinkMinutes(int minutes) {
        if (minutes < 1 || minutes > MAX_LINK_MINUTES) {
            throw new IllegalArgumentException(
                    Messages.B2ArtifactManagerFactory_badLinkMinutes(minutes, MAX_LINK_MINUTES));
        }
    }

    Duration linkLife() {
        return Duration.ofMinutes(getLinkMinutes());
    }

    /** Whether what is in B2 goes when Jenkins deletes a build's artifacts, a build, a job or a folder. */
    public boolean isDeleteWithBuild() {
        return deleteWithBuild;
    }

    @DataBoundSetter
    public void setDeleteWithBuild(boolean deleteWithBuild) {
        this.deleteWithBuild = deleteWithBuild;
    }

    private boolean appliesTo(Job<?, ?> job) {
        return JobPatterns.parse(jobs).allow(job.getFullName());
    }

    /** The settings for the artifacts that a job has in B2: the defaults where no factory is there for it any more. */
    static B2ArtifactManagerFactory settingsFor(Job<?, ?> job) {
        return ArtifactManagerConfiguration.get().getArtifactManagerFactories().stream()
                .filter(B2ArtifactManagerFactory.class::isInstance)
                .map(B2ArtifactManagerFactory.class::cast)
                .filter(factory -> factory.appliesTo(job))
                .findFirst()
                .orElseGet(B2ArtifactManagerFactory::new);
    }

    @CheckForNull
    @Override
    public ArtifactManager managerFor(Run<?, ?> build) {
        Job<?, ?> job = build.getParent();
        if (!appliesTo(job)) {
            return null;
        }
        ScopedProfile scoped = find(job);
        if (scoped == null) {
            if (profile != null) {
                LOGGER.log(
                        Level.WARNING,
                        "{0} sees no Backblaze B2 profile ''{1}'', so its artifacts stay here",
                        new Object[] {build, profile});
            }
            return null;
        }
        return ProfileLookup.mayUse(job, scoped) ? ManagerKinds.create(build, BuildPlaces.of(build, scoped)) : null;
    }

    /**
     * The manager that a build which has none yet would get now.
     *
     * @throws AbortException when that is none of this plugin's
     */
    static B2ArtifactManager managerOf(Run<?, ?> build) throws AbortException {
        for (ArtifactManagerFactory factory : ArtifactManagerConfiguration.get().getArtifactManagerFactories()) {
            ArtifactManager manager = factory.managerFor(build);
            if (manager instanceof B2ArtifactManager ours) {
                return ours;
            }
            if (manager != null) {
                break;
            }
        }
        throw new AbortException(
                Messages.B2ArtifactManagerFactory_notHere(build.getParent().getFullDisplayName()));
    }

    /** Whether there is a factory for a job, which may yet have no profile. */
    static boolean isFor(Job<?, ?> job) {
        return ArtifactManagerConfiguration.get().getArtifactManagerFactories().stream()
                .anyMatch(factory -> factory instanceof B2ArtifactManagerFactory ours && ours.appliesTo(job));
    }

    private ScopedProfile find(Job<?, ?> job) {
        return profile == null
                ? ProfileLookup.standard(job)
                : ProfileLookup.visible(job).stream()
                        .filter(known -> known.name().equals(profile))
                        .findFirst()
                        .orElse(null);
    }

    /** The form. */
    @Extension
    @Symbol("backblazeB2")
    public static final class DescriptorImpl extends ArtifactManagerFactoryDescriptor {
        /** Says what is wrong with the form in words. */
        @Override
        public ArtifactManagerFactory newInstance(StaplerRequest2 req, @NonNull JSONObject form) throws FormException {
            String minutes = form.optString("linkMinutes").strip();
            if (minutes.isEmpty()) {
                form.remove("linkMinutes");
            } else {
                try {
                    checkLinkMinutes(number(minutes));
                } catch (IllegalArgumentException e) {
                    throw new FormException(e, "linkMinutes");
                }
            }
            return super.newInstance(req, form);
        }

        private static int number(String text) {
            try {
                return Integer.parseInt(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(Messages.B2ArtifactManagerFactory_noNumber(text), e);
            }
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.B2ArtifactManagerFactory_displayName();
        }

        /** Suggestions only, because folders have profiles, too. */
        @POST
        public ComboBoxModel doFillProfileItems() {
            return Jenkins.get().hasPermission(Jenkins.ADMINISTER)
                    ? new ComboBoxModel(BackblazeB2Configuration.get().getProfiles().stream()
                            .map(Profile::getName)
                            .toList())
                    : new ComboBoxModel();
        }

        @POST
        public FormValidation doCheckProfile(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            String name = Util.fixEmptyAndTrim(value);
            if (name == null) {
                return BackblazeB2Configuration.get().findDefault() == null
                        ? FormValidation.warning(Messages.B2ArtifactManagerFactory_noDefault())
                        : FormValidation.ok();
            }
            return BackblazeB2Configuration.get().profile(name) == null
                    ? FormValidation.warning(Messages.B2ArtifactManagerFactory_noProfile(name))
                    : FormValidation.ok();
        }

        @POST
        public FormValidation doCheckJobs(@QueryParameter String value) {
            return FormChecks.jobs(null, value);
        }

        @POST
        public FormValidation doCheckLinkMinutes(@QueryParameter String value) {
            String minutes = Util.fixNull(value).strip();
            return FormChecks.admin(() -> {
                if (!minutes.isEmpty()) {
                    checkLinkMinutes(number(minutes));
                }
            });
        }
    }
}
