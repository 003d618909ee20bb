package io.jenkins.plugins.b2.config;

import com.cloudbees.plugins.credentials.CredentialsNameProvider;
import hudson.Extension;
import hudson.RelativePath;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.util.FormValidation;
import hudson.util.HttpResponses;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.b2.transfer.ConnectionSettings;
import io.jenkins.plugins.b2.transfer.Encryption;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** How a profile encrypts what goes to B2. */
public final class ProfileEncryption implements Describable<ProfileEncryption> {
    private static final String BASE64 = "base64:";

    private final String passphraseCredentialsId;
    private String format;
    private String salt;
    private String suffix;
    private List<EarlierPassphrase> earlierPassphrases;

    @DataBoundConstructor
    public ProfileEncryption(String passphraseCredentialsId) {
        this.passphraseCredentialsId = Util.fixEmptyAndTrim(passphraseCredentialsId);
    }

    public String getPassphraseCredentialsId() {
        return passphraseCredentialsId;
    }

    public String getFormat() {
        return format == null ? EncryptionFormat.AES256_GCM.name() : format;
    }

    @DataBoundSetter
    public void setFormat(String format) {
        this.format = EncryptionFormat.AES256_GCM.name().equals(format) ? null : Util.fixEmptyAndTrim(format);
    }

    /** What Fernet keys are derived with; the other format needs none. */
    public String getSalt() {
        return salt;
    }

    @DataBoundSetter
    public void setSalt(String salt) {
        this.salt = Util.fixEmpty(salt);
    }

    public String getSuffix() {
        return suffix == null ? Encryption.DEFAULT_SUFFIX : suffix;
    }

    @DataBoundSetter
    public void setSuffix(String suffix) {
        String given = Util.fixEmptyAndTrim(suffix);
        this.suffix = Encryption.DEFAULT_SUFFIX.equals(given) ? null : given;
    }

    /** What files are read with that were written before the passphrase was changed, in the order in which it is tried. */
    public List<EarlierPassphrase> getEarlierPassphrases() {
        return earlierPassphrases == null ? List.of() : List.copyOf(earlierPassphrases);
    }

    @DataBoundSetter
    public void setEarlierPassphrases(List<EarlierPassphrase> earlierPassphrases) {
        List<EarlierPassphrase> given = Util.fixNull(earlierPassphrases);
        this.earlierPassphrases = given.isEmpty() ? null : new ArrayList<>(given);
    }

    /** Ids of credentials: of the passphrase that new files are encrypted with, and of earlier ones. */
    public List<String> allPassphrases() {
        return Stream.concat(
                        Stream.of(Util.fixNull(passphraseCredentialsId)),
                        getEarlierPassphrases().stream().map(EarlierPassphrase::getPassphraseCredentialsId))
                .toList();
    }

    /**
     * @param settings get those that the core goes by
     * @throws IllegalArgumentException naming the field that can't work
     */
    void check(ConnectionSettings.Builder settings) {
        field("passphraseCredentialsId", () -> checkPassphrases(allPassphrases().subList(0, 1)));
        field("earlierPassphrases", () -> checkPassphrases(allPassphrases()));
        field("format", this::knownFormat);
        field("salt", () -> checkSalt(knownFormat(), salt));
        field("suffix", () -> settings.encryptedSuffix(getSuffix()));
    }

    private static void checkPassphrases(List<String> ids) {
        for (String id : ids) {
            if (id.isEmpty()) {
                throw new IllegalArgumentException(Messages.ProfileEncryption_noPassphrase());
            }
            if (Collections.frequency(ids, id) > 1) {
                throw new IllegalArgumentException(Messages.ProfileEncryption_samePassphrase(id));
            }
        }
    }

