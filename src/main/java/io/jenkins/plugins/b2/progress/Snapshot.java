package io.jenkins.plugins.b2.progress;

import io.jenkins.plugins.b2.transfer.ByteSize;
import io.jenkins.plugins.b2.transfer.TimeText;
import io.jenkins.plugins.b2.transfer.progress.Progress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.sf.json.JSONArray;
import net.sf.json.JSONObject;

/**
 * How an operation stands at one moment. Immutable.
 *
 * @param id tells it from all others since Jenkins started
 * @param started milliseconds since 1970
 * @param millis since then
 * @param bytesMoved content bytes that travelled, those of failed attempts included
 * @param filesDone since the operation began
 * @param filesFailed since the operation began
 * @param filesEncrypted how many of those that are done are encrypted in B2 by the plugin
 * @param rates bytes a second, about one for each of the last seconds, the newest last
 * @param retries how many calls were repeated, by cause
 * @param limit bytes a second; 0 for none
 */
public record Snapshot(
        long id,
        ActiveTransfer.Origin origin,
        long started,
        long millis,
        NodeProgress node,
        long bytesMoved,
        long filesDone,
        long filesFailed,
        long filesEncrypted,
        List<Long> rates,
        Map<String, Long> retries,
        long limit,
        LimitSource limitSource) {

    /** 0 to 100; -1 when that can't be told. */
    public int percent() {
        Progress progress = node.progress();
        return progress == null ? -1 : progress.percent();
    }

    /** Bytes a second, as a moving average. */
    public long rate() {
        Progress progress = node.progress();
        return progress == null ? 0 : (long) progress.bytesPerSecond();
    }

    public long retryCount() {
        return retries.values().stream().mapToLong(Long::longValue).sum();
    }

    private long underWay() {
        return Math.max(0, node.filesBegun() - filesDone - filesFailed);
    }

    private String files() {
        Progress progress = node.progress();
        long total = progress == null ? -1 : progress.filesTotal();
        String done =
                total < 0 ? Messages.Snapshot_filesDone(filesDone) : Messages.Snapshot_filesDoneOf(filesDone, total);
        return done
                + (underWay() == 0 ? "" : ", " + Messages.Snapshot_underWay(underWay()))
                + (filesFailed == 0 ? "" : ", " + Messages.Snapshot_failed(filesFailed));
    }

    private String bytes() {
        Progress progress = node.progress();
        if (progress == null || progress.bytes() <= 0 && progress.bytesTotal() <= 0) {
            return "";
        }
        String done = ByteSize.format(Math.max(0, progress.bytes()));
        return progress.bytesTotal() < 0
                ? done
                : Messages.Snapshot_bytesOf(done, ByteSize.format(progress.bytesTotal()));
    }

    /** That may be in use now, which changes while it runs where their number is not fixed. */
    private int connectionsMax() {
        Progress progress = node.progress();
        return progress == null ? 0 : progress.connections();
    }

    private String timeLeft() {
        Progress progress = node.progress();
        Duration left = progress == null ? null : progress.remaining();
        return left == null ? "" : TimeText.left(left);
    }

    private String limitText() {
        return limitSource == LimitSource.NONE || limitSource == LimitSource.PAUSED
                ? limitSource.text()
                : limitSource.text() + ", " + ByteSize.formatRate(limit);
    }

    /** For scripts: numbers, and the texts that pages show. */
    public JSONObject toJson() {
        Progress progress = node.progress();
        JSONObject json = new JSONObject();
        json.put("id", id);
        json.put("step", origin.label());
        json.put("profile", origin.target().profile());
        json.put("node", origin.node());
        json.put("started", started);
        json.put("percent", percent());
        json.put("bytes", progress == null ? 0 : Math.max(0, progress.bytes()));
        json.put("bytesTotal", progress == null ? -1 : progress.bytesTotal());
        json.put("bytesPerSecond", rate());
        json.put("filesDone", filesDone);
        json.put("filesFailed", filesFailed);
        json.put("filesUnderWay", underWay());
        json.put("filesTotal", progress == null ? -1 : progress.filesTotal());
        json.put("connections", node.connections());
        json.put("connectionsMax", connectionsMax());
        json.put("retries", retryCount());
        json.put("limit", limit);
        json.put("limitSource", limitSource.name());
        JSONArray line = new JSONArray();
        line.addAll(rates);
        json.put("rates", line);
        JSONObject text = new JSONObject();
        text.put("files", files());
        text.put("bytes", bytes());
        text.put("rate", rate() == 0 ? "" : ByteSize.formatRate(rate()));
        text.put("time", TimeText.of(Duration.ofMillis(millis)));
        text.put("timeLeft", timeLeft());
        text.put("connections", connectionsMax() == 0 ? "" : Messages.Snapshot_connections(connectionsMax()));
        text.put("retries", retryCount() == 0 ? "" : Messages.Snapshot_retries(retryCount()));
        text.put("limit", limitText());
        json.put("text", text);
        return json;
    }
}
