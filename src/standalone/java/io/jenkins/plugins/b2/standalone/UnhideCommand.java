package io.jenkins.plugins.b2.standalone;

import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.UnhideRequest;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code b2j unhide}: hidden files become visible again. */
@Command(
        name = "unhide",
        header = "Make hidden files visible again.",
        synopsisHeading = "%nUsage:%n",
        customSynopsis = {"  b2j unhide NAME... [OPTIONS]", "  b2j unhide --prefix P [OPTIONS]"},
        parameterListHeading = "%n",
        description = "%nDeletes the hide markers of files, so that the versions below them are current again.",
        footer = {"%nExample:", "  b2j unhide --prefix backups/ --dry-run"})
final class UnhideCommand extends FilesCommand {
    @Parameters(arity = "0..*", paramLabel = "NAME", description = "File names in B2.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--dry-run", description = "Only tell what would be unhidden.")
    private boolean dryRun;

    @ArgGroup(validate = false, order = 10, heading = "%nWhich files of many:%n")
    private final SelectionOptions selection = new SelectionOptions();

    UnhideCommand(CommandContext invocation) {
        super(invocation);
    }

    @Override
    void check() {}

    @Override
    void run(CommandOutput report, Tools tools) throws TransferException, InterruptedException {
        tools.setup().requireEnabled();
        UnhideRequest request = selection
                .fill(UnhideRequest.builder())
                .names(names.isEmpty() ? null : names)
                .dryRun(dryRun)
                .build();
        String below = selection.describe();
        String where = "in " + tools.settings().bucket() + (below.isEmpty() ? "" : ":" + below);
        tell(
                report,
                request.verb(),
                where + (dryRun ? " (dry run)" : ""),
                listener -> tools.session().change(request, listener));
    }

    @Override
    String spelled(String option) {
        return option.equals("name") ? "NAME" : super.spelled(option);
    }
}
