package io.jenkins.plugins.b2.artifacts;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Action;
import hudson.model.Computer;
import hudson.model.Failure;
import hudson.model.Item;
import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.b2.connection.LogLine;
import io.jenkins.plugins.b2.progress.LiveAnswer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.DirectlyModifiableTopLevelItemGroup;
import jenkins.model.Jenkins;
import jenkins.model.TransientActionFactory;
import org.kohsuke.stapler.HttpRedirect;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerProxy;
import org.kohsuke.stapler.verb.POST;

/** On the page of a job, for those who may configure it: has the artifacts of its builds moved to B2, or back. */
public final class ArtifactMovePage implements Action, StaplerProxy {
    private static final Logger LOGGER = Logger.getLogger(ArtifactMovePage.class.getName());

    /** Among so many of the newest builds one is looked for that has artifacts in B2. */
    private static final int NEWEST = 3;

    /** Under way, or done since Jenkins started. */
    private static final Map<Job<?, ?>, ArtifactMove> MOVES = new WeakHashMap<>();

    private final Job<?, ?> job;

    private ArtifactMovePage(Job<?, ?> job) {
        this.job = job;
    }

    /** Adds it to all jobs. */
    @Extension
    @SuppressWarnings("rawtypes")
    public static final class Factory extends TransientActionFactory<Job> {
        @Override
        public Class<Job> type() {
            return Job.class;
        }

        @NonNull
        @Override
        public Collection<? extends Action> createFor(@NonNull Job target) {
            return List.of(new ArtifactMovePage(target));
        }
    }

    /** Null where nobody may, or there is nothing to move to or from. */
    @CheckForNull
    @Override
    public String getIconFileName() {
        boolean shown = mayMove() && (B2ArtifactManagerFactory.isFor(job) || getLast() != null || hasArtifactsInB2());
        return shown ? "symbol-backblaze-b2 plugin-backblaze-b2" : null;
    }

    /** Nobody may configure a branch of a multibranch job, where it is those who configure the whole. */
    private boolean mayMove() {
        return job.hasPermission(Item.CONFIGURE)
                || Jenkins.get().hasPermission(Jenkins.ADMINISTER)
                || isBranch() && ((Item) job.getParent()).hasPermission(Item.CONFIGURE);
    }

    /** Whether Jenkins itself makes and configures the jobs there. */
    private boolean isBranch() {
        return job.getParent() instanceof Item && !(job.getParent() instanceof DirectlyModifiableTopLevelItemGroup);
    }

    private void checkMayMove() {
        if (!mayMove()) {
            job.checkPermission(Item.CONFIGURE);
        }
    }

    private boolean hasArtifactsInB2() {
        int looked = 0;
        for (Run<?, ?> run = job.getLastBuild(); run != null && looked < NEWEST; run = run.getPreviousBuild()) {
            if (run.getArtifactManager() instanceof B2ArtifactManager ours && !ours.isOnDisk()) {
                return true;
            }
            looked++;
        }
        return false;
    }

    @Override
    public String getDisplayName() {
        return Messages.ArtifactMovePage_displayName();
    }

    @Override
    public String getUrlName() {
        return "backblaze-b2-artifacts";
    }

    @Override
    public Object getTarget() {
        checkMayMove();
        return this;
    }

    public Job<?, ?> getJob() {
        return job;
    }

    /** The one that is under way, or the last one; null when there was none since Jenkins started. */
    @CheckForNull
    public ArtifactMove getLast() {
        synchronized (MOVES) {
            return MOVES.get(job);
        }
    }

    public boolean isRunning() {
        ArtifactMove move = getLast();
        return move != null && move.isRunning();
    }

    /** See {@link #doLive}. */
    public int getVersion() {
        ArtifactMove move = getLast();
        return move == null ? 0 : move.version();
    }

    /** For the script of the page. */
    public HttpResponse doLive() {
        return new LiveAnswer(isRunning(), getVersion(), List.of());
    }

    /**
     * Begins, unless a move is under way.
     *
     * @param to where to: {@code b2} or {@code disk}
     * @param move null for a dry run
     */
    @POST
    public HttpResponse doMove(@QueryParameter String to, @QueryParameter String move) {
        checkMayMove();
        if (!"b2".equals(to) && !"disk".equals(to)) {
            return new Failure(Messages.ArtifactMovePage_noDirection(to));
        }
        boolean toB2 = "b2".equals(to);
        ArtifactMove begun;
        synchronized (MOVES) {
            if (isRunning()) {
                return new HttpRedirect(".");
            }
            begun = new ArtifactMove(job, toB2, move == null);
            MOVES.put(job, begun);
        }
        if (move != null) {
            LOGGER.log(Level.INFO, "{0} has the artifacts of {1} moved to {2}", new Object[] {
                LogLine.of(Jenkins.getAuthentication2().getName()),
                LogLine.of(job.getFullName()),
                toB2 ? "B2" : "the controller's disk"
            });
        }
        Computer.threadPoolForRemoting.submit(begun::run);
        return new HttpRedirect(".");
    }

    /** Has it end after the build that it is at. */
    @POST
    public HttpResponse doStop() {
        checkMayMove();
        ArtifactMove move = getLast();
        if (move != null) {
            move.stop();
        }
        return new HttpRedirect(".");
    }
}