    private EncryptionFormat knownFormat() {
        return Arrays.stream(EncryptionFormat.values())
                .filter(value -> value.name().equals(getFormat()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(Messages.ProfileEncryption_noFormat(format)));
    }

    static void field(String name, Runnable set) {
        FormChecks.field(ProfileEncryption.class, "config", name, set);
    }

    private static void checkSalt(EncryptionFormat format, String salt) {
        if (format == EncryptionFormat.FERNET && salt == null) {
            throw new IllegalArgumentException(Messages.ProfileEncryption_noSalt());
        }
        bytes(salt);
    }

    /** The salt as Fernet takes it; null when there is none. */
    public byte[] saltBytes() {
        return bytes(salt);
    }

    private static byte[] bytes(String salt) {
        if (salt == null) {
            return null;
        }
        if (!salt.startsWith(BASE64)) {
            return salt.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return Base64.getDecoder().decode(salt.substring(BASE64.length()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(Messages.ProfileEncryption_badSalt(), e);
        }
    }

    /** The form. */
    @Extension
    @Symbol("encryption")
    public static final class DescriptorImpl extends Descriptor<ProfileEncryption> {
        @Override
        public String getDisplayName() {
            return Messages.ProfileEncryption_displayName();
        }

        @POST
        public ListBoxModel doFillPassphraseCredentialsIdItems(
                @AncestorInPath Item item, @QueryParameter String passphraseCredentialsId, StaplerRequest2 req) {
            ListBoxModel items = CredentialsChoice.passphrases(item, passphraseCredentialsId);
            PendingPassphrases.of(req)
                    .name(passphraseCredentialsId)
                    .ifPresent(name -> items.stream()
                            .filter(option -> option.value.equals(passphraseCredentialsId))
                            .forEach(option -> option.name = name));
            return items;
        }

        @POST
        public ListBoxModel doFillFormatItems() {
            ListBoxModel items = new ListBoxModel();
            items.add(Messages.ProfileEncryption_aes(), EncryptionFormat.AES256_GCM.name());
            items.add(Messages.ProfileEncryption_fernet(), EncryptionFormat.FERNET.name());
            return items;
        }

        /**
         * Makes a passphrase. It goes to the one who asked for it, once, in this answer, to be kept where it survives this
         * Jenkins; and it becomes credentials when the form is saved that refers to it and confirms that copy.
         *
         * @param before the credentials chosen so far, which are to be an earlier passphrase unless nobody can have used them
         */
        @POST
        public HttpResponse doGeneratePassphrase(
                @AncestorInPath Item item, @QueryParameter String before, StaplerRequest2 req) {
            FormChecks.checkConfigurer(item);
            try {
                if (item != null) {
                    PendingPassphrases.storeOf(item);
                }
            } catch (IllegalArgumentException e) {
                return HttpResponses.errorJSON(e.getMessage());
            }
            PendingPassphrases generated = PendingPassphrases.of(req);
            ItemGroup<?> folder = item instanceof ItemGroup<?> group ? group : Jenkins.get();
            StringCredentialsImpl made = generated.generate(item != null);
            JSONObject answer = new JSONObject();
            answer.put("id", made.getId());
            answer.put("name", CredentialsNameProvider.name(made));
            answer.put("rotates", Util.fixEmpty(before) != null && !generated.isUnsaved(before, folder));
            answer.put("passphrase", made.getSecret().getPlainText());
            return HttpResponses.okJSON(answer);
        }

        @POST
        public FormValidation doCheckPassphraseCredentialsId(
                @AncestorInPath Item item,
                @QueryParameter String value,
                @RelativePath("..") @QueryParameter String prefix,
                @RelativePath("..") @QueryParameter String allowedJobs) {
            FormChecks.checkConfigurer(item);
            return Util.fixEmptyAndTrim(value) == null
                    ? FormValidation.error(Messages.ProfileEncryption_noPassphrase())
                    : Profile.DescriptorImpl.checkScope(item, value, prefix, allowedJobs);
        }

        @POST
        public FormValidation doCheckSuffix(@AncestorInPath Item item, @QueryParameter String value) {
            return FormChecks.configurer(item, () -> {
                if (Util.fixEmptyAndTrim(value) != null) {
                    ConnectionSettings.builder("any").encryptedSuffix(value.strip());
                }
            });
        }

        @POST
        public FormValidation doCheckSalt(
                @AncestorInPath Item item, @QueryParameter String value, @QueryParameter String format) {
            boolean fernet = EncryptionFormat.FERNET.name().equals(format);
            return FormChecks.configurer(
                    item, () -> checkSalt(fernet ? EncryptionFormat.FERNET : null, Util.fixEmpty(value)));
        }
    }
}
