package io.jenkins.plugins.b2.report;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;

/**
 * A line of the {@link FileLog}: the number of the step and what became of a file. A page looks at a hundred thousand of them
 * to show a hundred, so a line is taken apart no further than it is asked. Not thread-safe.
 */
public final class FileLine {
    private static final char SEPARATOR = '\t';

    private final String text;
    /** Where the name begins. */
    private final int name;
    /** Where what became of it begins. */
    private final int action;

    private FileEntry file;

    /** @throws StringIndexOutOfBoundsException when that is no such line, as far as it was looked at */
    FileLine(String text) {
        this.text = text;
        this.name = text.indexOf(SEPARATOR) + 1;
        this.action = text.indexOf(SEPARATOR, name) + 1;
        if (action == 0) {
            throw new StringIndexOutOfBoundsException("a line of " + text.length() + " characters");
        }
    }

    static String of(int step, FileEntry file) {
        return step + String.valueOf(SEPARATOR) + file.line();
    }

    /** Of the file's step in the build, from 1 on. */
    public int getStepNumber() {
        return Integer.parseInt(text.substring(0, name - 1));
    }

    public FileEntry getFile() {
        if (file == null) {
            file = FileEntry.parse(text.substring(name));
        }
        return file;
    }

    /** Where the page of the build leads to it in B2; null where there is nothing to open. */
    @CheckForNull
    public String getOpenAddress() {
        String id = getFile().openableId();
        return id == null ? null : "open?step=" + getStepNumber() + "&id=" + Util.rawEncode(id);
    }

    boolean is(int step, String fileId) {
        return text.contains(fileId)
                && getStepNumber() == step
                && fileId.equals(getFile().getFileId());
    }

    String name() {
        return FileEntry.text(text, name, action - 1);
    }

    boolean isFailed() {
        return hasAction(FileEntry.FAILED);
    }

    /** @param wanted as {@link FileEntry#getAction} has it */
    boolean hasAction(String wanted) {
        int end = action + wanted.length();
        return text.startsWith(wanted, action) && end < text.length() && text.charAt(end) == SEPARATOR;
    }
}
