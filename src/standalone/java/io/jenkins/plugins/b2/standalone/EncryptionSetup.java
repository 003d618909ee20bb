package io.jenkins.plugins.b2.standalone;

import io.jenkins.plugins.b2.transfer.Encryption;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.encryption.KdfParameters;
import io.jenkins.plugins.b2.transfer.encryption.Passphrase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The passphrases and salt of a run, from files, the configuration file or the environment, in this order. Closing it
 * wipes them.
 */
final class EncryptionSetup implements AutoCloseable {
    private final EncryptionFormat uploadFormat;
    private final List<Passphrase> passphrases;
    private final byte[] salt;
    private final String suffix;

    private EncryptionSetup(EncryptionFormat uploadFormat, List<Passphrase> passphrases, byte[] salt, String suffix) {
        this.uploadFormat = uploadFormat;
        this.passphrases = passphrases;
        this.salt = salt;
        this.suffix = suffix;
    }

    static EncryptionSetup of(EncryptionOptions options, ProviderConfig config, CommandContext invocation)
            throws TransferException {
        return of(uploadFormat(options, config), options, options.suffix, config, invocation);
    }

    /** For decryption only. */
    static EncryptionSetup of(KeyOptions options, ProviderConfig config, CommandContext invocation)
            throws TransferException {
        return of(null, options, Encryption.DEFAULT_SUFFIX, config, invocation);
    }

    private static EncryptionSetup of(
            EncryptionFormat uploadFormat,
            KeyOptions options,
            String suffix,
            ProviderConfig config,
            CommandContext invocation)
            throws TransferException {
        byte[] salt = salt(options, config, invocation);
        return new EncryptionSetup(uploadFormat, passphrases(options, config, invocation), salt, suffix);
    }

    /** The configuration's own format is Fernet, since that is what the provider does. */
    private static EncryptionFormat uploadFormat(EncryptionOptions options, ProviderConfig config) {
        if (options.encrypt == null) {
            return config.encryptionEnabled() ? EncryptionFormat.FERNET : null;
        }
        return switch (options.encrypt) {
            case AES256_GCM -> EncryptionFormat.AES256_GCM;
            case FERNET -> EncryptionFormat.FERNET;
            case NONE -> null;
        };
    }

    /** The first encrypts; all of them may open what comes. */
    private static List<Passphrase> passphrases(KeyOptions options, ProviderConfig config, CommandContext invocation)
            throws TransferException {
        List<Passphrase> found = new ArrayList<>();
        for (Path file : options.passphraseFiles) {
            found.add(passphrase(SmallFiles.readSecret(file, "passphrase"), "The passphrase file " + file));
        }
        if (found.isEmpty()) {
            Passphrase only = passphrase(config, invocation);
            return only == null ? List.of() : List.of(only);
        }
        return found;
    }

    private static Passphrase passphrase(ProviderConfig config, CommandContext invocation) throws TransferException {
        if (config.encryptionKey() != null) {
            return passphrase(
                    config.encryptionKey(), "The configuration file " + config.file() + ": 'backblaze.encryption_key'");
        }
        String variable = invocation.variable(CommandContext.PASSPHRASE);
        return variable == null ? null : passphrase(variable, CommandContext.PASSPHRASE);
    }

    private static Passphrase passphrase(String text, String origin) throws TransferException {
        try {
            return Passphrase.of(text.toCharArray());
        } catch (IllegalArgumentException e) {
            throw new TransferException(Kind.USAGE, origin + " can't be used: " + e.getMessage(), e);
        }
    }

    private static byte[] salt(KeyOptions options, ProviderConfig config, CommandContext invocation)
            throws TransferException {
        if (options.saltFile != null) {
            return salt(SmallFiles.readSecret(options.saltFile, "salt"), "The salt file " + options.saltFile);
        }
        if (config.encryptionSalt() != null) {
            return salt(
                    config.encryptionSalt(),
                    "The configuration file " + config.file() + ": 'backblaze.encryption_salt'");
        }
        String variable = invocation.variable(CommandContext.SALT);
        return variable == null ? null : salt(variable, CommandContext.SALT);
    }

    private static byte[] salt(String text, String origin) throws TransferException {
        try {
            return KdfParameters.fernet(text).salt();
        } catch (IllegalArgumentException e) {
            throw new TransferException(Kind.USAGE, origin + " can't be used: " + e.getMessage(), e);
        }
    }

    /** How to encrypt an upload; null when it goes out as it is. */
    Encryption forUpload() throws TransferException {
        if (uploadFormat == null) {
            return null;
        }
        requirePassphrase("The upload is to be encrypted");
        if (uploadFormat == EncryptionFormat.FERNET && salt == null) {
            throw new TransferException(
                    Kind.USAGE,
                    "FERNET needs the salt that the other side uses: give it with --fernet-salt-file, as"
                            + " encryption_salt in the file of --config, or in " + CommandContext.SALT);
        }
        return encryption(uploadFormat);
    }

    /** What can be decrypted; null without a passphrase. */
    Encryption forDownload() {
        return passphrases.isEmpty() ? null : encryption(EncryptionFormat.AES256_GCM);
    }

    private Encryption encryption(EncryptionFormat format) {
        return Encryption.of(format, passphrases.get(0), passphrases.subList(1, passphrases.size()), salt)
                .withSuffix(suffix);
    }

    boolean hasSalt() {
        return salt != null;
    }

    void requirePassphrase(String why) throws TransferException {
        if (passphrases.isEmpty()) {
            throw new TransferException(
                    Kind.USAGE,
                    why
                            + ", and there is no passphrase: give it with --passphrase-file, as encryption_key in the"
                            + " file of --config, or in " + CommandContext.PASSPHRASE);
        }
    }

    @Override
    public void close() {
        passphrases.forEach(Passphrase::close);
    }
}
