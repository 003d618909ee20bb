package io.jenkins.plugins.b2.report;

import com.thoughtworks.xstream.XStream;
import com.thoughtworks.xstream.XStreamException;
import hudson.model.Api;
import hudson.model.Run;
import hudson.util.HttpResponses;
import hudson.util.XStream2;
import io.jenkins.plugins.b2.progress.ActiveTransfer;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ref.SoftReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import jenkins.model.RunAction2;
import net.sf.json.JSONArray;
import net.sf.json.JSONObject;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * The page <em>Backblaze B2</em> of a build: what its steps did, from the beginning of the first. The data lies in a file of
 * its own in the build's folder, compressed and bounded, so neither {@code build.xml} nor the memory grows with the number of
 * files. Thread-safe.
 */
@ExportedBean
public final class BuildReport implements RunAction2 {
    /** So many files of a build are listed, those that failed before all others; all are counted. */
    public static final int MAX_FILES = 10_000;
    /** So many steps of a build are listed; all are counted. */
    public static final int MAX_STEPS = 200;

    private static final Logger LOGGER = Logger.getLogger(BuildReport.class.getName());
    private static final String FILE = "backblaze-b2.xml.gz";
    private static final XStream2 XSTREAM = xstream();

    private transient Run<?, ?> run;
    private transient SoftReference<Content> cache;
    private transient Map<StepRecorder, ActiveTransfer> running = new LinkedHashMap<>();
    private transient long ended;

    private BuildReport(Run<?, ?> run) {
        this.run = run;
    }

    private static XStream2 xstream() {
        XStream2 xstream = new XStream2();
        // A plain tree; looking for shared objects takes longer than writing it.
        xstream.setMode(XStream.NO_REFERENCES);
        xstream.alias("backblaze-b2", Content.class);
        xstream.alias("step", StepEntry.class);
        xstream.alias("file", FileEntry.class);
        return xstream;
    }

    private synchronized Object readResolve() {
        running = new LinkedHashMap<>();
        return this;
    }

    /** Shows a step that has begun. */
    public static void begin(Run<?, ?> run, StepRecorder step, ActiveTransfer transfer) throws IOException {
        of(run).begin(step, transfer);
    }

    /** Keeps a step that has ended. */
    public static void end(Run<?, ?> run, StepRecorder step, StepEntry entry) throws IOException {
        of(run).end(step, entry);
    }

    private static BuildReport of(Run<?, ?> run) throws IOException {
        synchronized (run) {
            BuildReport report = run.getAction(BuildReport.class);
            if (report == null) {
                report = new BuildReport(run);
                run.addAction(report);
                run.save();
            }
            return report;
        }
    }

    private synchronized void begin(StepRecorder step, ActiveTransfer transfer) {
        running.put(step, transfer);
    }

    private synchronized void end(StepRecorder step, StepEntry entry) throws IOException {
        running.remove(step);
        ended++;
        Content content = stored().with(entry);
        write(content);
        cache = new SoftReference<>(content);
    }

    private Path file() {
        return run.getRootDir().toPath().resolve(FILE);
    }

    private void write(Content content) throws IOException {
        Path written = file().resolveSibling(FILE + ".tmp");
        try (OutputStream out = new GZIPOutputStream(new BufferedOutputStream(Files.newOutputStream(written)))) {
            XSTREAM.toXMLUTF8(content, out);
        }
        Files.move(written, file(), StandardCopyOption.REPLACE_EXISTING);
    }

    /** For the page, which needs several things of it: what is kept, and what is in progress. */
    public synchronized Content getContent() {
        Content content = stored();
        for (StepRecorder step : running.keySet()) {
            content = content.with(step.entry(StepEntry.Outcome.RUNNING));
        }
        return content;
    }

    private Content stored() {
        Content content = cache == null ? null : cache.get();
        if (content == null) {
            content = read();
            cache = new SoftReference<>(content);
        }
        return content;
    }

