package io.jenkins.plugins.b2.artifacts;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.AdministrativeMonitor;
import java.io.IOException;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.HttpRedirect;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.interceptor.RequirePOST;

/** Tells administrators of artifacts and stashes that can't be deleted from B2. */
@Extension
public class DeletionMonitor extends AdministrativeMonitor {
    @Override
    public String getDisplayName() {
        return Messages.DeletionMonitor_displayName();
    }

    @Override
    public boolean isActivated() {
        return getError() != null;
    }

    /** Builds whose artifacts or stashes wait to be deleted. */
    public int getCount() {
        return DeletionQueue.get().state().count();
    }

    /** How long the first of them has waited, in words. */
    public String getOldest() {
        long since = DeletionQueue.get().state().oldestMillis();
        return Util.getTimeSpanString(Math.max(0, System.currentTimeMillis() - since));
    }

    /** Why; null when nothing has failed. */
    @CheckForNull
    public String getError() {
        return DeletionQueue.get().state().error();
    }

    /** The buttons. */
    @RequirePOST
    public HttpResponse doAct(@QueryParameter String dismiss, @QueryParameter String retry) throws IOException {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        if (dismiss != null) {
            disable(true);
        } else if (retry != null) {
            DeletionQueue.get().retryNow();
        }
        return new HttpRedirect(Jenkins.get().getRootUrlFromRequest() + "manage/");
    }
}
