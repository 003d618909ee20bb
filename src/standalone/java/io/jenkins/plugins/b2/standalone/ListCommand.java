package io.jenkins.plugins.b2.standalone;

import io.jenkins.plugins.b2.transfer.FileOrder;
import io.jenkins.plugins.b2.transfer.ListRequest;
import io.jenkins.plugins.b2.transfer.ListResult;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.concurrent.CancelledException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code b2j list}: files, versions, or unfinished large files. */
@Command(
        name = "list",
        header = "List files, versions or unfinished large files.",
        synopsisHeading = "%nUsage: ",
        customSynopsis = "b2j list [OPTIONS]",
        parameterListHeading = "%n",
        description = "%nLists the files of the bucket: upload time, size, name.",
        footer = {
            "%nExamples:",
            "  b2j list --prefix backups/ --include '*.dump' --newest 1",
            "  b2j list --versions --json | jq -r '.files[].fileId'"
        })
final class ListCommand extends BucketCommand {
    @Option(names = "--versions", description = "Every version with its file id, hide markers too.")
    private boolean versions;

    @Option(names = "--unfinished", description = "Large files whose upload was begun and not finished.")
    private boolean unfinished;

    @Option(names = "--max", paramLabel = "N", description = "At most so many rows. Default: all.")
    private long max;

    @Option(
            names = "--order",
            paramLabel = "ORDER",
            description = "name (the default), newest, oldest or largest first. --max counts in that order.")
    private String order;

    @Option(names = "--newest", paramLabel = "N", description = "The N latest uploads, the latest first.")
    private long newest;

    @ArgGroup(validate = false, order = 10, heading = "%nWhich files of many:%n")
    private final SelectionOptions selection = new SelectionOptions();

    ListCommand(CommandContext invocation) {
        super(invocation);
    }

    @Override
    void check() {}

    @Override
    void run(CommandOutput report, Tools tools) throws TransferException, InterruptedException {
        // A listing of all that is there has a right answer when that is nothing.
        ListRequest request = selection
                .fill(ListRequest.builder())
                .allowEmpty(selection.allowEmpty || !selection.given())
                .versions(versions)
                .unfinished(unfinished)
                .maxFiles(max)
                .order(FileOrder.parse(order))
                .newest(newest)
                .build();
        ListResult result;
        try {
            result = tools.session().list(request, row -> show(report, row), new RetryListener(report));
        } catch (InterruptedException e) {
            if (report.isBroken()) {
                return;
            }
            throw e;
        } finally {
            report.endFiles();
        }
        report.fields(json -> {
            json.name("count").value(result.files());
            json.name("truncated").value(result.truncated());
        });
        report.flush();
        report.say(Text.count(result.files(), versions ? "version" : "file")
                + (result.truncated()
                        ? (selection.hasPatterns() ? " and maybe" : " and") + " more: raise --max to see them"
                        : ""));
    }

    private void show(CommandOutput report, RemoteFile row) {
        if (report.isBroken()) {
            // Whoever read the rows has gone; this ends the listing.
            throw new CancelledException();
        }
        report.file(json -> JsonParts.fields(json, row.fields()));
        report.result(versions || unfinished ? RemoteFileText.version(row) : RemoteFileText.file(row));
    }
}
