package io.jenkins.plugins.b2.report;

import hudson.XmlFile;
import hudson.model.Api;
import hudson.model.Run;
import hudson.util.XStream2;
import java.io.File;
import java.io.IOException;
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

    private BuildReport(Run<?, ?> run) {
        this.run = run;
    }

    private static XStream2 xstream() {
        XStream2 xstream = new XStream2();
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
        Content content = content();
        content.add(step);
        file().write(content);
    }

    private XmlFile file() {
        return new XmlFile(XSTREAM, new File(run.getRootDir(), FILE));
    }

    private synchronized Content content() {
        XmlFile file = file();
        if (file.exists()) {
            try {
                return (Content) file.read();
            } catch (IOException | ClassCastException e) {
                LOGGER.log(Level.WARNING, "Could not read " + file, e);
            }
        }
        return new Content();
    }

    /** What the file holds. */
    @ExportedBean(defaultVisibility = 2)
    public static final class Content {
        private Totals totals = new Totals();
        private long stepCount;
        private List<StepEntry> steps = new ArrayList<>();

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

        private void add(StepEntry step) {
            totals.add(step.getTotals());
            stepCount++;
            if (steps.size() < MAX_STEPS) {
                steps.add(step.shortened(MAX_FILES - (int) getFilesShown()));
            }
        }

        /** Over all steps, the ones that are not listed included. */
        @Exported
        public Totals getTotals() {
            return totals;
        }

        @Exported
        public long getStepCount() {
            return stepCount;
        }

        @Exported
        public List<StepEntry> getSteps() {
            return List.copyOf(steps);
        }

        /** How many files are listed. */
        @Exported
        public long getFilesShown() {
            return steps.stream().mapToLong(step -> step.getFiles().size()).sum();
        }

        public boolean isShortened() {
            return getFilesShown() < totals.getFiles() || steps.size() < stepCount;
        }
    }

    /** For the page and the REST API; read once for each request. */
    @Exported(visibility = 2)
    public Content getContent() {
        return content();
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
