package io.jenkins.plugins.b2.support;

import com.cloudbees.jenkins.support.api.PrefilteredPrintedContent;
import com.cloudbees.jenkins.support.filter.ContentFilter;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.PluginWrapper;
import io.jenkins.plugins.b2.artifacts.DeletionQueue;
import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.config.BandwidthWindow;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.config.ProfileEncryption;
import io.jenkins.plugins.b2.monitor.Problem;
import io.jenkins.plugins.b2.monitor.ProfileCheck;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import jenkins.model.Jenkins;

/**
 * {@code backblaze-b2.md} of a support bundle, from what the controller knows; B2 is not asked. Whatever people have named
 * goes through the bundle's filter; secrets, and the ids of application keys, are not in it at all.
 */
final class B2Content extends PrefilteredPrintedContent {
    /** Ids of keys, which messages name, and whatever else may have been entered as one. */
    private static final Pattern ID =
            Pattern.compile("(?<=application key ')[^']*|\\b[0-9a-f]{12,}\\b|\\bK\\d{3}[\\w+/]{27}");

    B2Content() {
        super("backblaze-b2.md");
    }

    /** Lines of Markdown, each with a name and a value. */
    private record Items(PrintWriter out, ContentFilter filter) {
        void heading(String text) {
            out.println();
            out.println("## " + text);
            out.println();
        }

        void item(String name, @CheckForNull Object value) {
            out.println("- " + name + ": " + (value == null ? "none" : value));
        }

        /** One that people have written. */
        void named(String name, @CheckForNull String value) {
            item(name, value == null ? null : named(value));
        }

        /** A message, which may name anything. */
        void message(String name, @CheckForNull String text) {
            named(name, text == null ? null : ID.matcher(text).replaceAll("..."));
        }

        /** On one line and within its backticks, whatever is in it. */
        String named(String value) {
            return "`" + ContentFilter.filter(filter, value).replace('`', '\'').replaceAll("\\R", " ") + "`";
        }
    }

    @Override
    protected void printTo(PrintWriter out, ContentFilter filter) {
        Items items = new Items(out, filter);
        out.println("# Backblaze B2");
        out.println();
        PluginWrapper plugin = Jenkins.get().getPluginManager().getPlugin("backblaze-b2");
        items.item("Version", plugin == null ? null : plugin.getVersion());
        BackblazeB2Configuration configuration = BackblazeB2Configuration.get();
        settings(items, configuration);
        configuration.getProfiles().forEach(profile -> profile(items, profile));
        problems(items, configuration.getWarnings());
        deletions(items, DeletionQueue.get().state());
    }

    private static void settings(Items items, BackblazeB2Configuration configuration) {
        items.named("Default profile", configuration.getDefaultProfile());
        items.item("Bandwidth limit", configuration.getMaxBandwidth());
        for (BandwidthWindow window : configuration.getBandwidthSchedule()) {
            items.item(
                    "Bandwidth limit " + window.getDays() + " " + window.getFrom() + " to " + window.getTo(),
                    window.getMaxBandwidth());
        }
        items.item("Pipeline steps only inside node blocks", configuration.isNodeRequired());
    }

    private static void profile(Items items, Profile profile) {
        items.heading("Profile " + items.named(profile.getName()));
        items.named("Bucket", profile.getBucket());
        items.named("Prefix", profile.getPrefix());
        items.named("Allowed jobs", profile.getAllowedJobs());
        items.named("API endpoint", profile.getRealm());
        items.item("Enabled", profile.isEnabled());
        items.item("Region", profile.getRegion());
        items.item("Part size", profile.getPartSize());
        items.item("Connections", profile.getConnectionPoolSize());
        items.item("Bandwidth limit", profile.getMaxBandwidth());
        items.item("Retries", profile.getMaxRetries());
        items.item("Retry delay", profile.getRetryDelay());
        items.item("Timeout (seconds)", profile.getTimeout());
        items.item("Busy timeout (seconds)", profile.getBusyTimeout());
        items.item("Cancel unfinished large files after (hours)", profile.getSweepUnfinishedAfterHours());
        ProfileEncryption encryption = profile.getEncryption();
        items.item("Encryption", encryption == null ? null : encryption.getFormat());
        if (encryption != null) {
            items.named("Suffix", encryption.getSuffix());
            items.item("Earlier passphrases", encryption.getEarlierPassphrases().size());
        }
    }

    private static void problems(Items items, List<String> warnings) {
        items.heading("Problems");
        ProfileCheck check = ProfileCheck.get();
        items.item("Being checked", check.isChecking());
        for (Problem problem : check.problems()) {
            items.message("Profile " + items.named(problem.profile()), problem.message());
        }
        warnings.forEach(warning -> items.message("Configuration", warning));
    }

    private static void deletions(Items items, DeletionQueue.State waiting) {
        items.heading("Deletions");
        items.item("Waiting", waiting.count());
        items.item("Oldest", waiting.count() == 0 ? null : Instant.ofEpochMilli(waiting.oldestMillis()));
        items.message("Error", waiting.error());
    }
}
