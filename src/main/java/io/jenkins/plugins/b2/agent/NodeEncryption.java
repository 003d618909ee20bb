package io.jenkins.plugins.b2.agent;

import io.jenkins.plugins.b2.transfer.Encryption;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.encryption.KeySource;
import java.io.Serializable;

/**
 * How the node encrypts, without what it takes to do so: keys come from the controller.
 *
 * @param fernetSalt null when there is none
 */
public record NodeEncryption(EncryptionFormat format, byte[] fernetSalt, String suffix) implements Serializable {
    Encryption open(KeySource keys) {
        return Encryption.of(format, keys, fernetSalt).withSuffix(suffix);
    }
}
