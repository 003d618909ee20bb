package io.jenkins.plugins.b2.administration;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.Util;
import hudson.util.HttpResponses;
import io.jenkins.plugins.b2.config.AdministrationPage;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.connection.Connection;
import io.jenkins.plugins.b2.connection.LogLine;
import io.jenkins.plugins.b2.task.ControllerWork;
import io.jenkins.plugins.b2.task.TimeLimit;
import io.jenkins.plugins.b2.transfer.LifecycleReport;
import io.jenkins.plugins.b2.transfer.LifecycleRequest;
import io.jenkins.plugins.b2.transfer.Verb;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.HttpRedirect;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;
import org.kohsuke.stapler.verb.POST;

/**
 * The lifecycle rules of the profiles' buckets: read when asked for, and set after a preview. Shows what was last read since
 * Jenkins started; B2 is asked by buttons only.
 */
@Extension(ordinal = 70)
public class LifecyclePage extends AdministrationPage {
    private static final Logger LOGGER = Logger.getLogger(LifecyclePage.class.getName());
    /** Whoever presses a button waits no longer. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Attribute of a request whose rules are shown before they are set. */
    private static final String PROPOSED = "backblazeB2.proposed";

    /** By the profile's name. */
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    /**
     * What the last look at a bucket has shown.
     *
     * @param place the bucket and the prefix, see {@link #place}
     * @param report null when it never came to one
     * @param error why the last call failed; null when it did not
     * @param millis when the report was made, milliseconds since 1970
     */
    record Known(
            String place,
            @CheckForNull LifecycleReport report,
            @CheckForNull String error,
            long millis) {}

    @Override
    public String getDisplayName() {
        return Messages.LifecyclePage_displayName();
    }

    @Override
    public String getUrlName() {
        return "lifecycle";
    }

    @Override
    public String getDescription() {
        return Messages.LifecyclePage_description();
    }

    /** Whose table of what rules do is shown here, too. */
    public StoragePage getStoragePage() {
        return ExtensionList.lookupSingleton(StoragePage.class);
    }

    public List<LifecycleView> getProfiles() {
        return GlobalProfiles.all().stream().map(profile -> view(profile, null)).toList();
    }

    private LifecycleView view(Profile profile, @CheckForNull LifecycleView.Proposal proposal) {
        return new LifecycleView(profile.getName(), known(profile), proposal);
    }

    /** What is known of another bucket or prefix, to which the profile led before, is nothing. */
    private Known known(Profile profile) {
        Known last = known.get(profile.getName());
        String place = place(profile);
        return last != null && last.place().equals(place) ? last : new Known(place, null, null, 0);
    }

    /** Those that hold for the profile's files, as they were last read; null when they were not. */
    @CheckForNull
    ProfileFacts.Rules rules(Profile profile) {
        Known last = known(profile);
        LifecycleReport report = last.report();
        return report == null
                ? null
                : new ProfileFacts.Rules(
                        Stream.concat(report.after().stream(), report.wider().stream())
                                .toList(),
                        last.millis());
    }

    /** Of what the rules are: revisions of other buckets can be the same. */
    static String place(Profile profile) {
        String prefix = Util.fixEmpty(profile.getPrefix());
        return profile.getBucket() + (prefix == null ? "" : ":" + prefix);
    }

    /** The profile whose rules are to be edited, if they are known; null for all of them. */
    @CheckForNull
    public LifecycleView shown(StaplerRequest2 req) {
        Profile profile = GlobalProfiles.find(req.getParameter("profile"));
        LifecycleView view =
                profile == null ? null : view(profile, (LifecycleView.Proposal) req.getAttribute(PROPOSED));
        return view != null && view.isKnown() ? view : null;
    }

    /** Reads the rules. */
    @POST
    public HttpResponse doRead(@QueryParameter String profile) throws InterruptedException {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        Profile found = GlobalProfiles.find(profile);
        if (found == null) {
            return HttpResponses.notFound();
        }
        ask(found, LifecycleRequest.builder().build());
        return new HttpRedirect(".");
    }

    /** Shows what the rules of the form would change, and do. Asks B2 for nothing. */
    @POST
    public void doPreview(StaplerRequest2 req, StaplerResponse2 rsp) throws ServletException, IOException {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        req.setAttribute(PROPOSED, LifecycleView.Proposal.of(req));
        req.getView(this, "index").forward(req, rsp);
    }

    /** Sets the rules of the form, if the bucket is still as it was when they were read. */
    @POST
    public HttpResponse doSave(
            StaplerRequest2 req,
            @QueryParameter String profile,
            @QueryParameter String place,
            @QueryParameter int revision)
            throws InterruptedException {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        Profile found = GlobalProfiles.find(profile);
        if (found == null) {
            return HttpResponses.notFound();
        }
        if (!place(found).equals(place)) {
            return HttpResponses.errorWithoutStack(
                    HttpServletResponse.SC_BAD_REQUEST, Messages.LifecyclePage_moved(profile, place(found), place));
        }
        LifecycleView.Proposal proposal = LifecycleView.Proposal.of(req);
        if (proposal.reason() != null) {
            return HttpResponses.errorWithoutStack(HttpServletResponse.SC_BAD_REQUEST, proposal.reason());
        }
        LifecycleReport report = ask(
                found,
                LifecycleRequest.builder()
                        .rules(proposal.rules())
                        .expectedRevision(revision)
                        .build());
        if (report != null) {
            LOGGER.log(Level.INFO, "{0} set lifecycle rules by the profile {1}: {2}", new Object[] {
                Jenkins.getAuthentication2().getName(),
                profile,
                report.changes().stream()
                        .map(change -> LogLine.of(change.sentence(false)))
                        .collect(Collectors.joining("; "))
            });
        }
        return new HttpRedirect(".");
    }

    /** Keeps the answer, or why there is none. Null when there is none. */
    @CheckForNull
    private LifecycleReport ask(Profile profile, LifecycleRequest request) throws InterruptedException {
        Known before = known(profile);
        try {
            LifecycleReport report = answer(profile.getName(), request);
            known.put(profile.getName(), new Known(before.place(), report, null, System.currentTimeMillis()));
            return report;
        } catch (IOException e) {
            known.put(
                    profile.getName(),
                    new Known(
                            before.place(),
                            before.report(),
                            Objects.toString(e.getMessage(), e.toString()),
                            before.millis()));
            return null;
        }
    }

    private static LifecycleReport answer(String profile, LifecycleRequest request)
            throws IOException, InterruptedException {
        Connection connection = Connection.of(Connection.find(profile, null));
        return TimeLimit.within(
                PATIENCE,
                Messages.LifecyclePage_late(PATIENCE.toSeconds()),
                () -> ControllerWork.run(
                        connection,
                        Verb.LIFECYCLE,
                        Messages.LifecyclePage_label(),
                        (session, context) -> session.lifecycle(request, context.console())));
    }
}
