package io.jenkins.plugins.b2.transfer.listing;

import io.jenkins.plugins.b2.transfer.FileSelection;
import io.jenkins.plugins.b2.transfer.files.Globs;
import io.jenkins.plugins.b2.transfer.files.Globs.Beginning;
import io.jenkins.plugins.b2.transfer.files.Utf8Order;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** How names begin that may match a selection, in B2's order, none within another one. Immutable. */
final class Beginnings {
    private final List<Beginning> all;

    private Beginnings(List<Beginning> all) {
        this.all = all;
    }

    /** @param suffix of encrypted files, which match with it and without */
    static Beginnings of(FileSelection selection, Globs globs, String suffix) {
        List<Beginning> found = new ArrayList<>();
        for (Beginning beginning : globs.beginnings()) {
            String text = selection.folder() + beginning.text();
            if (beginning.whole()) {
                add(found, text, true, selection.prefix());
                add(found, text + suffix, true, selection.prefix());
            } else {
                add(found, text, false, selection.prefix());
            }
        }
        found.sort(Comparator.comparing(Beginning::text, Utf8Order.INSTANCE).thenComparing(Beginning::whole));
        List<Beginning> apart = new ArrayList<>();
        for (Beginning beginning : found) {
            if (apart.isEmpty() || !apart.get(apart.size() - 1).isOf(beginning.text())) {
                apart.add(beginning);
            }
        }
        return new Beginnings(List.copyOf(apart));
    }

    /** Those names only that begin with the prefix, too. */
    private static void add(List<Beginning> found, String text, boolean whole, String prefix) {
        if (text.startsWith(prefix)) {
            found.add(new Beginning(text, whole));
        } else if (!whole && prefix.startsWith(text)) {
            found.add(new Beginning(prefix, false));
        }
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    int count() {
        return all.size();
    }

    Beginning get(int index) {
        return all.get(index);
    }

    Beginning last() {
        return all.get(all.size() - 1);
    }

    /** What all of them begin with, as far as that is whole characters. There must be one at least. */
    String common() {
        // In this order, what the first and the last one have in common is what all of them have.
        String first = all.get(0).text();
        String last = last().text();
        int end = 0;
        while (end < Math.min(first.length(), last.length()) && first.charAt(end) == last.charAt(end)) {
            end++;
        }
        boolean cutsCharacter = end > 0 && Character.isHighSurrogate(first.charAt(end - 1));
        return first.substring(0, cutsCharacter ? end - 1 : end);
    }
}
