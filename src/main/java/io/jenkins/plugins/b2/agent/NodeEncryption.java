package io.jenkins.plugins.b2.agent;

import io.jenkins.plugins.b2.connection.ControllerServices;
import io.jenkins.plugins.b2.transfer.Encryption;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.encryption.KeySource;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * How the node encrypts, without what it takes to do so: keys come from the controller.
 *
 * @param fernetSalt null when there is none
 * @param passphrases what messages call the passphrases: the one for new files, and then earlier ones
 */
public record NodeEncryption(EncryptionFormat format, byte[] fernetSalt, String suffix, List<String> passphrases)
        implements Serializable {
    public NodeEncryption {
        passphrases = List.copyOf(passphrases);
    }

    Encryption open(ControllerServices services) {
        List<KeySource> sources = new ArrayList<>();
        for (String name : passphrases) {
            int index = sources.size();
            KeySource source = parameters -> services.deriveKey(index, parameters);
            sources.add(source.named(name));
        }
        return Encryption.of(format, sources.get(0), sources.subList(1, sources.size()), fernetSalt)
                .withSuffix(suffix);
    }
}
