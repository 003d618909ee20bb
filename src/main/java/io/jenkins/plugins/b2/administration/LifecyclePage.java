package io.jenkins.plugins.b2.administration;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Computer;
import hudson.util.HttpResponses;
import io.jenkins.plugins.b2.config.AdministrationPage;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.connection.Connection;
import io.jenkins.plugins.b2.connection.LogLine;
import io.jenkins.plugins.b2.task.ControllerWork;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
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
     * @param report null when it never came to one
     * @param error why the last call failed; null when it did not
     * @param millis when the report was made, milliseconds since 1970
     */
    record Known(
            @CheckForNull LifecycleReport report,
            @CheckForNull String error,
            long millis) {
        static final Known NOTHING = new Known(null, null, 0);
    }

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
        return StorageGatherer.profiles().stream()
                .map(profile -> view(profile.getName(), null))
                .toList();
    }

    private LifecycleView view(String profile, @CheckForNull LifecycleView.Proposal proposal) {
        return new LifecycleView(profile, known.getOrDefault(profile, Known.NOTHING), proposal);
    }

    /** The profile whose rules are to be edited, if they are known; null for all of them. */
    @CheckForNull
    public LifecycleView shown(StaplerRequest2 req) {
        Profile profile = profile(req.getParameter("profile"));
        LifecycleView view =
                profile == null ? null : view(profile.getName(), (LifecycleView.Proposal) req.getAttribute(PROPOSED));
        return view != null && view.isKnown() ? view : null;
    }

    @CheckForNull
    private static Profile profile(@CheckForNull String name) {
        return StorageGatherer.profiles().stream()
                .filter(profile -> profile.getName().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** Reads the rules. */
    @POST
    public HttpResponse doRead(@QueryParameter String profile) throws InterruptedException {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        if (profile(profile) == null) {
            return HttpResponses.notFound();
        }
        ask(profile, LifecycleRequest.builder().build());
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
    public HttpResponse doSave(StaplerRequest2 req, @QueryParameter String profile, @QueryParameter int revision)
            throws InterruptedException {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        if (profile(profile) == null) {
            return HttpResponses.notFound();
        }
        LifecycleView.Proposal proposal = LifecycleView.Proposal.of(req);
        if (proposal.reason() != null) {
            return HttpResponses.errorWithoutStack(HttpServletResponse.SC_BAD_REQUEST, proposal.reason());
        }
        LifecycleReport report = ask(
                profile,
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
    private LifecycleReport ask(String profile, LifecycleRequest request) throws InterruptedException {
        Known before = known.getOrDefault(profile, Known.NOTHING);
        try {
            LifecycleReport report = answer(profile, request);
            known.put(profile, new Known(report, null, System.currentTimeMillis()));
            return report;
        } catch (IOException e) {
            known.put(
                    profile,
                    new Known(before.report(), Objects.toString(e.getMessage(), e.toString()), before.millis()));
            return null;
        }
    }

    private static LifecycleReport answer(String profile, LifecycleRequest request)
            throws IOException, InterruptedException {
        Connection connection = Connection.of(Connection.find(profile, null));
        Future<LifecycleReport> answer = Computer.threadPoolForRemoting.submit(() -> ControllerWork.run(
                connection,
                Verb.LIFECYCLE,
                Messages.LifecyclePage_label(),
                (session, context) -> session.lifecycle(request, context.console())));
        try {
            return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AbortException(Messages.LifecyclePage_late(PATIENCE.toSeconds()));
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        } finally {
            answer.cancel(true);
        }
    }
}
