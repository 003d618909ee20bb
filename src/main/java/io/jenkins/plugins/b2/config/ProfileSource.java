package io.jenkins.plugins.b2.config;

import hudson.ExtensionPoint;
import hudson.model.ItemGroup;
import java.util.List;

/** Where profiles are kept beside the global configuration; what kinds of folders there are depends on other plugins. */
interface ProfileSource extends ExtensionPoint {
    /** The profiles of a folder itself; empty when it has none, or is none of this kind. */
    List<Profile> profiles(ItemGroup<?> folder);
}
