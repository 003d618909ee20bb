package io.jenkins.plugins.b2.report;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;
import org.kohsuke.stapler.StaplerRequest2;

/** As many of a build's files as one page shows: filtered, sorted, found in one pass that holds no more than it needs. */
public final class FilePage {
    static final int ROWS = 100;
    private static final int MAX_PAGE = 10_000;

    private final Query query;
    private final int number;
    private final int count;
    private final List<FileLine> rows;

    private FilePage(Query query, int number, int count, List<FileLine> rows) {
        this.query = query;
        this.number = number;
        this.count = count;
        this.rows = rows;
    }

    /** By what the table can be sorted; the largest first but for names. */
    enum Sort {
        /** What failed first, then as it happened. */
        NONE((one, other) -> Boolean.compare(other.isFailed(), one.isFailed())),
        NAME(Comparator.comparing(FileLine::name)),
        SIZE(Comparator.comparingLong(row -> -row.getFile().getSize())),
        TIME(Comparator.comparingLong(row -> -row.getFile().getMillis())),
        RATE(Comparator.comparingLong(row -> -row.getFile().getRate())),
        RETRIES(Comparator.comparingInt(row -> -row.getFile().getRetries()));

        private final Comparator<FileLine> order;

        Sort(Comparator<FileLine> order) {
            this.order = order;
        }

        /** What is no name of any is taken for {@link #NONE}. */
        static Sort of(@CheckForNull String name) {
            for (Sort sort : values()) {
                if (sort.name().toLowerCase(Locale.ROOT).equals(name)) {
                    return sort;
                }
            }
            return NONE;
        }
    }

    /**
     * Which files are asked for.
     *
     * @param text part of the name, in upper or lower case; empty for all
     * @param outcome as {@link FileEntry#getAction} has it; empty for all
     */
    record Query(String text, String outcome, Sort sort, boolean reversed) {
        static Query of(StaplerRequest2 req) {
            return new Query(
                    Util.fixNull(req.getParameter("q")),
                    Util.fixNull(req.getParameter("outcome")),
                    Sort.of(req.getParameter("sort")),
                    "reversed".equals(req.getParameter("order")));
        }

        private boolean matches(FileLine row) {
            return (outcome.isEmpty() || row.hasAction(outcome))
                    && (text.isEmpty() || row.name().toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT)));
        }

        private Comparator<FileLine> order() {
            return reversed ? sort.order.reversed() : sort.order;
        }
    }

    /** A row and where it was met, which decides between equals. */
    private record Met(FileLine row, int index) {}

    /**
     * @param asked the number of the page, from 1 on, as the address has it; what is none, or beyond the last page, is taken for
     *     the nearest
     */
    static FilePage of(FileLog.Appended files, Query query, @CheckForNull String asked) {
        int wanted = asked != null && asked.matches("\\d{1,6}")
                ? Math.max(1, Math.min(MAX_PAGE, Integer.parseInt(asked)))
                : 1;
        Comparator<Met> order = Comparator.comparing(Met::row, query.order()).thenComparingInt(Met::index);
        PriorityQueue<Met> first = new PriorityQueue<>(order.reversed());
        int[] count = new int[1];
        files.read(row -> {
            if (query.matches(row)) {
                Met met = new Met(row, count[0]++);
                boolean full = first.size() == wanted * ROWS;
                if (full && order.compare(met, first.peek()) < 0) {
                    first.remove();
                    full = false;
                }
                if (!full) {
                    first.add(met);
                }
            }
        });
        int number = Math.min(wanted, pages(count[0]));
        List<Met> sorted = new ArrayList<>(first);
        sorted.sort(order);
        int from = Math.min(sorted.size(), (number - 1) * ROWS);
        List<FileLine> rows = sorted.subList(from, Math.min(sorted.size(), number * ROWS)).stream()
                .map(Met::row)
                .toList();
        return new FilePage(query, number, count[0], rows);
    }

    private static int pages(int count) {
        return Math.max(1, (count + ROWS - 1) / ROWS);
    }

    public List<FileLine> getRows() {
        return Collections.unmodifiableList(rows);
    }

    public int getNumber() {
        return number;
    }

    public int getPages() {
        return pages(count);
    }

    /** The number of the first file on it, from 1 on. */
    public int getFirst() {
        return Math.min(count, (number - 1) * ROWS + 1);
    }

    /** The number of the last file on it. */
    public int getLast() {
        return Math.min(count, number * ROWS);
    }

    /** Of all pages together. */
    public int getCount() {
        return count;
    }

    public boolean isFirstPage() {
        return number == 1;
    }

    public boolean isLastPage() {
        return number == getPages();
    }

    public String getText() {
        return query.text();
    }

    public String getOutcome() {
        return query.outcome();
    }

    /** Whether some files are left out. */
    public boolean isFiltered() {
        return !query.text().isEmpty() || !query.outcome().isEmpty();
    }

    /** The value for {@code aria-sort} of a column. */
    public String ariaSort(String column) {
        boolean sorted = query.sort() == Sort.of(column) && query.sort() != Sort.NONE;
        boolean ascending = query.reversed() != (query.sort() == Sort.NAME);
        return sorted ? (ascending ? "ascending" : "descending") : "none";
    }

    /** The address of another page of the same table. */
    public String page(int other) {
        return address(query.sort(), query.reversed(), other);
    }

    /** The address of the table sorted by a column, or the other way round if it is already. */
    public String sortedBy(String column) {
        Sort sort = Sort.of(column);
        return address(sort, sort == query.sort() && !query.reversed(), 1);
    }

    private String address(Sort sort, boolean reversed, int page) {
        return "?q=" + Util.rawEncode(query.text())
                + "&outcome=" + Util.rawEncode(query.outcome())
                + (sort == Sort.NONE ? "" : "&sort=" + sort.name().toLowerCase(Locale.ROOT))
                + (reversed ? "&order=reversed" : "")
                + (page == 1 ? "" : "&page=" + page)
                + "#b2-files";
    }
}
