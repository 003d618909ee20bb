package io.jenkins.plugins.b2.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Descriptor.FormException;
import hudson.model.ManagementLink;
import hudson.security.Permission;
import hudson.util.FormApply;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;
import org.kohsuke.stapler.verb.POST;

/** The page <em>Manage Jenkins, Backblaze B2</em>. */
@Extension
public class BackblazeB2Link extends ManagementLink {
    private static final String URL = "backblaze-b2";
    /** Attributes of a request whose form was rejected. */
    private static final String REJECTED = "backblazeB2.rejected";

    private static final String REASON = "backblazeB2.reason";

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
        return URL;
    }

    @NonNull
    @Override
    public Category getCategory() {
        return Category.CONFIGURATION;
    }

    /** The pages beside the configuration. */
    public List<AdministrationPage> getPages() {
        return AdministrationPage.all();
    }

    /** One of them, for the address. Null when there is none of that name, or the user may not look at it. */
    @CheckForNull
    public AdministrationPage getDynamic(String urlName) {
        Jenkins.get().checkAnyPermission(Jenkins.MANAGE, Jenkins.SYSTEM_READ);
        return getPages().stream()
                .filter(page -> page.getUrlName().equals(urlName))
                .findFirst()
                .orElse(null);
    }

    public BackblazeB2Configuration getConfiguration() {
        return BackblazeB2Configuration.get();
    }

    /** What the page shows: what was rejected, or what is stored. */
    public Object shown(StaplerRequest2 req) {
        Object rejected = req.getAttribute(REJECTED);
        return rejected == null ? getConfiguration() : rejected;
    }

    /** Why the form was rejected; null when it was not. */
    public Object reason(StaplerRequest2 req) {
        return req.getAttribute(REASON);
    }

    /** Whoever may see the page Manage Jenkins may look; see the page's own permissions. */
    @NonNull
    @Override
    public Permission getRequiredPermission() {
        return Jenkins.READ;
    }

    /** Stores the form. One that can't work is shown again, as it was filled in, with what is wrong. */
    @POST
    public void doConfigSubmit(StaplerRequest2 req, StaplerResponse2 rsp)
            throws ServletException, IOException, FormException {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        BackblazeB2Configuration configuration = getConfiguration();
        JSONObject form = req.getSubmittedForm();
        BackblazeB2Configuration.Submitted submitted = configuration.read(req, form);
        PendingPassphrases generated = PendingPassphrases.of(req);
        try {
            generated.confirm(form.opt("profiles"));
            configuration.accept(submitted, generated);
        } catch (IllegalArgumentException e) {
            reject(req, rsp, submitted, e);
            return;
        }
        accepted(req, configuration.getWarnings()).generateResponse(req, rsp, this);
    }

    private void reject(
            StaplerRequest2 req,
            StaplerResponse2 rsp,
            BackblazeB2Configuration.Submitted submitted,
            IllegalArgumentException reason)
            throws ServletException, IOException, FormException {
        if (FormApply.isApply(req)) {
            throw new FormException(reason.getMessage(), reason, "profiles");
        }
        rsp.setStatus(HttpServletResponse.SC_BAD_REQUEST);
        req.setAttribute(REJECTED, submitted);
        req.setAttribute(REASON, reason.getMessage());
        req.getView(this, "index").forward(req, rsp);
    }

    /** Where there is something to say about what was stored, the page says it. */
    private static HttpResponse accepted(StaplerRequest2 req, List<String> warnings) {
        String manage = req.getContextPath() + "/manage/";
        if (warnings.isEmpty()) {
            return FormApply.success(manage);
        }
        return FormApply.isApply(req)
                ? FormApply.showNotification(String.join(" ", warnings), FormApply.NotificationType.WARNING)
                : FormApply.success(manage + URL + "/");
    }
}
