package io.jenkins.plugins.b2.report;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.List;

/** As many of a build's files as one page shows. Immutable. */
public final class FilePage {
    static final int ROWS = 100;

    private final List<Row> all;
    private final int number;

    private FilePage(List<Row> all, int number) {
        this.all = all;
        this.number = number;
    }

    /**
     * One file.
     *
     * @param stepNumber of its step in the build, from 1 on
     */
    public record Row(int stepNumber, String step, FileEntry file) {
        public int getStepNumber() {
            return stepNumber;
        }

        public String getStep() {
            return step;
        }

        public FileEntry getFile() {
            return file;
        }
    }

    /**
     * @param number as the address has it; what is none, or beyond the last page, is taken for the nearest
     */
    static FilePage of(List<Row> all, @CheckForNull String number) {
        int asked = number != null && number.matches("\\d{1,6}") ? Integer.parseInt(number) : 1;
        int pages = Math.max(1, (all.size() + ROWS - 1) / ROWS);
        return new FilePage(all, Math.max(1, Math.min(pages, asked)));
    }

    public List<Row> getRows() {
        return all.subList((number - 1) * ROWS, Math.min(all.size(), number * ROWS));
    }

    public int getNumber() {
        return number;
    }

    public int getPages() {
        return Math.max(1, (all.size() + ROWS - 1) / ROWS);
    }

    /** The number of the first file on it, from 1 on. */
    public int getFirst() {
        return Math.min(all.size(), (number - 1) * ROWS + 1);
    }

    /** The number of the last file on it. */
    public int getLast() {
        return Math.min(all.size(), number * ROWS);
    }

    public int getCount() {
        return all.size();
    }

    public boolean isFirstPage() {
        return number == 1;
    }

    public boolean isLastPage() {
        return number == getPages();
    }
}
