package io.jenkins.plugins.b2.standalone;

import io.jenkins.plugins.b2.transfer.Comparison;
import io.jenkins.plugins.b2.transfer.DownloadRequest;
import io.jenkins.plugins.b2.transfer.Encryption;
import io.jenkins.plugins.b2.transfer.LocalEnvironment;
import io.jenkins.plugins.b2.transfer.TransferException;
import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code b2j download}: a file, a version, or a tree. */
@Command(
        name = "download",
        header = "Download files, decrypted and verified.",
        synopsisHeading = "%nUsage:%n",
        customSynopsis = {
            "  b2j download NAME [TARGET] [OPTIONS]",
            "  b2j download --file-id ID TARGET [OPTIONS]",
            "  b2j download --prefix P --dir DIR [OPTIONS]"
        },
        parameterListHeading = "%n",
        description =
                "%nDownloads a file, or every file below a prefix. What is encrypted is decrypted. A file appears when"
                        + " it is complete and verified; until then, what stood there before stays. A download that"
                        + " was interrupted goes on where it stopped when the same command is given again.",
        footer = {
            "%nExamples:",
            "  b2j download backups/db-2026-11-22.dump.encrypted restore/db.dump",
            "  b2j download --prefix releases/41/ --include '**/*.tgz' --dir old",
            "  b2j download backups/db.dump.encrypted - | pg_restore -d db"
        })
final class DownloadCommand extends FilesCommand {
    static final String STANDARD_OUTPUT = "-";

    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "The file name in B2.")
    private String first;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "TARGET",
            description =
                    "The file to write, or - for standard output. Default: the last part of NAME, here or in --dir;"
                            + " without '.encrypted' when a passphrase is given.")
    private Path second;

    @Option(names = "--dir", paramLabel = "DIR", description = "The folder to write to.")
    private Path folder;

    @Option(names = "--file-id", paramLabel = "ID", description = "One version, as list --versions shows it.")
    private String fileId;

    @Option(names = "--raw", description = "Do not decrypt: write encrypted files as they are stored.")
    private boolean raw;

    @Option(
            names = "--accept-renamed",
            description = "Take files that were encrypted under another name than they have in B2.")
    private boolean acceptRenamed;

    @Option(
            names = "--allow-plain",
            description = "Take files that are not encrypted although their name says so ('.encrypted').")
    private boolean allowPlain;

    @Option(
            names = "--no-resume",
            description =
                    "Do not go on with what an interrupted download has left, and leave nothing when interrupted.")
    private boolean noResume;

    @Option(
            names = "--no-verify",
            description = "Deliver, with a warning, a file whose uploader gave a wrong SHA-1 that B2 has not checked.")
    private boolean noVerify;

    @Option(
            names = "--newest",
            description = "Of all files that match --prefix and patterns, only the one that was uploaded last.")
    private boolean newest;

    @Option(
            names = "--skip-unchanged",
            description = "Leave out files that are here already with the same size and hash.")
    private boolean skipUnchanged;

    @Option(
            names = "--compare",
            paramLabel = "HOW",
            description = "For --skip-unchanged: content (the default), or size,time, which reads nothing.")
    private String compare;

    @ArgGroup(validate = false, order = 10, heading = "%nWhich files of many:%n")
    private final SelectionOptions selection = new SelectionOptions();

    DownloadCommand(CommandContext invocation) {
        super(invocation);
    }

    @Override
    void check() throws TransferException {
        if (fileId != null && (selection.given() || first == null || second != null || folder != null)) {
            throw usage("--file-id names one version: give it and the file to write, nothing else");
        }
        if (isEmpty(folder) || isEmpty(second)) {
            throw usage("TARGET or --dir is empty. Name a file or a folder; the current folder is .");
        }
        if (toStream() && output.json) {
            throw usage("--json and the content of a file can't both go to standard output: leave one of them out");
        }
        if (fileId != null) {
            return;
        }
        if (first == null && folder == null) {
            throw usage("Name a file to download, or give --prefix and --dir for many");
        }
        if (second != null && folder != null) {
            throw usage("TARGET and --dir cannot be combined");
        }
    }

    @Override
    void run(CommandOutput report, Tools tools) throws TransferException, InterruptedException {
        Encryption encryption = raw ? null : tools.encryption().forDownload();
        DownloadRequest request = request();
        String source = fileId != null ? fileId : first != null ? first : request.prefix();
        LocalEnvironment local = LocalEnvironment.with(encryption);
        tell(
                report,
                request.verb(),
                "<- " + tools.settings().bucket() + ":" + source + " " + tools.describe(null),
                listener -> request.isStream()
                        ? tools.session().download(request, local, invocation().out(), listener)
                        : tools.session().download(request, local, listener));
    }

    private static boolean isEmpty(Path path) {
        return path != null && path.toString().isEmpty();
    }

    /** As other commands understand it; a file of that name is written as {@code ./-}. */
    private boolean toStream() {
        return STANDARD_OUTPUT.equals(fileId != null ? first : String.valueOf(second));
    }

    private DownloadRequest request() {
        DownloadRequest.Builder request = selection
                .fill(DownloadRequest.builder())
                .decrypt(!raw)
                .acceptRenamed(acceptRenamed)
                .allowPlain(allowPlain)
                .verify(!noVerify)
                .resume(!noResume)
                .newest(newest)
                .skipUnchanged(skipUnchanged)
                .compare(Comparison.parse(compare));
        if (toStream()) {
            return request.fileId(fileId).name(fileId == null ? first : null).stream()
                    .build();
        }
        if (fileId != null) {
            return request.fileId(fileId).file(first).build();
        }
        return request.name(first)
                .file(second == null ? null : second.toString())
                .dir(folder == null ? null : folder.toString())
                .build();
    }

    @Override
    String spelled(String option) {
        return switch (option) {
            case "name" -> "NAME";
            case "file" -> "TARGET";
            default -> super.spelled(option);
        };
    }
}
