package io.jenkins.plugins.b2.standalone;

import io.jenkins.plugins.b2.transfer.Comparison;
import io.jenkins.plugins.b2.transfer.Encryption;
import io.jenkins.plugins.b2.transfer.LargeFileHash;
import io.jenkins.plugins.b2.transfer.LocalEnvironment;
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

/** {@code b2j upload}: a file or a folder. */
@Command(
        name = "upload",
        header = "Upload a file or a folder.",
        synopsisHeading = "%nUsage: ",
        customSynopsis = "b2j upload SOURCE [OPTIONS]",
        parameterListHeading = "%n",
        description = "%nUploads a file, or a folder and what is below it.",
        footer = {
            "%nExamples:",
            "  b2j upload db.dump --name backups/db-2026-11-22.dump --encrypt",
            "  b2j upload dist --prefix releases/42/ --include '**/*.tgz'",
            "  pg_dump shop | b2j upload - --name backups/shop.sql",
            "  b2j upload /srv/photos --prefix photos/ --skip-unchanged --max-bandwidth 10MB/s"
        })
final class UploadCommand extends FilesCommand {
    @Parameters(paramLabel = "SOURCE", description = "The file or folder; - for standard input.")
    private Path source;

    @Option(names = "--name", paramLabel = "N", description = "The file name in B2; only for a single file.")
    private String name;

    @ArgGroup(validate = false, order = 10, heading = "%nWhich files of a folder, and where they go:%n")
    private final SelectionOptions selection = new SelectionOptions();

    @Option(names = "--skip-unchanged", description = "Skip files that B2 already has with the same size and hash.")
    private boolean skipUnchanged;

    @Option(
            names = "--compare",
            paramLabel = "HOW",
            description = "For --skip-unchanged: content (the default), or size,time, which reads nothing.")
    private String compare;

    @Option(
            names = "--large-file-hash",
            paramLabel = "WHEN",
            description = "Whether large files are read and hashed before they are sent: auto (the default; what takes"
                    + " little time), always or never.")
    private String largeFileHash;

    @Option(
            names = "--content-type",
            paramLabel = "TYPE",
            description = "A MIME type. Default: B2 chooses by the name.")
    private String contentType;

    @Option(names = "--info", paramLabel = "KEY=VALUE", description = "Kept with the file. May be repeated.")
    private Map<String, String> info = new LinkedHashMap<>();

    @Option(names = "--no-resume", description = "Do not resume an interrupted upload of the same file.")
    private boolean noResume;

    @Option(
            names = "--server-side-encryption",
            description = "B2 encrypts the file at rest with its own keys (SSE-B2).")
    private boolean serverSideEncryption;

    @Option(names = "--default-excludes", description = "Exclude what Ant does by default, such as .git folders.")
    private boolean defaultExcludes;

    @Option(names = "--no-follow-links", description = "Skip symbolic links instead of following them.")
    private boolean noFollowLinks;

    UploadCommand(CommandContext invocation) {
        super(invocation);
    }

    @Override
    void check() throws TransferException {
        // Most often a variable that is not set; sending the folder that the process happens to be in would be a
        // surprise.
        if (source.toString().isEmpty()) {
            throw usage("The file or folder to upload is empty. Name one; the current folder is .");
        }
        if (name != null && name.endsWith("/")) {
            throw usage("--name " + name
                    + " ends with a slash, as a folder would: give the whole file name, or --prefix " + name);
        }
        String beginning = name != null ? name : selection.describe();
        if (beginning.startsWith("/")) {
            throw usage((name != null ? "--name " : "--prefix ") + beginning
                    + " begins with a slash; names in B2 have none there: leave it away");
        }
        if (isStream()) {
            return;
        }
        boolean folder = Files.isDirectory(source);
        if (name != null && folder) {
            throw usage("--name is for a single file, and " + source + " is a folder: use --prefix");
        }
        if (selection.hasPatterns() && !folder && Files.exists(source)) {
            throw usage("--include and --exclude are for a folder, and " + source + " is a file");
        }
    }

    @Override
    void run(CommandOutput report, Tools tools) throws TransferException, InterruptedException {
        tools.setup().requireEnabled();
        Encryption encryption = tools.encryption().forUpload();
        UploadRequest request = request();
        String target = tools.settings().bucket() + ":" + (request.name() == null ? request.prefix() : request.name());
        LocalEnvironment local = LocalEnvironment.with(encryption);
        try {
            tell(
                    report,
                    request.verb(),
                    "-> " + target + " " + tools.describe(encryption),
                    listener -> request.isStream()
                            ? tools.session().upload(request, invocation().in(), local, listener)
                            : tools.session().upload(request, local, listener));
        } catch (InterruptedException e) {
            if (request.resume() && !isStream()) {
                report.say("parts of large files that are in B2 by now are used when the same upload is started again");
            }
            throw e;
        }
    }

    private boolean isStream() {
        return source.toString().equals("-");
    }

    private UploadRequest request() {
        UploadRequest.Builder request = selection.fill(UploadRequest.builder());
        if (isStream()) {
            request.stream().name(name);
        } else if (Files.isDirectory(source)) {
            request.dir(source.toString());
        } else {
            request.file(source.toString()).name(name);
        }
        return request.contentType(contentType)
                .fileInfo(info)
                .skipUnchanged(skipUnchanged)
                .compare(Comparison.parse(compare))
                .largeFileHash(LargeFileHash.parse(largeFileHash))
                .defaultExcludes(defaultExcludes)
                .followLinks(!noFollowLinks)
                .serverSideEncryption(serverSideEncryption)
                .resume(!noResume)
                .build();
    }
}
