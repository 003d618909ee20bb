package io.jenkins.plugins.b2.report;

import com.thoughtworks.xstream.XStream;
import com.thoughtworks.xstream.XStreamException;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.ExtensionList;
import hudson.Util;
import hudson.model.Api;
import hudson.model.Failure;
import hudson.model.Item;
import hudson.model.Run;
import hudson.util.HttpResponses;
import hudson.util.XStream2;
import io.jenkins.plugins.b2.progress.ActiveTransfer;
import io.jenkins.plugins.b2.progress.LiveAnswer;
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
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import jenkins.model.RunAction2;
import jenkins.model.Tab;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * The page <em>Backblaze B2</em> of a build: what its steps did, from the beginning of the first. The data lies in a file of
 * its own in the build's folder, compressed and bounded, so neither {@code build.xml} nor the memory grows with the number of
 * files. Thread-safe.
 */
@ExportedBean
public final class BuildReport extends Tab implements RunAction2 {
    /** So many files of a build are listed; all are counted. */
    public static final int MAX_FILES = 100_000;
    /** So many that failed are listed beyond that. */
    private static final int MAX_MORE_FAILED = 1000;
    /** So many files are told to scripts. */
    private static final int MAX_EXPORTED = 10_000;
    /** So many steps of a build are listed; all are counted. */
    public static final int MAX_STEPS = 200;

    private static final double PERCENT = 100;
    private static final Logger LOGGER = Logger.getLogger(BuildReport.class.getName());
    private static final String FILE = "backblaze-b2.xml.gz";
    private static final String FILES = "backblaze-b2-files.gz";
    private static final XStream2 XSTREAM = xstream();

    private transient Run<?, ?> run;
    private transient SoftReference<Content> cache;
    private transient Map<StepRecorder, ActiveTransfer> running = new LinkedHashMap<>();
    /** Of those who look, one at a time reads what became of files: a page may need all of them. */
    private transient Object reading = new Object();

    private transient long ended;
    private transient int lastNumber;
    private transient int listed;
    /** Of the steps that have ended, for pages that show many builds; null where there is none. */
    private Totals totals;

    private BuildReport(Run<?, ?> run) {
        super(run);
        this.run = run;
    }

    private static XStream2 xstream() {
        XStream2 xstream = new XStream2();
        // A plain tree; looking for shared objects takes longer than writing it.
        xstream.setMode(XStream.NO_REFERENCES);
        xstream.alias("backblaze-b2", Content.class);
        xstream.alias("step", StepEntry.class);
        return xstream;
    }

    private synchronized Object readResolve() {
        running = new LinkedHashMap<>();
        reading = new Object();
        return this;
    }

    /** Shows a step that has begun. */
    public static void begin(Run<?, ?> run, StepRecorder step, ActiveTransfer transfer) throws IOException {
        BuildReport report = of(run);
        synchronized (report) {
            report.attach(step);
            report.running.put(step, transfer);
        }
    }

    /** Keeps a step that has ended, begun or not. */
    public static void end(Run<?, ?> run, StepRecorder step, StepEntry.Outcome outcome, @CheckForNull String reason)
            throws IOException {
        of(run).end(step, outcome, reason);
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

    private void attach(StepRecorder step) {
        lastNumber = Math.max(lastNumber, stored().lastNumber()) + 1;
        step.attach(lastNumber, entries -> log(step, entries));
    }

    private synchronized void log(StepRecorder step, List<FileEntry> entries) {
        List<FileEntry> kept = new ArrayList<>();
        for (FileEntry entry : entries) {
            if (listed < (entry.isFailed() ? MAX_FILES + MAX_MORE_FAILED : MAX_FILES)) {
                kept.add(entry);
                listed++;
            }
        }
        if (kept.isEmpty()) {
            return;
        }
        try {
            fileLog().append(step.number(), kept);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "Could not keep what became of files of " + run);
        }
    }

    private FileLog fileLog() {
        return new FileLog(run.getRootDir().toPath().resolve(FILES));
    }

    private synchronized void end(StepRecorder step, StepEntry.Outcome outcome, @CheckForNull String reason)
            throws IOException {
        if (running.remove(step) == null) {
            attach(step);
        }
        log(step, step.takeUnwritten());
        ended++;
        Content content = stored().listing(listed).with(step.entry(outcome, reason));
        write(content);
        cache = new SoftReference<>(content);
        totals = content.totals;
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
        writeAll();
        Content content = stored().listing(listed);
        for (StepRecorder step : running.keySet()) {
            content = content.with(step.entry(StepEntry.Outcome.RUNNING));
        }
        return content;
    }

