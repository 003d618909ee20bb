package io.jenkins.plugins.b2.config;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.domains.Domain;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Item;
import hudson.util.Secret;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.util.Base64;
import java.util.HexFormat;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;

/** Makes passphrases that nobody guesses. */
final class NewPassphrase {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 32;
    private static final int ID_BYTES = 4;

    private NewPassphrase() {}

    /**
     * Stores a new one in the system's credentials, with system scope: profiles find it there, and no job can bind it
     * to a variable. A folder's profile finds it in the folder's, where there is no such scope.
     *
     * @param folder null for the system's
     */
    static StringCredentialsImpl store(@CheckForNull Item folder) throws IOException {
        String id = HexFormat.of().formatHex(random(ID_BYTES));
        StringCredentialsImpl credentials = new StringCredentialsImpl(
                folder == null ? CredentialsScope.SYSTEM : CredentialsScope.GLOBAL,
                "backblaze-b2-encryption-" + id,
                Messages.NewPassphrase_description(id, LocalDate.now()),
                Secret.fromString(Base64.getUrlEncoder().withoutPadding().encodeToString(random(BYTES))));
        CredentialsStore store = folder == null ? systemStore() : storeOf(folder);
        store.checkPermission(CredentialsProvider.CREATE);
        store.addCredentials(Domain.global(), credentials);
        return credentials;
    }

    private static CredentialsStore systemStore() {
        for (CredentialsStore store : CredentialsProvider.lookupStores(Jenkins.get())) {
            if (store.getProvider() instanceof SystemCredentialsProvider.ProviderImpl) {
                return store;
            }
        }
        throw new IllegalStateException("Jenkins has no system store of credentials");
    }

    private static CredentialsStore storeOf(Item folder) {
        for (CredentialsStore store : CredentialsProvider.lookupStores(folder)) {
            if (store.getContext() == folder) {
                return store;
            }
        }
        throw new IllegalStateException("The folder " + folder.getFullName() + " has no store of credentials");
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