    private Content read() {
        if (Files.exists(file())) {
            try (InputStream in = new GZIPInputStream(new BufferedInputStream(Files.newInputStream(file())))) {
                return (Content) XSTREAM.fromXML(in);
            } catch (IOException | XStreamException | ClassCastException e) {
                LOGGER.log(Level.WARNING, e, () -> "Could not read " + file());
            }
        }
        return new Content();
    }

    /** Over all steps, the ones that are not listed included. */
    @Exported
    public Totals getTotals() {
        return getContent().totals;
    }

    @Exported
    public long getStepCount() {
        return getContent().stepCount;
    }

    /** In a line, such as {@code 3 uploaded, 41.0 MiB, 9.1 MB/s, no retries}. */
    public String getSummary() {
        return getTotals().getSummary();
    }

    /** How many files are listed. */
    @Exported
    public long getFilesListed() {
        return getContent().getFilesListed();
    }

    @Exported
    public List<StepEntry> getSteps() {
        return getContent().getSteps();
    }

    /** What the file holds. Not changed once it is shared. */
    public static final class Content {
        private final Totals totals = new Totals();
        private final List<StepEntry> steps = new ArrayList<>();
        private long stepCount;

        private Content with(StepEntry step) {
            Content content = new Content();
            content.totals.add(totals);
            content.totals.add(step.getTotals());
            content.stepCount = stepCount + 1;
            content.steps.addAll(steps);
            if (steps.size() < MAX_STEPS) {
                content.steps.add(step.shortened(MAX_FILES - (int) getFilesListed()));
            }
            return content;
        }

        public Totals getTotals() {
            return totals;
        }

        public long getStepCount() {
            return stepCount;
        }

        public List<StepEntry> getSteps() {
            return List.copyOf(steps);
        }

        public long getFilesListed() {
            return steps.stream().mapToLong(step -> step.getFiles().size()).sum();
        }

        public int getStepsListed() {
            return steps.size();
        }

        /** Whether there was more than is listed. */
        public boolean isShortened() {
            return getFilesListed() < totals.getFiles() || steps.size() < stepCount;
        }

        /**
         * Some of the files: those that failed first, then the others, step by step.
         *
         * @param req names the page in its parameter {@code page}, 1 for the first
         */
        public FilePage page(StaplerRequest2 req) {
            return FilePage.of(Stream.concat(rows(true), rows(false)).toList(), req.getParameter("page"));
        }

        private Stream<FilePage.Row> rows(boolean failed) {
            List<FilePage.Row> rows = new ArrayList<>();
            for (int i = 0; i < steps.size(); i++) {
                for (FileEntry file : steps.get(i).getFiles()) {
                    if (file.isFailed() == failed) {
                        rows.add(new FilePage.Row(i + 1, steps.get(i).getStep(), file));
                    }
                }
            }
            return rows.stream();
        }
    }

    /**
     * What goes on now, for the script of the page: {@code running}, whether to ask again; {@code version}, which grows when a
     * step has ended; {@code transfers}, see {@link io.jenkins.plugins.b2.progress.Snapshot#toJson}.
     */
    public HttpResponse doLive() {
        JSONArray transfers = new JSONArray();
        JSONObject json = new JSONObject();
        synchronized (this) {
            running.values()
                    .forEach(transfer -> transfers.add(transfer.snapshot().toJson()));
            json.put("version", ended);
        }
        json.put("running", run.isBuilding());
        json.put("transfers", transfers);
        return HttpResponses.okJSON(json);
    }

    public synchronized long getVersion() {
        return ended;
    }

    public Api getApi() {
        return new Api(this);
    }

    public Run<?, ?> getRun() {
        return run;
    }

    @Override
    public void onAttached(Run<?, ?> attachedTo) {
        run = attachedTo;
    }

    @Override
    public void onLoad(Run<?, ?> loadedBy) {
        run = loadedBy;
    }

    @Override
    public String getIconFileName() {
        return "symbol-backblaze-b2 plugin-backblaze-b2";
    }

    @Override
    public String getDisplayName() {
        return Messages.BuildReport_displayName();
    }

    @Override
    public String getUrlName() {
        return "backblaze-b2";
    }
}
