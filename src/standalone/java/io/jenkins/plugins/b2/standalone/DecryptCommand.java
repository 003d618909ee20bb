package io.jenkins.plugins.b2.standalone;

import io.jenkins.plugins.b2.transfer.ByteSize;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.download.LocalDecryption;
import io.jenkins.plugins.b2.transfer.encryption.DecryptionException;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.encryption.KeyRing;
import io.jenkins.plugins.b2.transfer.encryption.content.Decryption;
import io.jenkins.plugins.b2.transfer.encryption.content.EncryptedContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code b2j decrypt}: a file that came here by other ways than {@code b2j download}. */
@Command(
        name = "decrypt",
        header = "Decrypt a local file; needs no network.",
        synopsisHeading = "%nUsage: ",
        customSynopsis = "b2j decrypt FILE TARGET [OPTIONS]",
        parameterListHeading = "%n",
        description =
                "%nDecrypts a local file of either format, however it came here. TARGET appears when everything is"
                        + " authenticated, or not at all. Needs no network and no key of B2.",
        footer = {"%nExample:", "  b2j decrypt db.dump.encrypted db.dump --passphrase-file ~/.b2-passphrase"})
final class DecryptCommand extends Subcommand {
    @Parameters(index = "0", paramLabel = "FILE", description = "The encrypted file.")
    private Path file;

    @Parameters(index = "1", paramLabel = "TARGET", description = "The file to write, or - for standard output.")
    private Path target;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Only if it was encrypted under this name in B2 (AES256_GCM).")
    private String name;

    @Option(
            names = "--salvage",
            description =
                    "Of a damaged AES256_GCM file write what is authentic, with zeros in the gaps, and name the gaps;"
                            + " exit code 5 if there are any.")
    private boolean salvage;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The HOMESERVER provider's JSON file, for its encryption_key and encryption_salt.")
    private Path config;

    @ArgGroup(validate = false, order = 90, heading = "%nEncryption:%n")
    private final KeyOptions keys = new KeyOptions();

    DecryptCommand(CommandContext invocation) {
        super(invocation);
    }

    @Override
    void run(CommandOutput report) throws TransferException, InterruptedException {
        ProviderConfig provider = config == null ? ProviderConfig.none() : ProviderConfigReader.read(config);
        try (EncryptionSetup setup = EncryptionSetup.of(keys, provider, invocation())) {
            check(setup);
            KeyRing ring = setup.forDownload().ring();
            LocalDecryption decryption = new LocalDecryption(file, ring, name, salvage);
            tell(
                    report,
                    toStream() ? decryption.toStream(invocation().out()) : decryption.toFile(target, report::warn));
        } catch (DecryptionException e) {
            throw new TransferException(Kind.INTEGRITY, "Could not decrypt '" + file + "': " + e.getMessage(), e);
        } catch (NoSuchFileException e) {
            throw new TransferException(Kind.NOT_FOUND, "'" + e.getFile() + "' does not exist", e);
        } catch (AccessDeniedException e) {
            throw new TransferException(Kind.LOCAL, "Access to '" + e.getFile() + "' is denied", e);
        } catch (IOException e) {
            throw new TransferException(Kind.LOCAL, "Could not decrypt '" + file + "': " + e.getMessage(), e);
        }
    }

    private void tell(CommandOutput report, Decryption.Result result) throws TransferException {
        report.fields(json -> {
            json.name("format").value(result.format().name());
            json.name("encryptedName").value(result.name());
            json.name("localPath").value(target.toString());
            json.name("size").value(result.length());
            if (salvage) {
                json.name("gaps").beginArray();
                for (Decryption.Gap gap : result.gaps()) {
                    json.beginObject();
                    json.name("from").value(gap.from());
                    json.name("to").value(gap.to());
                    json.name("openEnded").value(gap.openEnded());
                    json.endObject();
                }
                json.endArray();
            }
        });
        String summary = file + ", " + result.format() + " -> " + target + ", " + ByteSize.format(result.length());
        String encryptedAs = isOtherName(result.name()) ? ", encrypted as '" + result.name() + "'" : "";
        if (result.gaps().isEmpty()) {
            report.say(summary + ", authenticated" + encryptedAs);
            return;
        }
        report.say(summary + ", authentic but for its gaps" + encryptedAs);
        result.gaps().forEach(gap -> report.warn("gap: " + describe(gap)));
        throw new TransferException(
                Kind.INTEGRITY,
                "'" + file + "' is damaged: '" + target + "' has "
                        + result.gaps().size() + (result.gaps().size() == 1 ? " gap" : " gaps")
                        + ", filled with zeros");
    }

    private static String describe(Decryption.Gap gap) {
        if (gap.from() == gap.to()) {
            return "the file was cut off at byte " + gap.from() + ", nobody can tell how much is missing";
        }
        return "bytes " + gap.from() + " to " + (gap.to() - 1)
                + (gap.openEnded() ? ", the file's end, which may have been cut off as well" : "");
    }

    private boolean isOtherName(String encryptedName) {
        return encryptedName != null
                && !encryptedName
                        .substring(encryptedName.lastIndexOf('/') + 1)
                        .equals(String.valueOf(file.getFileName()));
    }

    private boolean toStream() {
        return DownloadCommand.STANDARD_OUTPUT.equals(target.toString());
    }

    private void check(EncryptionSetup setup) throws TransferException, IOException {
        if (toStream() && output.json) {
            throw usage("--json and the content of a file can't both go to standard output: leave one of them out");
        }
        if (Files.isDirectory(file) || Files.isDirectory(target)) {
            throw usage("'" + (Files.isDirectory(file) ? file : target) + "' is a folder: name a file");
        }
        if (file.toString().equals(DownloadCommand.STANDARD_OUTPUT)
                || Files.exists(file) && !Files.isRegularFile(file)) {
            throw usage("'" + file + "' is not a regular file, and decrypting reads from more than one place: write the"
                    + " encrypted content to a file first");
        }
        if (Files.exists(target) && Files.isSameFile(file, target)) {
            throw usage("FILE and TARGET are the same file: give TARGET another name");
        }
        Optional<EncryptionFormat> format = format();
        if (format.isEmpty()) {
            throw new TransferException(
                    Kind.INTEGRITY, "'" + file + "' is not encrypted: it begins neither as AES256_GCM nor as FERNET");
        }
        setup.requirePassphrase("'" + file + "' is encrypted");
        if (format.get() == EncryptionFormat.FERNET && !setup.hasSalt()) {
            throw usage(
                    "'" + file + "' is encrypted with FERNET, which needs its salt: give it with --fernet-salt-file, as"
                            + " encryption_salt in the file of --config, or in " + CommandContext.SALT);
        }
    }

    private Optional<EncryptionFormat> format() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] head = in.readNBytes(EncryptedContent.HEAD_BYTES);
            return EncryptedContent.detect(head, head.length);
        }
    }
}
