package io.jenkins.plugins.b2.standalone;

import io.jenkins.plugins.b2.transfer.DownloadRequest;
import io.jenkins.plugins.b2.transfer.Encryption;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.files.SafeNames;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code b2 download}: a file, a version, or a tree. */
@Command(
        name = "download",
        header = "Download files, decrypted and verified.",
        synopsisHeading = "%nUsage:%n",
        customSynopsis = {
            "  b2 download NAME [TARGET] [OPTIONS]",
            "  b2 download --file-id ID TARGET [OPTIONS]",
            "  b2 download --prefix P --dir DIR [OPTIONS]"
        },
        parameterListHeading = "%n",
        description =
                "%nDownloads a file, or every file below a prefix. What is encrypted is decrypted. A file appears when"
                        + " it is complete and verified; until then, what stood there before stays.",
        footer = {
            "%nExamples:",
            "  b2 download backups/db-2026-11-22.dump.encrypted restore/db.dump",
            "  b2 download --prefix releases/41/ --include '**/*.tgz' --dir old"
        })
final class DownloadCommand extends BucketCommand {
    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "The file name in B2.")
    private String first;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "TARGET",
            description =
                    "The file to write. Default: the last part of NAME, here or in --dir; without '.encrypted' when"
                            + " a passphrase is given.")
    private Path second;

    @Option(names = "--prefix", paramLabel = "P", description = "Every file whose name begins with it; '' for all.")
    private String prefix;

    @Option(names = "--dir", paramLabel = "DIR", description = "The folder to write to.")
    private Path folder;

    @Option(names = "--file-id", paramLabel = "ID", description = "One version, as list --versions shows it.")
    private String fileId;

    @Option(names = "--raw", description = "Do not decrypt: write encrypted files as they are stored.")
    private boolean raw;

    @Option(names = "--allow-empty", description = "It is fine when no file matches.")
    private boolean allowEmpty;

    @ArgGroup(validate = false, order = 10, heading = "%nWhich files below the prefix:%n")
    private final PatternOptions patterns = new PatternOptions();

    DownloadCommand(CommandContext invocation) {
        super(invocation);
    }

    @Override
    void check() throws TransferException {
        if (fileId != null
                && (prefix != null || patterns.given() || first == null || second != null || folder != null)) {
            throw usage("--file-id names one version: give it and the file to write, nothing else");
        }
        if (fileId != null) {
            return;
        }
        if (first == null && folder == null) {
            throw usage("Name a file to download, or give --prefix and --dir for many");
        }
        if (first != null && (prefix != null || patterns.given())) {
            throw usage(
                    "NAME is one file; --prefix, --include and --exclude are for many, with --dir and without NAME");
        }
        if (second != null && folder != null) {
            throw usage("TARGET and --dir exclude each other");
        }
    }

    @Override
    void run(CommandOutput report, Tools tools) throws TransferException, InterruptedException {
        Encryption encryption = raw ? null : tools.encryption().forDownload();
        DownloadRequest request = builder(encryption)
                .includes(patterns.includes)
                .excludes(patterns.excludes)
                .encryption(encryption)
                .decrypt(!raw)
                .allowEmpty(allowEmpty)
                .build();
        String source = fileId != null ? fileId : first != null ? first : request.prefix();
        FileListener listener = new FileListener(
                report, "download", "<- " + tools.settings().bucket() + ":" + source + " " + tools.describe(null));
        tell(report, listener, () -> tools.session().download(request, listener));
    }

    private DownloadRequest.Builder builder(Encryption encryption) throws TransferException {
        if (fileId != null) {
            return DownloadRequest.version(fileId, path(first));
        }
        if (first == null) {
            return DownloadRequest.tree(prefix, folder);
        }
        return DownloadRequest.name(first, second != null ? second : ownName(encryption));
    }

    private Path ownName(Encryption encryption) throws TransferException {
        String own = first.substring(first.lastIndexOf('/') + 1);
        if (encryption != null
                && own.endsWith(encryption.suffix())
                && own.length() > encryption.suffix().length()) {
            own = own.substring(0, own.length() - encryption.suffix().length());
        }
        String objection = SafeNames.ofThisMachine().objection(own);
        if (objection != null) {
            throw usage("'" + first + "' can't be the name of a file here, " + objection + ": give a TARGET");
        }
        return folder == null ? Path.of(own) : folder.resolve(own);
    }

    private static Path path(String text) throws TransferException {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw usage("'" + text + "' can't be the name of a file here: " + e.getReason());
        }
    }
}
