package io.jenkins.plugins.b2.standalone;

import io.jenkins.plugins.b2.transfer.Encryption;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.UploadRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code b2 upload}: a file or a folder. */
@Command(
        name = "upload",
        header = "Upload a file or a folder.",
        synopsisHeading = "%nUsage: ",
        customSynopsis = "b2 upload SOURCE [OPTIONS]",
        parameterListHeading = "%n",
        description = "%nUploads a file, or a folder and what is below it.",
        footer = {
            "%nExamples:",
            "  b2 upload db.dump --name backups/db-2026-11-22.dump --encrypt",
            "  b2 upload dist --prefix releases/42/ --include '**/*.tgz'",
            "  b2 upload /srv/photos --prefix photos/ --skip-unchanged --max-bandwidth 10MB/s"
        })
final class UploadCommand extends BucketCommand {
    @Parameters(paramLabel = "SOURCE", description = "The file or folder.")
    private Path source;

    @Option(names = "--name", paramLabel = "N", description = "The file name in B2; only for a single file.")
    private String name;

    @Option(
            names = "--prefix",
            paramLabel = "P",
            description =
                    "Put before the file name, or before each path relative to the folder. Ends with a slash where"
                            + " a folder is meant.")
    private String prefix;

    @ArgGroup(validate = false, order = 10, heading = "%nWhich files of a folder:%n")
    private final PatternOptions patterns = new PatternOptions();

    @Option(
            names = "--skip-unchanged",
            description = "Leave out files that B2 already has with the same size and hash.")
    private boolean skipUnchanged;

    @Option(names = "--allow-empty", description = "It is fine when no file matches.")
    private boolean allowEmpty;

    @Option(
            names = "--content-type",
            paramLabel = "TYPE",
            description = "A MIME type. Default: B2 chooses by the name.")
    private String contentType;

    @Option(names = "--info", paramLabel = "KEY=VALUE", description = "Kept with the file. May be repeated.")
    private Map<String, String> info = new LinkedHashMap<>();

    @Option(names = "--no-resume", description = "Do not take up an interrupted upload of the same file again.")
    private boolean noResume;

    UploadCommand(CommandContext invocation) {
        super(invocation);
    }

    @Override
    void check() throws TransferException {
        boolean folder = Files.isDirectory(source);
        if (name != null && folder) {
            throw usage("--name is for a single file, and " + source + " is a folder: use --prefix");
        }
        if (name != null && prefix != null) {
            throw usage("--name and --prefix exclude each other: --name is the whole file name");
        }
        if (patterns.given() && !folder && Files.exists(source)) {
            throw usage("--include and --exclude are for a folder, and " + source + " is a file");
        }
        if (name != null && name.isEmpty()) {
            throw usage("--name is empty");
        }
    }

    @Override
    void run(CommandOutput report, Tools tools) throws TransferException, InterruptedException {
        tools.setup().requireEnabled();
        Encryption encryption = tools.encryption().forUpload();
        UploadRequest request = request(encryption);
        String target = tools.settings().bucket() + ":" + (request.name() == null ? request.prefix() : request.name());
        FileListener listener = new FileListener(report, "upload", "-> " + target + " " + tools.describe(encryption));
        try {
            tell(report, listener, () -> tools.session().upload(request, listener));
        } catch (InterruptedException e) {
            if (request.resume()) {
                report.say("parts of large files that are in B2 by now are used when the same upload is started again");
            }
            throw e;
        }
    }

    private UploadRequest request(Encryption encryption) {
        UploadRequest.Builder builder = Files.isDirectory(source)
                ? UploadRequest.tree(source).prefix(prefix)
                : UploadRequest.file(source, fileName());
        return builder.includes(patterns.includes)
                .excludes(patterns.excludes)
                .contentType(contentType)
                .fileInfo(info)
                .encryption(encryption)
                .skipUnchanged(skipUnchanged)
                .allowEmpty(allowEmpty)
                .resume(!noResume)
                .build();
    }

    private String fileName() {
        if (name != null) {
            return name;
        }
        String own = source.toAbsolutePath().normalize().getFileName().toString();
        return prefix == null ? own : prefix + own;
    }
}
