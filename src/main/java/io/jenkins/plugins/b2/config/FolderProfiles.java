package io.jenkins.plugins.b2.config;

import com.cloudbees.hudson.plugins.folder.AbstractFolder;
import com.cloudbees.hudson.plugins.folder.AbstractFolderProperty;
import com.cloudbees.hudson.plugins.folder.AbstractFolderPropertyDescriptor;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.ItemGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.StaplerRequest2;

/**
 * Profiles of a folder, for the jobs in it. Whoever may configure the folder decides about them; their credentials are those
 * that the folder sees. Exists only where there are folders.
 */
public final class FolderProfiles extends AbstractFolderProperty<AbstractFolder<?>> {
    private List<Profile> profiles;
    /** What becomes credentials of the folder as soon as the folder has these profiles. */
    private transient List<StringCredentialsImpl> generated = List.of();

    /**
     * @throws IllegalArgumentException naming the profile and the setting that can't work
     */
    @DataBoundConstructor
    public FolderProfiles(List<Profile> profiles) {
        this.profiles = new ArrayList<>(Util.fixNull(profiles));
        BackblazeB2Configuration.check(this.profiles);
    }

    /** What is stored may come from anybody who may write the folder's configuration as XML. */
    private Object readResolve() {
        List<Profile> stored = new ArrayList<>(Util.fixNull(profiles));
        generated = List.of();
        stored.removeIf(profile -> profile == null || profile.getName() == null);
        profiles = stored;
        return this;
    }

    public List<Profile> getProfiles() {
        return List.copyOf(profiles);
    }

    /** Credentials are a property of a folder, too, and can't be added while a form builds the list of properties. */
    @Override
    protected void setOwner(@NonNull AbstractFolder<?> owner) {
        super.setOwner(owner);
        List<StringCredentialsImpl> toStore = generated;
        generated = List.of();
        try {
            PendingPassphrases.store(toStore, owner);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The form. */
    @Extension(optional = true)
    @Symbol("backblazeB2")
    public static final class DescriptorImpl extends AbstractFolderPropertyDescriptor {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.FolderProfiles_displayName();
        }

        /** A folder without profiles has no such property. */
        @Override
        public AbstractFolderProperty<?> newInstance(StaplerRequest2 req, JSONObject form) throws FormException {
            List<Profile> profiles = req == null ? List.of() : Profile.bind(req, form.opt("profiles"));
            try {
                return profiles.isEmpty() ? null : make(req, form, profiles);
            } catch (IllegalArgumentException e) {
                throw new FormException(e.getMessage(), e, "profiles");
            }
        }
    }

    private static FolderProfiles make(StaplerRequest2 req, JSONObject form, List<Profile> profiles) {
        FolderProfiles made = new FolderProfiles(profiles);
        AbstractFolder<?> folder = req.findAncestorObject(AbstractFolder.class);
        if (folder != null) {
            PendingPassphrases generated = PendingPassphrases.of(req);
            generated.confirm(form.opt("profiles"));
            made.generated = generated.referredTo(profiles, folder);
        }
        return made;
    }

    /** Finds them. */
    @Extension(optional = true)
    public static final class Source implements ProfileSource {
        @Override
        public List<Profile> profiles(ItemGroup<?> folder) {
            FolderProfiles property = folder instanceof AbstractFolder<?> kept
                    ? kept.getProperties().get(FolderProfiles.class)
                    : null;
            return property == null ? List.of() : property.getProfiles();
        }
    }
}
