package io.jenkins.plugins.b2.standalone;

import io.jenkins.plugins.b2.transfer.ListRequest;
import io.jenkins.plugins.b2.transfer.ListRequest.What;
import io.jenkins.plugins.b2.transfer.ListResult;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.RetryEvent;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.TransferListener;
import io.jenkins.plugins.b2.transfer.concurrent.CancelledException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code b2 list}: files, versions, or unfinished large files. */
@Command(
        name = "list",
        header = "List files, versions or unfinished large files.",
        synopsisHeading = "%nUsage: ",
        customSynopsis = "b2 list [OPTIONS]",
        parameterListHeading = "%n",
        description = "%nLists the files of the bucket: upload time, size, name.",
        footer = {
            "%nExamples:",
            "  b2 list --prefix backups/ --include '*.dump*'",
            "  b2 list --versions --json | jq -r '.files[].fileId'"
        })
final class ListCommand extends BucketCommand {
    @Option(names = "--prefix", paramLabel = "P", description = "Only names that begin with it.")
    private String prefix = "";

    @Option(names = "--versions", description = "Every version with its file id, hide markers too.")
    private boolean versions;

    @Option(names = "--unfinished", description = "Large files whose upload was begun and not finished.")
    private boolean unfinished;

    @Option(names = "--max", paramLabel = "N", description = "At most so many rows. Default: all.")
    private long max;

    @Option(names = "--allow-empty", description = "It is fine when no file matches.")
    private boolean allowEmpty;

    @ArgGroup(validate = false, order = 10, heading = "%nWhich files below the prefix:%n")
    private final PatternOptions patterns = new PatternOptions();

    ListCommand(CommandContext invocation) {
        super(invocation);
    }

    @Override
    void check() throws TransferException {
        if (versions && unfinished) {
            throw usage("--versions and --unfinished exclude each other");
        }
        if (max < 0) {
            throw usage("--max is " + max + "; it must be 0 (all) or more");
        }
    }

    @Override
    void run(CommandOutput report, Tools tools) throws TransferException, InterruptedException {
        What what = versions ? What.VERSIONS : unfinished ? What.UNFINISHED : What.FILES;
        ListRequest request = new ListRequest(prefix, patterns.includes, patterns.excludes, what, max);
        ListResult result;
        try {
            result = tools.session().list(request, row -> show(report, row), new Retries(report));
        } catch (InterruptedException e) {
            if (report.isBroken()) {
                return;
            }
            throw e;
        }
        report.endFiles();
        report.fields(json -> {
            json.name("count").value(result.files());
            json.name("truncated").value(result.truncated());
        });
        report.flush();
        report.say(Text.count(result.files(), versions ? "version" : "file")
                + (result.truncated()
                        ? (patterns.given() ? " and maybe" : " and") + " more: raise --max to see them"
                        : ""));
        boolean filtered = patterns.given() || !prefix.isEmpty();
        if (result.files() == 0 && filtered && !allowEmpty) {
            throw new TransferException(Kind.EMPTY_MATCH, "No file in the bucket matches");
        }
    }

    private void show(CommandOutput report, RemoteFile row) {
        if (report.isBroken()) {
            // Whoever read the rows has gone; this ends the listing.
            throw new CancelledException();
        }
        report.file(json -> JsonParts.remoteFile(json, row));
        report.result(versions || unfinished ? RemoteFileText.version(row) : RemoteFileText.file(row));
    }

    /** A listing has no progress worth a line: its rows are its progress. */
    private record Retries(CommandOutput report) implements TransferListener {
        @Override
        public void retrying(RetryEvent event) {
            if (!report.isVerbose()) {
                report.say("  " + event.describe());
            }
        }

        @Override
        public void warning(String message) {
            report.warn(message);
        }
    }
}
