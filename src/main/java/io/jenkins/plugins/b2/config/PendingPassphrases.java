package io.jenkins.plugins.b2.config;

import com.cloudbees.plugins.credentials.CredentialsNameProvider;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.domains.Domain;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.security.ACL;
import hudson.util.Secret;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.io.Serializable;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import jenkins.model.Jenkins;
import net.sf.json.JSONArray;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.kohsuke.stapler.StaplerRequest2;

/**
 * Passphrases that somebody had generated and that no saved form refers to yet. They live in that person's session, so
 * that pressing the button leaves nothing behind, and no form holds them. They are stored once that person has confirmed that
 * a copy is outside of Jenkins: with its home, passphrases would be lost, too. Thread-safe.
 */
final class PendingPassphrases implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final String ATTRIBUTE = PendingPassphrases.class.getName();
    private static final String PREFIX = "backblaze-b2-passphrase-";
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 32;
    private static final int ID_BYTES = 4;
    private static final int MAX = 20;

    private final Map<String, StringCredentialsImpl> pending = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, StringCredentialsImpl> eldest) {
            return size() > MAX;
        }
    };

    /** Ids of those that there is a copy of. */
    private final Set<String> kept = new HashSet<>();

    private PendingPassphrases() {}

    /** Those of whoever sent the request. */
    static PendingPassphrases of(StaplerRequest2 req) {
        HttpSession session = req.getSession();
        synchronized (PendingPassphrases.class) {
            PendingPassphrases known = (PendingPassphrases) session.getAttribute(ATTRIBUTE);
            if (known == null) {
                known = new PendingPassphrases();
                session.setAttribute(ATTRIBUTE, known);
            }
            return known;
        }
    }

    /**
     * Makes one that nobody guesses. In the system's credentials it is going to have system scope: profiles find it there,
     * and no job can bind it to a variable. In a folder's there is no such scope.
     */
    synchronized StringCredentialsImpl generate(boolean inFolder) {
        String id = HexFormat.of().formatHex(random(ID_BYTES));
        StringCredentialsImpl made = new StringCredentialsImpl(
                inFolder ? CredentialsScope.GLOBAL : CredentialsScope.SYSTEM,
                PREFIX + id,
                Messages.PendingPassphrases_description(id, LocalDate.now()),
                Secret.fromString(Base64.getUrlEncoder().withoutPadding().encodeToString(random(BYTES))));
        pending.put(made.getId(), made);
        return made;
    }

    /** Whether it was generated here and is no credentials yet, so that nothing can have been encrypted with it. */
    synchronized boolean isUnsaved(@CheckForNull String id, ItemGroup<?> folder) {
        return pending.containsKey(id) && !exists(id, folder);
    }

    /**
     * Takes from a form that there are copies.
     *
     * @param profiles as the form has them: one, a list, or null for none
     */
    synchronized void confirm(@CheckForNull Object profiles) {
        for (Object profile : JSONArray.fromObject(profiles == null ? "[]" : profiles)) {
            if (((JSONObject) profile).opt("encryption") instanceof JSONObject encryption) {
                kept.add(encryption.optString("keptPassphrase"));
                kept.retainAll(pending.keySet());
            }
        }
    }

    /** What drop-downs call one of them, which is no credentials yet. */
    synchronized Optional<String> name(@CheckForNull String id) {
        return Optional.ofNullable(pending.get(id)).map(CredentialsNameProvider::name);
    }

    /**
     * Those of them that the profiles of a form refer to.
     *
     * @param folder whose form it is; Jenkins for the global configuration
     * @throws IllegalArgumentException when one of them was generated in another session, and so is lost, has nowhere to
     *     go, or was not confirmed
     */
    synchronized List<StringCredentialsImpl> referredTo(List<Profile> profiles, ItemGroup<?> folder) {
        Set<StringCredentialsImpl> found = new LinkedHashSet<>();
        for (int i = 0; i < profiles.size(); i++) {
            ProfileEncryption encryption = profiles.get(i).getEncryption();
            for (String id : encryption == null ? List.<String>of() : encryption.allPassphrases()) {
                if (id.startsWith(PREFIX) && !exists(id, folder)) {
                    Runnable check = () -> check(id, folder);
                    Profile.named(
                            profiles.get(i).getName(),
                            i + 1,
                            () -> ProfileEncryption.field("passphraseCredentialsId", check));
                    found.add(pending.get(id));
                }
            }
        }
        found.remove(null);
        if (!found.isEmpty() && folder instanceof Item item) {
            storeOf(item);
        }
        return List.copyOf(found);
    }

    private void check(String id, ItemGroup<?> folder) {
        if (!pending.containsKey(id) && !isStored(id, folder)) {
            throw new IllegalArgumentException(Messages.PendingPassphrases_lost(id));
        }
        if (pending.containsKey(id) && !kept.contains(id)) {
            throw new IllegalArgumentException(Messages.PendingPassphrases_unconfirmed());
        }
    }

    private static boolean exists(String id, ItemGroup<?> folder) {
        return CredentialsProvider.findCredentialByIdInItemGroup(
                        id, StringCredentials.class, folder, ACL.SYSTEM2, List.of())
                != null;
    }

    /** Whether the form had it already; then its credentials were deleted, which is no reason not to save the rest. */
    private static boolean isStored(String id, ItemGroup<?> folder) {
        return ProfileLookup.of(folder).stream()
                .map(Profile::getEncryption)
                .filter(Objects::nonNull)
                .anyMatch(encryption -> encryption.allPassphrases().contains(id));
    }

    /**
     * Makes credentials of them, where profiles find them.
     *
     * @param folder null for the system's
     */
    static void store(List<StringCredentialsImpl> passphrases, @CheckForNull Item folder) throws IOException {
        if (passphrases.isEmpty()) {
            return;
        }
        CredentialsStore store = folder == null ? systemStore() : storeOf(folder);
        store.checkPermission(CredentialsProvider.CREATE);
        for (StringCredentialsImpl passphrase : passphrases) {
            store.addCredentials(Domain.global(), passphrase);
        }
    }

    private static CredentialsStore systemStore() {
        for (CredentialsStore store : CredentialsProvider.lookupStores(Jenkins.get())) {
            if (store.getProvider() instanceof SystemCredentialsProvider.ProviderImpl) {
                return store;
            }
        }
        throw new IllegalStateException("Jenkins has no system store of credentials");
    }

    /**
     * Where the passphrases of a folder go.
     *
     * @throws IllegalArgumentException when it keeps no credentials, as jobs don't
     */
    static CredentialsStore storeOf(Item folder) {
        for (CredentialsStore store : CredentialsProvider.lookupStores(folder)) {
            if (store.getContext() == folder) {
                return store;
            }
        }
        throw new IllegalArgumentException(Messages.PendingPassphrases_noStore(folder.getFullName()));
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
