package io.jenkins.plugins.b2.administration;

import hudson.Extension;
import hudson.ExtensionList;
import io.jenkins.plugins.b2.config.AdministrationPage;
import io.jenkins.plugins.b2.monitor.ProfileCheck;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.HttpRedirect;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.verb.POST;

/**
 * What is well with each profile and what is not, and what to do about it. Shows what tests, operations, counts and looks at
 * lifecycle rules have left behind; B2 is asked by the button only.
 */
@Extension(ordinal = 60)
public class HealthPage extends AdministrationPage {
    private static final Logger LOGGER = Logger.getLogger(HealthPage.class.getName());

    @Override
    public String getDisplayName() {
        return Messages.HealthPage_displayName();
    }

    @Override
    public String getUrlName() {
        return "health";
    }

    @Override
    public String getDescription() {
        return Messages.HealthPage_description();
    }

    public List<HealthView> getProfiles() {
        LifecyclePage lifecycle = ExtensionList.lookupSingleton(LifecyclePage.class);
        return GlobalProfiles.all().stream()
                .map(profile -> new HealthView(ProfileFacts.of(profile, lifecycle.rules(profile))))
                .toList();
    }

    /** Whether the profiles are being tested anew, so that of their keys there is nothing to tell. */
    public boolean isChecking() {
        return ProfileCheck.get().isChecking();
    }

    /** Tests all profiles, in the background. */
    @POST
    public HttpResponse doCheck() {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        LOGGER.log(
                Level.INFO,
                "{0} has the Backblaze B2 profiles tested",
                Jenkins.getAuthentication2().getName());
        ProfileCheck.get().checkAgain();
        return new HttpRedirect(".");
    }
}
