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
     * @throws Descriptor.FormException when what is given as the id is a key, which would be shown as an id everywhere
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
        if (ApplicationKeys.isKey(Util.fixNull(keyId))) {
            throw new Descriptor.FormException(Messages.B2ApplicationKey_swapped(), "keyId");
        }
        this.keyId = Util.fixNull(keyId).strip();
        this.applicationKey = applicationKey;
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
            if (!mayChange(context)) {
                return FormValidation.ok();
            }
            if (Util.fixEmptyAndTrim(value) == null) {
                return FormValidation.error(Messages.B2ApplicationKey_noKeyId());
            }
            return ApplicationKeys.isKey(value)
                    ? FormValidation.error(Messages.B2ApplicationKey_swapped())
                    : FormValidation.ok();
        }

        @POST
        public FormValidation doCheckApplicationKey(
                @AncestorInPath AccessControlled context, @QueryParameter Secret value) {
            if (!mayChange(context)) {
                return FormValidation.ok();
            }
            String text = Secret.toString(value);
            if (Util.fixEmptyAndTrim(text) == null) {
                return FormValidation.error(Messages.B2ApplicationKey_noKey());
            }
            return ApplicationKeys.isId(text)
                    ? FormValidation.error(Messages.B2ApplicationKey_swapped())
                    : FormValidation.ok();
        }

        private static boolean mayChange(AccessControlled context) {
            return (context == null ? Jenkins.get() : context)
                    .hasAnyPermission(CredentialsProvider.CREATE, CredentialsProvider.UPDATE);
        }
    }
}
