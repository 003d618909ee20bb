package io.jenkins.plugins.b2.config;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Descriptor.FormException;
import hudson.model.ManagementLink;
import hudson.util.FormApply;
import jakarta.servlet.ServletException;
import java.io.IOException;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;
import org.kohsuke.stapler.verb.POST;

/** The page <em>Manage Jenkins, Backblaze B2</em>. */
@Extension
public class BackblazeB2Link extends ManagementLink {
    @Override
    public String getIconFileName() {
        return "symbol-backblaze-b2 plugin-backblaze-b2";
    }

    @Override
    public String getDisplayName() {
        return Messages.BackblazeB2Configuration_displayName();
    }

    @Override
    public String getDescription() {
        return Messages.BackblazeB2Link_description();
    }

    @Override
    public String getUrlName() {
        return "backblaze-b2";
    }

    @NonNull
    @Override
    public Category getCategory() {
        return Category.CONFIGURATION;
    }

    public BackblazeB2Configuration getConfiguration() {
        return BackblazeB2Configuration.get();
    }

    @POST
    public void doConfigSubmit(StaplerRequest2 req, StaplerResponse2 rsp)
            throws ServletException, IOException, FormException {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        getConfiguration().submit(req, req.getSubmittedForm());
        FormApply.success(req.getContextPath() + "/manage").generateResponse(req, rsp, this);
    }
}
