package io.jenkins.plugins.b2.config;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.RelativePath;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A passphrase that files were encrypted with before it was changed, and that they are still read with. */
public final class EarlierPassphrase implements Describable<EarlierPassphrase> {
    private final String passphraseCredentialsId;

    @DataBoundConstructor
    public EarlierPassphrase(String passphraseCredentialsId) {
        this.passphraseCredentialsId = Util.fixNull(passphraseCredentialsId).strip();
    }

    /** Never null; empty where none was chosen. */
    public String getPassphraseCredentialsId() {
        return Util.fixNull(passphraseCredentialsId);
    }

    /** The form. */
    @Extension
    @Symbol("earlierPassphrase")
    public static final class DescriptorImpl extends Descriptor<EarlierPassphrase> {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.EarlierPassphrase_displayName();
        }

        @POST
        public ListBoxModel doFillPassphraseCredentialsIdItems(
                @AncestorInPath Item item, @QueryParameter String passphraseCredentialsId) {
            return CredentialsChoice.passphrases(item, passphraseCredentialsId);
        }

        @POST
        public FormValidation doCheckPassphraseCredentialsId(
                @AncestorInPath Item item,
                @QueryParameter String value,
                @RelativePath("../..") @QueryParameter String prefix,
                @RelativePath("../..") @QueryParameter String allowedJobs) {
            FormChecks.checkConfigurer(item);
            return Util.fixEmptyAndTrim(value) == null
                    ? FormValidation.error(Messages.ProfileEncryption_noPassphrase())
                    : Profile.DescriptorImpl.checkScope(item, value, prefix, allowedJobs);
        }
    }
}
