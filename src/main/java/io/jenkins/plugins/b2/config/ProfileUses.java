package io.jenkins.plugins.b2.config;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.XmlFile;
import io.jenkins.plugins.b2.transfer.PrintableText;
import io.jenkins.plugins.b2.transfer.Verb;
import java.io.File;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;

/**
 * Remembers which jobs do what through each global profile, so that a key that lacks it can be told of, and a profile that is
 * deleted while jobs use it. Thread-safe.
 */
@Extension
public class ProfileUses {
    /** What was not used for longer is not missed. */
    public static final int DAYS = 30;

    private static final Logger LOGGER = Logger.getLogger(ProfileUses.class.getName());
    /** Of each profile, the ones that used it last. */
    private static final int MAX_JOBS = 200;

    private Map<String, Use> uses;

    /** What is known of one profile. */
    private static final class Use {
        private final Set<String> verbs = new TreeSet<>();
        /** Full names, with the days since 1970 on which they last used it. */
        private final Map<String, Long> jobs = new TreeMap<>();
    }

    public static ProfileUses get() {
        return ExtensionList.lookupSingleton(ProfileUses.class);
    }

    private static XmlFile file() {
        return new XmlFile(
                Jenkins.XSTREAM2, new File(Jenkins.get().getRootDir(), ProfileUses.class.getName() + ".xml"));
    }

    private static long today() {
        return LocalDate.now().toEpochDay();
    }

    /** Notes that a job did something; writes only what is new, which is once a day and job at most. */
    public synchronized void add(String profile, Verb verb, String job) {
        Use use = uses().computeIfAbsent(profile, name -> new Use());
        boolean news = !verb.capabilities().isEmpty() && use.verbs.add(verb.wireName());
        Long before = use.jobs.put(PrintableText.forXml(job, Integer.MAX_VALUE), today());
        news |= before == null || before != today();
        while (use.jobs.size() > MAX_JOBS) {
            use.jobs.entrySet().stream()
                    .min(Map.Entry.comparingByValue())
                    .ifPresent(oldest -> use.jobs.remove(oldest.getKey()));
        }
        if (news) {
            forgetElsewhere(profile, job);
            write();
        }
    }

    /** A job that goes on without a profile that is gone does not miss it. */
    private void forgetElsewhere(String profile, String job) {
        uses().forEach((name, use) -> {
            if (!name.equals(profile) && BackblazeB2Configuration.get().profile(name) == null) {
                use.jobs.remove(job);
            }
        });
        uses().values().removeIf(use -> use.jobs.isEmpty());
    }

    private void write() {
        try {
            file().write(uses);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "Could not remember what profiles are used for", e);
        }
    }

    /** What has been done through the profile. */
    public synchronized Set<Verb> verbs(String profile) {
        Use use = uses().get(profile);
        return Arrays.stream(Verb.values())
                .filter(verb -> use != null && use.verbs.contains(verb.wireName()))
                .collect(Collectors.toSet());
    }

    /** Full names of jobs that used the profile within {@link #DAYS} days. */
    public synchronized List<String> jobs(String profile) {
        Use use = uses().get(profile);
        return use == null
                ? List.of()
                : use.jobs.entrySet().stream()
                        .filter(job -> job.getValue() >= today() - DAYS)
                        .map(Map.Entry::getKey)
                        .toList();
    }

    /** Profiles that are not there any more, although jobs used them within {@link #DAYS} days. */
    public synchronized List<String> missed() {
        return uses().keySet().stream()
                .filter(name -> BackblazeB2Configuration.get().profile(name) == null)
                .filter(name -> !jobs(name).isEmpty())
                .toList();
    }

    @SuppressWarnings("unchecked")
    private Map<String, Use> uses() {
        if (uses == null) {
            uses = new TreeMap<>();
            XmlFile file = file();
            try {
                if (file.exists()) {
                    uses.putAll((Map<String, Use>) file.read());
                }
            } catch (IOException | ClassCastException e) {
                LOGGER.log(Level.WARNING, "Could not read " + file, e);
            }
        }
        return uses;
    }
}
