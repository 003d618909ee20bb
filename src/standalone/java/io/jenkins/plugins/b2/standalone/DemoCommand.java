package io.jenkins.plugins.b2.standalone;

import io.jenkins.plugins.b2.transfer.TransferException;
import java.io.IOException;
import picocli.CommandLine.Command;

/** {@code b2j demo}: the whole story in half a minute. */
@Command(
        name = "demo",
        header = "Run a 30-second demo.",
        synopsisHeading = "%nUsage: ",
        customSynopsis = "b2j demo",
        parameterListHeading = "%n",
        description =
                "%nShows what b2j does, with a B2 of its own on this machine: uploads a folder encrypted, lists it,"
                        + " downloads it, compares, tries a wrong passphrase, deletes. Needs no account and leaves"
                        + " nothing.")
final class DemoCommand extends Subcommand {
    /** Long enough for a look at the progress, short enough for half a minute in all. {@link ClassArchive} has no audience. */
    private static final int LARGE_FILE = Integer.getInteger("b2.demo.file", 240 * 1024 * 1024);

    DemoCommand(CommandContext invocation) {
        super(invocation);
    }

    @Override
    void run(CommandOutput report) throws TransferException, InterruptedException, IOException {
        report.dropDocument();
        new Demo(invocation(), LARGE_FILE).run();
    }
}
