package io.jenkins.plugins.b2.administration;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import io.jenkins.plugins.b2.transfer.LifecycleRule;
import io.jenkins.plugins.b2.transfer.ListPosition;
import io.jenkins.plugins.b2.transfer.PrintableText;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a bucket holds below a profile's prefix, as far as it has been counted: the rows of a listing of all versions come in,
 * in B2's order and in as many pieces as it takes. By folder down to a depth of three; of more than a thousand folders, the
 * smallest become one. Kept as XML. Belongs to one thread while it is filled.
 */
public final class StorageFigures {
    static final int MAX_DEPTH = 3;
    static final int MAX_FOLDERS = 1000;
    /** So many are given up at once, so that this is done rarely. */
    private static final int GIVEN_UP_TOGETHER = 250;

    private static final long DAY = 86_400_000L;

    private final String bucket;
    private final String prefix;
    private final PrefixFigures all = new PrefixFigures();
    private List<Rule> rules;
    private long asOf;
    private long rows;
    private int folders;
    /** Percent-encoded, since XML can't hold all names, and one that is another is another place. */
    private String nextName;

    private String nextFileId;
    private String lastName;
    private long lastTimestamp;

    /** As {@link LifecycleRule}, which XStream can't keep. */
    private static final class Rule {
        private final String prefix;
        private final Integer hide;
        private final Integer delete;
        private final Integer cancel;

        private Rule(LifecycleRule rule) {
            prefix = rule.fileNamePrefix();
            hide = rule.daysFromUploadingToHiding();
            delete = rule.daysFromHidingToDeleting();
            cancel = rule.daysFromStartingToCancelingUnfinishedLargeFiles();
        }

        private LifecycleRule rule() {
            return new LifecycleRule(prefix, hide, delete, cancel);
        }
    }

    /**
     * @param prefix all names begin with it; empty for the whole bucket
     */
    StorageFigures(String bucket, String prefix) {
        this.bucket = bucket;
        this.prefix = prefix;
    }

    public String getBucket() {
        return bucket;
    }

    public String getPrefix() {
        return prefix;
    }

    /** Milliseconds since 1970 by B2's clock, when it was begun; 0 before that. */
    public long getAsOf() {
        return asOf;
    }

    /** Rows so far: versions, hide markers and unfinished large files. */
    public long getRows() {
        return rows;
    }

    PrefixFigures all() {
        return all;
    }

    /** The bucket's rules at the time; null when the key may not read them. */
    @CheckForNull
    List<LifecycleRule> rules() {
        return rules == null ? null : rules.stream().map(Rule::rule).toList();
    }

    void setRules(@CheckForNull List<LifecycleRule> known) {
        rules = known == null
                ? null
                : new ArrayList<>(known.stream().map(Rule::new).toList());
    }

    /** Where to go on; null for the beginning, and at the end. */
    @CheckForNull
    ListPosition next() {
        return nextName == null
                ? null
                : new ListPosition(URLDecoder.decode(nextName, StandardCharsets.UTF_8), nextFileId);
    }

    /** Names below the prefix are told by their path behind this. */
    String folder() {
        return prefix.substring(0, prefix.lastIndexOf('/') + 1);
    }

    /** See {@link io.jenkins.plugins.b2.transfer.VersionVisitor#page}. */
    void add(List<RemoteFile> page, @CheckForNull ListPosition next, long serverMillis) {
        if (asOf == 0) {
            asOf = serverMillis;
        }
        page.forEach(row -> add(row, PrintableText.forXml(row.name(), Integer.MAX_VALUE)));
        nextName = next == null ? null : URLEncoder.encode(next.name(), StandardCharsets.UTF_8);
        nextFileId = next == null ? null : next.fileId();
    }

    private void add(RemoteFile row, String name) {
        rows++;
        List<PrefixFigures> path = path(name);
        long age = (asOf - row.uploadTimestamp()) / DAY;
        if (row.isUnfinished()) {
            path.forEach(place -> place.unfinished().add(age, 0));
            return;
        }
        boolean newest = !name.equals(lastName);
        long hiddenFor = (asOf - lastTimestamp) / DAY;
        lastName = name;
        lastTimestamp = row.uploadTimestamp();
        if (row.isHideMarker()) {
            path.forEach(place -> {
                if (newest) {
                    place.addHidden();
                }
            });
        } else if (newest) {
            path.forEach(place -> place.visible().add(age, row.size()));
        } else {
            path.forEach(place -> place.old().add(hiddenFor, row.size()));
        }
    }

    /** The folders in which a file lies, from all of it on. */
    private List<PrefixFigures> path(String name) {
        List<PrefixFigures> path = new ArrayList<>(MAX_DEPTH + 1);
        path.add(all);
        int start = folder().length();
        int end;
        while (path.size() <= MAX_DEPTH && (end = name.indexOf('/', start)) >= 0) {
            Map<String, PrefixFigures> here = path.get(path.size() - 1).folders();
            String folder = name.substring(start, end);
            PrefixFigures known = here.get(folder);
            if (known == null) {
                known = new PrefixFigures();
                here.put(folder, known);
                folders++;
            }
            path.add(known);
            start = end + 1;
        }
        if (folders > MAX_FOLDERS) {
            giveUpSmallest(new HashSet<>(path));
        }
        return path;
    }

    /** A folder without folders. */
    private record Leaf(PrefixFigures parent, String name, PrefixFigures figures) {}

    /** What comes by name has left all folders for good but those that it is in. */
    private void giveUpSmallest(Set<PrefixFigures> used) {
        List<Leaf> leaves = new ArrayList<>();
        collectLeaves(all, used, leaves);
        leaves.sort(Comparator.comparingLong(leaf -> leaf.figures().getBytes()));
        List<Leaf> small = leaves.subList(0, Math.min(GIVEN_UP_TOGETHER, leaves.size()));
        small.forEach(leaf -> leaf.parent().giveUp(leaf.name()));
        folders -= small.size();
    }

    private static void collectLeaves(PrefixFigures parent, Set<PrefixFigures> used, List<Leaf> leaves) {
        parent.folders().forEach((name, folder) -> {
            if (!folder.folders().isEmpty()) {
                collectLeaves(folder, used, leaves);
            } else if (!used.contains(folder)) {
                leaves.add(new Leaf(parent, name, folder));
            }
        });
    }

    /**
     * The folder of a path.
     *
     * @param path as names have it, with a slash at its end; empty for all
     * @return null when it is not kept
     */
    @CheckForNull
    PrefixFigures at(@CheckForNull String path) {
        if (Util.fixEmpty(path) == null || path.equals(folder())) {
            return all;
        }
        if (!path.startsWith(folder()) || !path.endsWith("/")) {
            return null;
        }
        PrefixFigures here = all;
        for (String folder :
                path.substring(folder().length(), path.length() - 1).split("/", -1)) {
            here = here == null ? null : here.folders().get(folder);
        }
        return here;
    }
}