    private Content stored() {
        Content content = cache == null ? null : cache.get();
        if (content == null) {
            content = read();
            listed = Math.max(listed, content.listed);
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

    /** In a line, such as {@code 3 uploaded, 41.0 MiB, encrypted, 9.1 MB/s, no retries}. */
    public String getSummary() {
        return getTotals().getSummary();
    }

    /** Over the steps that have ended, without reading what is kept of them. Null where that is not known. */
    @CheckForNull
    public synchronized Totals getStoredTotals() {
        return totals;
    }

    /** To be read without holding up the steps that are in progress. */
    private synchronized FileLog.Appended files() {
        writeAll();
        return fileLog().appended();
    }

    private void writeAll() {
        running.keySet().forEach(step -> log(step, step.takeUnwritten()));
    }

    /** How many files are listed. */
    @Exported
    public synchronized long getFilesListed() {
        return getContent().listed;
    }

    /** What became of them, those that failed first; not all of them where there are a great many. */
    @Exported
    public List<FileEntry> getFiles() {
        List<FileEntry> failed = new ArrayList<>();
        List<FileEntry> others = new ArrayList<>();
        FileLog.Appended files = files();
        synchronized (reading) {
            files.read(row -> {
                List<FileEntry> among = row.isFailed() ? failed : others;
                if (among.size() < MAX_EXPORTED) {
                    among.add(row.getFile());
                }
            });
        }
        return Stream.concat(failed.stream(), others.stream())
                .limit(MAX_EXPORTED)
                .toList();
    }

    /** Some of the files, as the address of the page asks for them. */
    public FilePage page(StaplerRequest2 req) {
        FileLog.Appended files = files();
        synchronized (reading) {
            return FilePage.of(files, FilePage.Query.of(req), req.getParameter("page"));
        }
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
        private int listed;

        private Content listing(int files) {
            Content content = new Content();
            content.totals.add(totals);
            content.stepCount = stepCount;
            content.listed = files;
            content.steps.addAll(steps);
            return content;
        }

        private Content with(StepEntry step) {
            Content content = listing(listed);
            content.totals.add(step.getTotals());
            content.stepCount++;
            if (steps.size() < MAX_STEPS) {
                content.steps.add(step);
                content.steps.sort(Comparator.comparingInt(StepEntry::getNumber));
            }
            return content;
        }

        /** Of the step that began last among those that have ended. */
        private int lastNumber() {
            return (int) Math.max(
                    stepCount,
                    steps.stream().mapToInt(StepEntry::getNumber).max().orElse(0));
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

        /** Whether there was more than is listed. */
        public boolean isShortened() {
            return listed < totals.getFiles() || steps.size() < stepCount;
        }

        /** When the first step began, milliseconds since 1970. */
        private long began() {
            return steps.stream().mapToLong(StepEntry::getStarted).min().orElse(0);
        }

        /** From then until the end of the last, milliseconds; never 0. */
        private long lasted() {
            return Math.max(1, steps.stream().mapToLong(StepEntry::ended).max().orElse(0) - began());
        }

        /** Where a step begins in the time of all, in percent. */
        public double start(StepEntry step) {
            return PERCENT * (step.getStarted() - began()) / lasted();
        }

        /** How much of the time of all it took, in percent; enough to be seen. */
        public double width(StepEntry step) {
            return Math.max(1, PERCENT * (step.ended() - step.getStarted()) / lasted());
        }
    }

    /** What goes on now, for the script of the page; its version grows when a step has ended. */
    public HttpResponse doLive() {
        List<ActiveTransfer> transfers;
        long version;
        synchronized (this) {
            transfers = List.copyOf(running.values());
            version = ended;
        }
        return new LiveAnswer(
                run.isBuilding(),
                version,
                transfers.stream().map(ActiveTransfer::fullJson).toList());
    }

    /** Whether the user may open files: those who may see the workspace, where the files are or were. */
    public boolean isOpenable() {
        return run.getParent().hasPermission(Item.WORKSPACE);
    }

    /**
     * Leads to a file in B2, by a link that is made now, while it still is the version that the step moved.
     *
     * @param step its number in the build
     * @param id the file id
     */
    public HttpResponse doOpen(@QueryParameter int step, @QueryParameter String id) throws InterruptedException {
        run.getParent().checkPermission(Item.WORKSPACE);
        FileEntry file = Util.fixEmpty(id) == null ? null : find(step, id);
        String profile = getContent().steps.stream()
                .filter(known -> known.getNumber() == step)
                .map(StepEntry::getProfile)
                .findFirst()
                .orElse(null);
        if (file == null || file.openableId() == null || profile == null) {
            return HttpResponses.notFound();
        }
        try {
            return HttpResponses.redirectTo(ExtensionList.lookupFirst(FileOpener.class)
                    .open(run.getParent(), profile, file.getName(), id)
                    .toString());
        } catch (IOException e) {
            return new Failure(e.getMessage());
        }
    }

    @CheckForNull
    private FileEntry find(int step, String id) {
        FileEntry[] found = new FileEntry[1];
        FileLog.Appended files = files();
        synchronized (reading) {
            files.read(row -> {
                if (found[0] == null && row.is(step, id)) {
                    found[0] = row.getFile();
                }
            });
        }
        return found[0];
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
        object = attachedTo;
    }

    @Override
    public void onLoad(Run<?, ?> loadedBy) {
        run = loadedBy;
        object = loadedBy;
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
