package io.jenkins.plugins.b2.administration;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Failure;
import hudson.util.FormValidation;
import hudson.util.HttpResponses;
import io.jenkins.plugins.b2.config.AdministrationPage;
import io.jenkins.plugins.b2.config.FormChecks;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.config.SweepHours;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.HttpRedirect;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;
import org.kohsuke.stapler.verb.POST;

/**
 * How much is stored through each profile, where, since when, and at what cost. Shows what was last counted; see
 * {@link StorageGatherer}.
 */
@Extension(ordinal = 80)
public class StoragePage extends AdministrationPage {
    private static final Logger LOGGER = Logger.getLogger(StoragePage.class.getName());

    @Override
    public String getDisplayName() {
        return Messages.StoragePage_displayName();
    }

    @Override
    public String getUrlName() {
        return "storage";
    }

    @Override
    public String getDescription() {
        return Messages.StoragePage_description();
    }

    /** The profiles, each with all of its storage. */
    public List<StorageView> getProfiles() {
        StorageSettings settings = StorageSettings.read();
        return GlobalProfiles.all().stream()
                .map(profile -> view(profile, "", settings))
                .toList();
    }

    private static StorageView view(Profile profile, String path, StorageSettings settings) {
        String name = profile.getName();
        return new StorageView(name, path, settings, StorageGatherer.get().isRunning(name));
    }

    /** The profile and the folder that the address names; null when it names none of which there are figures. */
    @CheckForNull
    public StorageView shown(StaplerRequest2 req) {
        Profile profile = GlobalProfiles.find(req.getParameter("profile"));
        if (profile == null) {
            return null;
        }
        StorageView view = view(profile, Util.fixNull(req.getParameter("prefix")), StorageSettings.read());
        return view.getFigures() == null || view.getPlace() == null ? null : view;
    }

    /** Dollars for a terabyte and a month; empty where nobody has said. */
    public String getPrice() {
        BigDecimal price = StorageSettings.read().price();
        return price == null ? "" : price.toPlainString();
    }

    public boolean isDaily() {
        return StorageSettings.read().isDaily();
    }

    @POST
    public FormValidation doCheckPrice(@QueryParameter String value) {
        return FormChecks.admin(() -> StorageSettings.price(value));
    }

    /**
     * @param price dollars for a terabyte and a month; empty for not to show costs
     * @param daily null for not to count by itself
     */
    @POST
    public HttpResponse doSettings(@QueryParameter String price, @QueryParameter String daily) throws IOException {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        BigDecimal dollars;
        try {
            dollars = StorageSettings.price(price);
        } catch (IllegalArgumentException e) {
            return new Failure(e.getMessage());
        }
        new StorageSettings(dollars, daily != null).write();
        return new HttpRedirect(".");
    }

    /** Counts, or goes on with it, in the background. */
    @POST
    public HttpResponse doCount(@QueryParameter String profile) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        if (GlobalProfiles.find(profile) == null) {
            return HttpResponses.notFound();
        }
        LOGGER.log(Level.INFO, "{0} has the storage of the profile {1} counted", new Object[] {
            Jenkins.getAuthentication2().getName(), profile
        });
        StorageGatherer.get().start(profile);
        return new HttpRedirect(".");
    }

    /** Ends a count; what it has found is kept. */
    @POST
    public HttpResponse doStop(@QueryParameter String profile) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        StorageGatherer.get().stop(profile);
        return new HttpRedirect(".");
    }

    /** Of the profiles of which leftovers were looked for since Jenkins started. */
    public List<Leftovers.Result> getLeftovers() {
        return GlobalProfiles.all().stream()
                .map(profile -> Leftovers.get().result(profile.getName()))
                .filter(Objects::nonNull)
                .toList();
    }

    /** Profiles of which leftovers are looked for now. */
    public List<String> getSweeping() {
        return GlobalProfiles.all().stream()
                .map(Profile::getName)
                .filter(Leftovers.get()::isRunning)
                .toList();
    }

    @POST
    public FormValidation doCheckHours(@QueryParameter String value) {
        return FormChecks.admin(() -> hours(value));
    }

    private static int hours(String text) {
        OptionalInt hours = number(text);
        if (hours.isEmpty() || !SweepHours.isInRange(hours.getAsInt())) {
            throw new IllegalArgumentException(Messages.StoragePage_noHours(text));
        }
        return hours.getAsInt();
    }

    private static OptionalInt number(String text) {
        try {
            return OptionalInt.of(Integer.parseInt(Util.fixNull(text).strip()));
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    /**
     * Lists unfinished large files or cancels them, in the background.
     *
     * @param hours without a new part
     * @param cancel null unless they are to be canceled
     */
    @POST
    public HttpResponse doSweep(
            @QueryParameter String profile, @QueryParameter String hours, @QueryParameter String cancel) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        if (GlobalProfiles.find(profile) == null) {
            return HttpResponses.notFound();
        }
        int age;
        try {
            age = hours(hours);
        } catch (IllegalArgumentException e) {
            return new Failure(e.getMessage());
        }
        LOGGER.log(
                Level.INFO,
                "{0} has unfinished large files {1} by the profile {2}, older than {3} hours",
                new Object[] {
                    Jenkins.getAuthentication2().getName(), cancel == null ? "listed" : "canceled", profile, age
                });
        Leftovers.get().start(profile, age, cancel == null);
        return new HttpRedirect(".");
    }

    /** The figures of one profile, see {@link StorageCsv}. */
    public void doCsv(StaplerRequest2 req, StaplerResponse2 rsp) throws IOException {
        StorageView view = shown(req);
        if (view == null) {
            rsp.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        rsp.setContentType("text/csv;charset=UTF-8");
        rsp.setHeader("Content-Disposition", "attachment; filename=\"backblaze-b2-storage.csv\"");
        try (Writer out = rsp.getWriter()) {
            new StorageCsv(view.getProfile(), view.getFigures(), out).write();
        }
    }
}
