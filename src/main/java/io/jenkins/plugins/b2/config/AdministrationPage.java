package io.jenkins.plugins.b2.config;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.model.Action;
import java.util.List;

/**
 * A page beside the configuration, below <em>Manage Jenkins, Backblaze B2</em>. Whoever has Overall/Manage or
 * Overall/SystemRead may look at it; what it lets people do, it checks itself. Its view {@code main.jelly} is shown below a
 * row of tabs; {@code @Extension(ordinal = ...)} says where its tab stands.
 */
public abstract class AdministrationPage implements Action, ExtensionPoint {
    public static List<AdministrationPage> all() {
        return ExtensionList.lookup(AdministrationPage.class);
    }

    /** The page that all of them belong to. */
    public final BackblazeB2Link getLink() {
        return ExtensionList.lookupSingleton(BackblazeB2Link.class);
    }

    /** What it is for, a sentence below its title. */
    public abstract String getDescription();

    /** Tabs have none. */
    @Override
    public final String getIconFileName() {
        return null;
    }
}
