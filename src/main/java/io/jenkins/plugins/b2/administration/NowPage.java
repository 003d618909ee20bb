package io.jenkins.plugins.b2.administration;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.model.Failure;
import hudson.model.Item;
import hudson.model.Run;
import hudson.util.FormValidation;
import io.jenkins.plugins.b2.artifacts.DeletionQueue;
import io.jenkins.plugins.b2.bandwidth.BandwidthBroker;
import io.jenkins.plugins.b2.bandwidth.TemporaryLimit;
import io.jenkins.plugins.b2.config.AdministrationPage;
import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.config.FormChecks;
import io.jenkins.plugins.b2.config.SizeFields;
import io.jenkins.plugins.b2.progress.ActiveTransfer;
import io.jenkins.plugins.b2.progress.ActiveTransfers;
import io.jenkins.plugins.b2.progress.LiveAnswer;
import io.jenkins.plugins.b2.transfer.ByteSize;
import io.jenkins.plugins.b2.transfer.throttle.BandwidthLimiter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.kohsuke.stapler.HttpRedirect;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;
import org.springframework.security.access.AccessDeniedException;

/** What is under way on all nodes, and the limit that holds for now. */
@Extension(ordinal = 90)
public class NowPage extends AdministrationPage {
    private static final Logger LOGGER = Logger.getLogger(NowPage.class.getName());
    /** Minutes; whoever wants it for longer changes the configuration. */
    private static final int MAX_MINUTES = (int) Duration.ofDays(7).toMinutes();

    @Override
    public String getDisplayName() {
        return Messages.NowPage_displayName();
    }

    @Override
    public String getUrlName() {
        return "now";
    }

    @Override
    public String getDescription() {
        return Messages.NowPage_description();
    }

    /** The limit of the whole Jenkins in words, and how long it holds. */
    public String getLimit() {
        TemporaryLimit now = BandwidthBroker.get().temporary();
        if (!now.isInForce()) {
            return Messages.NowPage_usual(rate(BackblazeB2Configuration.get().bandwidthNow()));
        }
        String what = now.isPaused() ? Messages.NowPage_paused() : rate(now.bytesPerSecond());
        Instant until = now.until();
        return until == null ? Messages.NowPage_temporaryForGood(what) : Messages.NowPage_temporary(what, time(until));
    }

    public boolean isTemporary() {
        return BandwidthBroker.get().temporary().isInForce();
    }

    public boolean isPaused() {
        return BandwidthBroker.get().temporary().isPaused();
    }

    private static String rate(long bytesPerSecond) {
        return bytesPerSecond == BandwidthLimiter.UNLIMITED
                ? Messages.NowPage_noLimit()
                : ByteSize.formatRate(bytesPerSecond);
    }

    private static String time(Instant until) {
        ZonedDateTime local = until.atZone(ZoneId.systemDefault());
        boolean today = local.toLocalDate().equals(ZonedDateTime.now().toLocalDate());
        return DateTimeFormatter.ofPattern(today ? "HH:mm" : "yyyy-MM-dd HH:mm").format(local);
    }

    /** Of builds whose artifacts or stashes are still to be deleted. */
    public DeletionQueue.State getDeletions() {
        return DeletionQueue.get().state();
    }

    /** What goes on; builds, and files of theirs, are named to those who may see them. */
    public HttpResponse doLive() {
        List<String> transfers = new ArrayList<>();
        for (ActiveTransfer transfer : ActiveTransfers.get().all()) {
            transfers.add(tell(transfer));
        }
        JSONObject more = new JSONObject();
        more.put("limit", getLimit());
        return new LiveAnswer(true, 0, transfers, more);
    }

    private static String tell(ActiveTransfer transfer) {
        ActiveTransfer.Build build = transfer.origin().build();
        if (build == null) {
            return Jenkins.get().hasPermission(Jenkins.ADMINISTER) ? transfer.fullJson() : transfer.json();
        }
        if (!isVisible(build)) {
            return transfer.json();
        }
        JSONObject named = new JSONObject();
        named.put("build", build.name());
        named.put("url", build.url());
        return LiveAnswer.join(transfer.fullJson(), named);
    }

    private static boolean isVisible(ActiveTransfer.Build build) {
        try {
            Run<?, ?> run = Run.fromExternalizableId(build.id());
            return run != null && run.hasPermission(Item.READ);
        } catch (IllegalArgumentException | AccessDeniedException e) {
            return false;
        }
    }

    @POST
    public FormValidation doCheckRate(@QueryParameter String value) {
        return FormChecks.rate(null, value);
    }

    /**
     * Sets the limit of the whole Jenkins for now.
     *
     * @param rate as forms take it; empty for none
     * @param minutes how long it holds; 0 until it is taken back
     */
    @POST
    public HttpResponse doSetLimit(@QueryParameter String rate, @QueryParameter int minutes) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        long bytesPerSecond;
        try {
            bytesPerSecond = SizeFields.rate(rate);
        } catch (IllegalArgumentException e) {
            return new Failure(e.getMessage());
        }
        return set(new TemporaryLimit(bytesPerSecond, false, until(minutes)));
    }

    /** Holds all transfers, for so many minutes at most; 0 until it is taken back. */
    @POST
    public HttpResponse doPause(@QueryParameter int minutes) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return set(new TemporaryLimit(BandwidthLimiter.UNLIMITED, true, until(minutes)));
    }

    /** Goes back to what is configured. */
    @POST
    public HttpResponse doReset() {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return set(TemporaryLimit.NONE);
    }

    @CheckForNull
    private static Instant until(int minutes) {
        return minutes <= 0 ? null : Instant.now().plus(Duration.ofMinutes(Math.min(minutes, MAX_MINUTES)));
    }

    private HttpResponse set(TemporaryLimit limit) {
        BandwidthBroker.get().setTemporary(limit);
        LOGGER.log(Level.INFO, "{0} changed the limit of Backblaze B2: {1}", new Object[] {
            Jenkins.getAuthentication2().getName(), getLimit()
        });
        return new HttpRedirect(".");
    }
}
