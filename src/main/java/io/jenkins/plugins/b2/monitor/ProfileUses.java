package io.jenkins.plugins.b2.monitor;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.XmlFile;
import io.jenkins.plugins.b2.transfer.Verb;
import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
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
    public synchronized void add(String profile, Verb verb) {
        if (verb.capabilities().isEmpty()) {
            return;
        }
        if (verbs().computeIfAbsent(profile, name -> new TreeSet<>()).add(verb.wireName())) {
            try {
                file().write(verbs);
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, "Could not remember what profiles are used for", e);
            }
        }
    }

    /** What has been done through the profile. */
    public synchronized Set<Verb> of(String profile) {
        Set<String> known = verbs().getOrDefault(profile, Set.of());
        return Arrays.stream(Verb.values())
                .filter(verb -> known.contains(verb.wireName()))
                .collect(Collectors.toSet());
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
