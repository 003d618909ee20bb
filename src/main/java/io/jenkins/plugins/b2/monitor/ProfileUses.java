package io.jenkins.plugins.b2.monitor;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.XmlFile;
import io.jenkins.plugins.b2.transfer.AccountAuthorization;
import java.io.File;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;

/** Remembers what jobs do through each profile, so that a key that lacks it can be told of. Thread-safe. */
@Extension
public class ProfileUses {
    private static final Logger LOGGER = Logger.getLogger(ProfileUses.class.getName());

    private Map<String, Set<String>> verbs;

    public static ProfileUses get() {
        return ExtensionList.lookupSingleton(ProfileUses.class);
    }

    private static XmlFile file() {
        return new XmlFile(
                Jenkins.XSTREAM2, new File(Jenkins.get().getRootDir(), ProfileUses.class.getName() + ".xml"));
    }

    /** Notes that a job did something; writes only what is new. */
    public synchronized void add(String profile, String verb) {
        if (!AccountAuthorization.verbs().contains(verb)) {
            return;
        }
        if (verbs().computeIfAbsent(profile, name -> new TreeSet<>()).add(verb)) {
            try {
                file().write(verbs);
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, "Could not remember what profiles are used for", e);
            }
        }
    }

    /** What has been done through the profile: {@code upload}, {@code download}, {@code list}, {@code delete}. */
    public synchronized Set<String> of(String profile) {
        return Set.copyOf(verbs().getOrDefault(profile, Set.of()));
    }

    @SuppressWarnings("unchecked")
    private Map<String, Set<String>> verbs() {
        if (verbs == null) {
            verbs = new TreeMap<>();
            XmlFile file = file();
            try {
                if (file.exists()) {
                    verbs.putAll((Map<String, Set<String>>) file.read());
                }
            } catch (IOException | ClassCastException e) {
                LOGGER.log(Level.WARNING, "Could not read " + file, e);
            }
        }
        return verbs;
    }
}
