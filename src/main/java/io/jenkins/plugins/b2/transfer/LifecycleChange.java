package io.jenkins.plugins.b2.transfer;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How one rule of a bucket differs between two times. Immutable.
 *
 * @param before null for a rule that is new
 * @param after null for a rule that is gone
 */
public record LifecycleChange(LifecycleRule before, LifecycleRule after) implements Serializable {
    /** What became of a rule. */
    public enum Kind {
        ADDED("added", "Added: ", "Would add: "),
        REMOVED("removed", "Removed: ", "Would remove: "),
        CHANGED("changed", "Changed: ", "Would change: ");

        private final String text;
        private final String done;
        private final String planned;

        Kind(String text, String done, String planned) {
            this.text = text;
            this.done = done;
            this.planned = planned;
        }

        /** One word, for JSON. */
        public String text() {
            return text;
        }
    }

    /**
     * What differs. A rule is known by its prefix; the order of rules means nothing.
     *
     * @return in the order of {@code after}, and then what is gone
     */
    public static List<LifecycleChange> between(List<LifecycleRule> before, List<LifecycleRule> after) {
        Map<String, LifecycleRule> old = new LinkedHashMap<>();
        before.forEach(rule -> old.put(rule.fileNamePrefix(), rule));
        List<LifecycleChange> changes = new ArrayList<>();
        for (LifecycleRule rule : after) {
            LifecycleRule was = old.remove(rule.fileNamePrefix());
            if (!rule.equals(was)) {
                changes.add(new LifecycleChange(was, rule));
            }
        }
        old.values().forEach(gone -> changes.add(new LifecycleChange(gone, null)));
        return changes;
    }

    public Kind kind() {
        return before == null ? Kind.ADDED : after == null ? Kind.REMOVED : Kind.CHANGED;
    }

    /**
     * For people, without a full stop.
     *
     * @param planned whether it is what a dry run found
     */
    public String sentence(boolean planned) {
        String start = planned ? kind().planned : kind().done;
        return switch (kind()) {
            case ADDED -> start + after.sentence();
            case REMOVED -> start + before.sentence();
            case CHANGED -> start + after.sentence() + " (before: " + before.sentence() + ")";
        };
    }

    /** As a JSON document has it. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("change", kind().text());
        fields.put("before", before == null ? null : before.fields());
        fields.put("after", after == null ? null : after.fields());
        return fields;
    }
}
