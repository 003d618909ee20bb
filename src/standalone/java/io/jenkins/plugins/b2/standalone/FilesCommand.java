package io.jenkins.plugins.b2.standalone;

import io.jenkins.plugins.b2.transfer.FilesFailedException;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferListener;
import io.jenkins.plugins.b2.transfer.TransferSummary;
import io.jenkins.plugins.b2.transfer.Verb;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** A sub-command that deals with files one by one, and tells how far it is. */
abstract class FilesCommand extends BucketCommand {
    @ArgGroup(validate = false, order = 95, heading = "%nProgress:%n")
    private final ProgressOptions progress = new ProgressOptions();

    private JsonProgress json;

    FilesCommand(CommandContext invocation) {
        super(invocation);
    }

    /** For whom progress is told. */
    private enum Style {
        TEXT,
        JSON,
        NONE
    }

    private static final class ProgressOptions {
        @Option(
                names = "--progress",
                paramLabel = "text|json|none",
                description =
                        "On standard error: a bar or lines for people (the default, unless --quiet); a line of JSON"
                                + " a second, and a last one with the outcome; or nothing.")
        private Style style;
    }

    /** A verb at work. */
    @FunctionalInterface
    interface FileVerb {
        TransferSummary run(FileListener listener) throws TransferException, InterruptedException;
    }

    /**
     * Runs it and tells how it ended, also when some files failed.
     *
     * @param where from or to where and how, for the first line
     */
    final void tell(CommandOutput report, Verb verb, String where, FileVerb work)
            throws TransferException, InterruptedException {
        FileListener listener = new FileListener(report, verb, where, progress(report));
        try {
            listener.finished(work.run(listener));
        } catch (FilesFailedException e) {
            listener.finished(e.summary());
            throw e;
        } finally {
            report.clearStatus();
        }
    }

    private Style style() {
        if (progress.style != null) {
            return progress.style;
        }
        return output.quiet ? Style.NONE : Style.TEXT;
    }

    private TransferListener progress(CommandOutput report) {
        return switch (style()) {
            case TEXT -> new TextProgress(report);
            case JSON -> json(report);
            case NONE -> TransferListener.SILENT;
        };
    }

    private JsonProgress json(CommandOutput report) {
        if (json == null) {
            json = new JsonProgress(report, parsed().commandSpec().name());
        }
        return json;
    }

    @Override
    final void ended(CommandOutput report, int exitCode) {
        if (style() == Style.JSON) {
            json(report).ended(exitCode);
        }
    }
}
