package io.jenkins.plugins.b2.standalone;

import io.jenkins.plugins.b2.transfer.DeleteRequest;
import io.jenkins.plugins.b2.transfer.TransferException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code b2j delete}: files, a version, or a tree. */
@Command(
        name = "delete",
        header = "Delete or hide files.",
        synopsisHeading = "%nUsage:%n",
        customSynopsis = {
            "  b2j delete NAME... [OPTIONS]",
            "  b2j delete NAME --file-id ID [OPTIONS]",
            "  b2j delete --prefix P [OPTIONS]"
        },
        parameterListHeading = "%n",
        description = "%nDeletes files: the newest version of each, so that an older one becomes visible again, unless"
                + " --all-versions or --hide says otherwise.",
        footer = {
            "%nExamples:",
            "  b2j delete --prefix backups/ --older-than-days 30 --keep-latest 5 --dry-run",
            "  b2j delete releases/41/app.tgz --all-versions"
        })
final class DeleteCommand extends FilesCommand {
    @Parameters(arity = "0..*", paramLabel = "NAME", description = "File names in B2.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--file-id", paramLabel = "ID", description = "Exactly this version of NAME.")
    private String fileId;

    @Option(names = "--all-versions", description = "The file and every version of it.")
    private boolean allVersions;

    @Option(names = "--hide", description = "Delete nothing, make the files invisible.")
    private boolean hide;

    @Option(names = "--older-than-days", paramLabel = "N", description = "Keep files uploaded in the last N days.")
    private Integer olderThanDays;

    @Option(names = "--keep-latest", paramLabel = "N", description = "Keep the N files that were uploaded last.")
    private int keepLatest;

    @Option(names = "--dry-run", description = "Only tell what would be deleted.")
    private boolean dryRun;

    @Option(names = "--allow-bucket-purge", description = "Needed where everything in the bucket could go.")
    private boolean allowBucketPurge;

    @ArgGroup(validate = false, order = 10, heading = "%nWhich files of many:%n")
    private final SelectionOptions selection = new SelectionOptions();

    DeleteCommand(CommandContext invocation) {
        super(invocation);
    }

    @Override
    void check() {}

    @Override
    void run(CommandOutput report, Tools tools) throws TransferException, InterruptedException {
        tools.setup().requireEnabled();
        DeleteRequest request = selection
                .fill(DeleteRequest.builder())
                .names(names.isEmpty() ? null : names)
                .fileId(fileId)
                .allVersions(allVersions)
                .hide(hide)
                .olderThan(olderThanDays == null ? null : Duration.ofDays(olderThanDays))
                .keepLatest(keepLatest)
                .dryRun(dryRun)
                .allowBucketPurge(allowBucketPurge)
                .build();
        String below = selection.describe();
        String where = "in " + tools.settings().bucket() + (below.isEmpty() ? "" : ":" + below);
        tell(
                report,
                request.verb(),
                where + (dryRun ? " (dry run)" : ""),
                listener -> tools.session().delete(request, listener));
    }

    @Override
    String spelled(String option) {
        return option.equals("name") ? "NAME" : super.spelled(option);
    }
}
