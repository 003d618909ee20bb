package io.jenkins.plugins.b2.standalone;

import picocli.CommandLine.Option;

/** How to encrypt and decrypt. */
final class EncryptionOptions extends KeyOptions {
    /** What {@code --encrypt} may be; {@code NONE} overrules a configuration file. */
    enum Choice {
        AES256_GCM,
        FERNET,
        NONE
    }

    @Option(
            names = "--encrypt",
            paramLabel = "FORMAT",
            arity = "0..1",
            fallbackValue = "AES256_GCM",
            description = "Encrypt uploads: AES256_GCM (the default), FERNET (as the HOMESERVER provider does) or NONE."
                    + " Downloads recognise encrypted files without it.")
    Choice encrypt;
}
