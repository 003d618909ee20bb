package io.jenkins.plugins.b2.standalone;

import io.jenkins.plugins.b2.transfer.ByteSize;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.encryption.DecryptionException;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.encryption.content.Decryption;
import io.jenkins.plugins.b2.transfer.encryption.content.EncryptedContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code b2 decrypt}: a file that came here by other ways than {@code b2 download}. */
@Command(
        name = "decrypt",
        header = "Decrypt a local file; needs no network.",
        synopsisHeading = "%nUsage: ",
        customSynopsis = "b2 decrypt FILE TARGET [OPTIONS]",
        parameterListHeading = "%n",
        description =
                "%nDecrypts a local file of either format, however it came here. TARGET appears when everything is"
                        + " authenticated, or not at all. Needs no network and no key of B2.",
        footer = {"%nExample:", "  b2 decrypt db.dump.encrypted db.dump --passphrase-file ~/.b2-passphrase"})
final class DecryptCommand extends Subcommand {
    @Parameters(index = "0", paramLabel = "FILE", description = "The encrypted file.")
    private Path file;

    @Parameters(index = "1", paramLabel = "TARGET", description = "The file to write.")
    private Path target;

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
            EncryptionFormat format = check(setup);
            long length =
                    Decryption.decryptFile(file, target, setup.forDownload().ring());
            report.fields(json -> {
                json.name("format").value(format.name());
                json.name("localPath").value(target.toString());
                json.name("size").value(length);
            });
            report.say(file + ", " + format + " -> " + target + ", " + ByteSize.format(length) + ", authenticated");
        } catch (DecryptionException e) {
            throw new TransferException(Kind.INTEGRITY, "Could not decrypt '" + file + "': " + e.getMessage(), e);
        } catch (ClosedByInterruptException e) {
            Thread.interrupted();
            throw new InterruptedException();
        } catch (NoSuchFileException e) {
            throw new TransferException(Kind.NOT_FOUND, "'" + e.getFile() + "' does not exist", e);
        } catch (AccessDeniedException e) {
            throw new TransferException(Kind.LOCAL, "Access to '" + e.getFile() + "' is denied", e);
        } catch (IOException e) {
            throw new TransferException(Kind.LOCAL, "Could not decrypt '" + file + "': " + e.getMessage(), e);
        }
    }

    private EncryptionFormat check(EncryptionSetup setup) throws TransferException, IOException {
        if (Files.isDirectory(file) || Files.isDirectory(target)) {
            throw usage("'" + (Files.isDirectory(file) ? file : target) + "' is a folder: name a file");
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
        return format.get();
    }

    private Optional<EncryptionFormat> format() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] head = in.readNBytes(EncryptedContent.HEAD_BYTES);
            return EncryptedContent.detect(head, head.length);
        }
    }
}
