package io.jenkins.plugins.b2.standalone;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Where the passphrase comes from. It is never an option itself: other users of the machine see command lines. */
class KeyOptions {
    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description =
                    "A file that holds the passphrase. May be repeated: the first encrypts, the others open what was"
                            + " encrypted with them. [config: encryption_key] [env: B2_ENCRYPTION_PASSPHRASE]")
    List<Path> passphraseFiles = new ArrayList<>();

    @Option(
            names = "--fernet-salt-file",
            paramLabel = "FILE",
            description = "A file that holds the salt for FERNET. [config: encryption_salt] [env: B2_ENCRYPTION_SALT]")
    Path saltFile;
}
