package io.jenkins.plugins.b2.report;

import com.thoughtworks.xstream.XStream;
import hudson.XmlFile;
import hudson.model.Api;
import hudson.model.Run;
import hudson.util.XStream2;
import java.io.File;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.RunAction2;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * The page <em>Backblaze B2</em> of a build: what its steps moved. The data lies in a file of its own in the build's
 * folder and is bounded, so neither {@code build.xml} nor the memory grows with the number of files.
 */
@ExportedBean
public final class BuildReport implements RunAction2 {
    /** So many files of a build are listed; all are counted. */
    public static final int MAX_FILES = 1000;
    /** So many steps of a build are listed; all are counted. */
    public static final int MAX_STEPS = 200;

    private static final Logger LOGGER = Logger.getLogger(BuildReport.class.getName());
    private static final String FILE = "backblaze-b2.xml";
    private static final XStream2 XSTREAM = xstream();

    private transient Run<?, ?> run;
    private transient SoftReference<Content> cache;

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

    /** Adds a step to what is kept of its build. */
    public static void add(Run<?, ?> run, StepEntry step) throws IOException {
        BuildReport report;
        synchronized (run) {
            report = run.getAction(BuildReport.class);
            if (report == null) {
                report = new BuildReport(run);
                run.addAction(report);
                run.save();
            }
        }
        report.add(step);
    }

    private synchronized void add(StepEntry step) throws IOException {
        Content content = getContent().with(step);
        file().write(content);
        cache = new SoftReference<>(content);
    }

    private XmlFile file() {
        return new XmlFile(XSTREAM, new File(run.getRootDir(), FILE));
    }

    /** For the page, which needs several things of it. */
    public synchronized Content getContent() {
        Content content = cache == null ? null : cache.get();
        if (content == null) {
            content = read();
            cache = new SoftReference<>(content);
        }
        return content;
    }

    private Content read() {
        XmlFile file = file();
        if (file.exists()) {
            try {
                return (Content) file.read();
            } catch (IOException | ClassCastException e) {
                LOGGER.log(Level.WARNING, e, () -> "Could not read " + file);
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
        private Totals totals = new Totals();
        private long stepCount;
        private List<StepEntry> steps = new ArrayList<>();

        /** A build of an older version lacks what has been added since. */
        private Object readResolve() {
            if (steps == null) {
                steps = new ArrayList<>();
            }
            if (totals == null) {
                totals = new Totals();
                steps.forEach(step -> totals.add(step.getTotals()));
            }
            stepCount = Math.max(stepCount, steps.size());
            return this;
        }

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
        return "symbol-cloud";
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
