package io.jenkins.plugins.b2.standalone;

import io.jenkins.plugins.b2.transfer.BucketInfo;
import io.jenkins.plugins.b2.transfer.TransferException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code b2j info}: account, key, bucket. */
@Command(
        name = "info",
        header = "Show account and bucket.",
        synopsisHeading = "%nUsage: ",
        customSynopsis = "b2j info [OPTIONS]",
        parameterListHeading = "%n",
        description = "%nShows the account, the key and the bucket.",
        footer = {"%nExamples:", "  b2j info", "  b2j info --usage --prefix backups/"})
final class InfoCommand extends BucketCommand {
    @Option(names = "--usage", description = "Calculate usage, too; takes one call for each thousand versions.")
    private boolean usage;

    @Option(names = "--prefix", paramLabel = "P", description = "Add up only names that begin with it.")
    private String prefix = "";

    InfoCommand(CommandContext invocation) {
        super(invocation);
    }

    @Override
    void check() throws TransferException {
        if (!prefix.isEmpty() && !usage) {
            throw usage("--prefix says what --usage adds up: give both");
        }
    }

    @Override
    void run(CommandOutput report, Tools tools) throws TransferException, InterruptedException {
        BucketInfo info = tools.session().info(usage, prefix);
        report.fields(json -> BucketInfoJson.write(json, info));
        BucketInfoText.lines(info).forEach(report::result);
    }
}
