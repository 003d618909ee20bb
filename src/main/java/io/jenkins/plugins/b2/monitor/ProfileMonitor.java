package io.jenkins.plugins.b2.monitor;

import hudson.Extension;
import hudson.model.AdministrativeMonitor;
import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import java.io.IOException;
import java.util.List;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.HttpRedirect;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.interceptor.RequirePOST;

/** Tells administrators of profiles that don't work, or won't for long. */
@Extension
public class ProfileMonitor extends AdministrativeMonitor {
    @Override
    public String getDisplayName() {
        return Messages.ProfileMonitor_displayName();
    }

    @Override
    public boolean isActivated() {
        return isChecking() || !getProblems().isEmpty() || !getWarnings().isEmpty();
    }

    /** Whether the profiles are being checked anew, so that there is nothing to tell of them yet. */
    public boolean isChecking() {
        return ProfileCheck.get().isChecking();
    }

    /** What is wrong with the configuration as a whole. */
    public List<String> getWarnings() {
        return BackblazeB2Configuration.get().getWarnings();
    }

    public List<Problem> getProblems() {
        return ProfileCheck.get().problems();
    }

    /** The buttons. */
    @RequirePOST
    public HttpResponse doAct(@QueryParameter String dismiss, @QueryParameter String check) throws IOException {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        if (dismiss != null) {
            disable(true);
            return new HttpRedirect(Jenkins.get().getRootUrlFromRequest() + "manage/");
        }
        if (check != null) {
            ProfileCheck.get().checkAgain();
            return new HttpRedirect(Jenkins.get().getRootUrlFromRequest() + "manage/");
        }
        return new HttpRedirect(Jenkins.get().getRootUrlFromRequest() + "manage/backblaze-b2/");
    }
}
