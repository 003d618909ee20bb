package io.jenkins.plugins.b2.config;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import hudson.model.Item;
import hudson.security.ACL;
import hudson.util.ListBoxModel;
import java.util.List;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;

/** Drop-downs of credentials, for those who may see them. */
public final class CredentialsChoice {
    private CredentialsChoice() {}

    /**
     * Application keys.
     *
     * @param item the job or folder whose form it is; null for the global configuration
     */
    public static ListBoxModel keys(Item item, String current) {
        return choice(item, current, StandardUsernamePasswordCredentials.class);
    }

    /** Passphrases, as for {@link #keys}. */
    public static ListBoxModel passphrases(Item item, String current) {
        return choice(item, current, StringCredentials.class);
    }

    private static <C extends StandardCredentials> ListBoxModel choice(Item item, String current, Class<C> type) {
        StandardListBoxModel model = new StandardListBoxModel();
        if (!maySee(item)) {
            return model.includeCurrentValue(current);
        }
        model.includeEmptyValue();
        if (item == null) {
            model.includeAs(ACL.SYSTEM2, Jenkins.get(), type, List.of());
        } else {
            model.includeAs(ACL.SYSTEM2, item, type, List.of());
        }
        return model.includeCurrentValue(current);
    }

    /** Whether jobs and folders can use some credentials of the system's themselves, which are those of global scope. */
    static boolean isOpenToJobs(String id) {
        StandardCredentials found = CredentialsProvider.findCredentialByIdInItemGroup(
                id, StandardCredentials.class, Jenkins.get(), ACL.SYSTEM2, List.of());
        return found != null && found.getScope() != CredentialsScope.SYSTEM;
    }

    private static boolean maySee(Item item) {
        return item == null
                ? Jenkins.get().hasPermission(Jenkins.ADMINISTER)
                : item.hasPermission(Item.EXTENDED_READ) || item.hasPermission(CredentialsProvider.USE_ITEM);
    }
}
