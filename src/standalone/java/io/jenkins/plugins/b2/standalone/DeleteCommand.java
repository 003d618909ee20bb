package io.jenkins.plugins.b2.standalone;

import io.jenkins.plugins.b2.transfer.DeleteRequest;
import io.jenkins.plugins.b2.transfer.DeleteRequest.Mode;
import io.jenkins.plugins.b2.transfer.TransferException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code b2 delete}: files, a version, or a tree. */
@Command(
        name = "delete",
        header = "Delete or hide files.",
        synopsisHeading = "%nUsage:%n",
        customSynopsis = {
            "  b2 delete NAME... [OPTIONS]",
            "  b2 delete NAME --file-id ID [OPTIONS]",
            "  b2 delete --prefix P [OPTIONS]"
        },
        parameterListHeading = "%n",
        description = "%nDeletes files: the newest version of each, so that an older one becomes visible again, unless"
                + " --all-versions or --hide says otherwise.",
        footer = {
            "%nExamples:",
            "  b2 delete --prefix backups/ --older-than-days 30 --keep-latest 5 --dry-run",
            "  b2 delete releases/41/app.tgz --all-versions"
        })
final class DeleteCommand extends BucketCommand {
    @Parameters(arity = "0..*", paramLabel = "NAME", description = "File names in B2.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--prefix", paramLabel = "P", description = "Every file whose name begins with it.")
    private String prefix;

    @Option(names = "--file-id", paramLabel = "ID", description = "Exactly this version of NAME.")
    private String fileId;

    @Option(names = "--all-versions", description = "The file and every version of it.")
    private boolean allVersions;

    @Option(names = "--hide", description = "Delete nothing, make the files invisible.")
    private boolean hide;

    @Option(names = "--older-than-days", paramLabel = "N", description = "Spare files uploaded in the last N days.")
    private Integer olderThanDays;

    @Option(names = "--keep-latest", paramLabel = "N", description = "Spare the N files that were uploaded last.")
    private int keepLatest;

    @Option(names = "--dry-run", description = "Only tell what would be deleted.")
    private boolean dryRun;

    @Option(names = "--allow-bucket-purge", description = "Needed where everything in the bucket could go.")
    private boolean allowBucketPurge;

    @Option(names = "--allow-empty", description = "It is fine when no file matches.")
    private boolean allowEmpty;

    @ArgGroup(validate = false, order = 10, heading = "%nWhich files below the prefix:%n")
    private final PatternOptions patterns = new PatternOptions();

    DeleteCommand(CommandContext invocation) {
        super(invocation);
    }

    @Override
    void check() throws TransferException {
        boolean selects = prefix != null || patterns.given() || allowBucketPurge;
        if (names.isEmpty() && !selects) {
            throw usage("Name a file to delete, or give --prefix for many");
        }
        if (!names.isEmpty() && (selects || olderThanDays != null || keepLatest != 0)) {
            throw usage(
                    "NAME names files one by one; --prefix, --include, --exclude, --older-than-days, --keep-latest and"
                            + " --allow-bucket-purge are for many, without NAME");
        }
        if (fileId != null && (names.size() != 1 || hide || allVersions)) {
            throw usage("--file-id names one version: give it and the one NAME it belongs to, without --hide and"
                    + " --all-versions");
        }
        if (hide && allVersions) {
            throw usage("--hide and --all-versions exclude each other");
        }
        if (keepLatest < 0 || (olderThanDays != null && olderThanDays < 0)) {
            throw usage("--keep-latest and --older-than-days must be 0 or more");
        }
    }

    @Override
    void run(CommandOutput report, Tools tools) throws TransferException, InterruptedException {
        tools.setup().requireEnabled();
        DeleteRequest request = builder()
                .includes(patterns.includes)
                .excludes(patterns.excludes)
                .mode(hide ? Mode.HIDE : allVersions ? Mode.ALL_VERSIONS : Mode.NEWEST_VERSION)
                .olderThan(olderThanDays == null ? null : Duration.ofDays(olderThanDays))
                .keepLatest(keepLatest)
                .dryRun(dryRun)
                .allowBucketPurge(allowBucketPurge)
                .allowEmpty(allowEmpty)
                .build();
        String where = "in " + tools.settings().bucket() + (prefix == null || prefix.isEmpty() ? "" : ":" + prefix);
        FileListener listener =
                new FileListener(report, hide ? "hide" : "delete", where + (dryRun ? " (dry run)" : ""));
        tell(report, listener, () -> tools.session().delete(request, listener));
    }

    private DeleteRequest.Builder builder() {
        if (fileId != null) {
            return DeleteRequest.version(names.get(0), fileId);
        }
        return names.isEmpty() ? DeleteRequest.tree(prefix) : DeleteRequest.names(names);
    }
}
