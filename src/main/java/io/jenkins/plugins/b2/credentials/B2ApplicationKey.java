package io.jenkins.plugins.b2.credentials;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import com.cloudbees.plugins.credentials.impl.BaseStandardCredentials;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Descriptor;
import hudson.security.AccessControlled;
import hudson.util.FormValidation;
import hudson.util.Secret;
import io.jenkins.plugins.b2.transfer.ApplicationKeys;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * An application key of Backblaze B2: its id and the key itself. It is a username with password too, so everything that
 * takes those takes it.
 */
public final class B2ApplicationKey extends BaseStandardCredentials implements StandardUsernamePasswordCredentials {
    private static final long serialVersionUID = 1L;

    /** Tells which key it is, as a user name does; no secret. */
    @SuppressWarnings("lgtm[jenkins/plaintext-storage]")
    private final String keyId;

    private final Secret applicationKey;

    /**
     * @throws Descriptor.FormException when there is no id or no key, or each was given for the other: a key would be shown
     *     as an id everywhere
     */
    @DataBoundConstructor
    public B2ApplicationKey(
            @CheckForNull CredentialsScope scope,
            @CheckForNull String id,
            @CheckForNull String description,
            String keyId,
            Secret applicationKey)
            throws Descriptor.FormException {
        super(scope, id, description);
        require(objectionToKeyId(keyId), "keyId");
        require(objectionToKey(Secret.toString(applicationKey)), "applicationKey");
        this.keyId = keyId.strip();
        this.applicationKey = applicationKey;
    }

    private static void require(@CheckForNull String objection, String field) throws Descriptor.FormException {
        if (objection != null) {
            throw new Descriptor.FormException(objection, field);
        }
    }

    @CheckForNull
    private static String objectionToKeyId(@CheckForNull String value) {
        if (Util.fixEmptyAndTrim(value) == null) {
            return Messages.B2ApplicationKey_noKeyId();
        }
        return ApplicationKeys.isKey(value) ? Messages.B2ApplicationKey_swapped() : null;
    }

    @CheckForNull
    private static String objectionToKey(String value) {
        if (Util.fixEmptyAndTrim(value) == null) {
            return Messages.B2ApplicationKey_noKey();
        }
        return ApplicationKeys.isId(value) ? Messages.B2ApplicationKey_swapped() : null;
    }

    public String getKeyId() {
        return keyId;
    }

    public Secret getApplicationKey() {
        return applicationKey;
    }

    @NonNull
    @Override
    public String getUsername() {
        return keyId;
    }

    @NonNull
    @Override
    public Secret getPassword() {
        return applicationKey;
    }

    /** The kind of credentials as the credentials pages show it. */
    @Extension
    @Symbol("backblazeB2ApplicationKey")
    public static final class DescriptorImpl extends BaseStandardCredentialsDescriptor {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.B2ApplicationKey_displayName();
        }

        /** Shown where kinds of credentials are chosen. */
        @Override
        public String getDescription() {
            return Messages.B2ApplicationKey_description();
        }

        @Override
        public String getIconClassName() {
            return "symbol-key";
        }

        @POST
        public FormValidation doCheckKeyId(@AncestorInPath AccessControlled context, @QueryParameter String value) {
            return shown(mayChange(context) ? objectionToKeyId(value) : null);
        }

        @POST
        public FormValidation doCheckApplicationKey(
                @AncestorInPath AccessControlled context, @QueryParameter Secret value) {
            return shown(mayChange(context) ? objectionToKey(Secret.toString(value)) : null);
        }

        private static FormValidation shown(@CheckForNull String objection) {
            return objection == null ? FormValidation.ok() : FormValidation.error(objection);
        }

        private static boolean mayChange(AccessControlled context) {
            return (context == null ? Jenkins.get() : context)
                    .hasAnyPermission(CredentialsProvider.CREATE, CredentialsProvider.UPDATE);
        }
    }
}
