package io.jenkins.plugins.b2.administration;

import io.jenkins.plugins.b2.transfer.ByteSize;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is stored below a prefix, all that lies deeper included. Kept as XML. Guarded by whoever fills it; what is shown is
 * complete and does not change any more.
 */
public final class PrefixFigures {
    /** Newest versions of visible files, since their upload. */
    private final Ages visible = new Ages();
    /** Versions that were hidden or replaced, since that. */
    private final Ages old = new Ages();
    /** Unfinished large files, since their start. */
    private final Ages unfinished = new Ages();

    private long hidden;
    /** Folders right below, by their names without the slash. */
    private final Map<String, PrefixFigures> folders = new TreeMap<>();
    /** The sum of folders right below that are too many and too small to be kept; null for none. */
    private PrefixFigures others;

    Ages visible() {
        return visible;
    }

    Ages old() {
        return old;
    }

    Ages unfinished() {
        return unfinished;
    }

    void addHidden() {
        hidden++;
    }

    Map<String, PrefixFigures> folders() {
        return folders;
    }

    PrefixFigures others() {
        return others;
    }

    /** Keeps of a folder nothing but its part in the others. */
    void giveUp(String folder) {
        if (others == null) {
            others = new PrefixFigures();
        }
        others.add(folders.remove(folder));
    }

    private void add(PrefixFigures folder) {
        visible.add(folder.visible);
        old.add(folder.old);
        unfinished.add(folder.unfinished);
        hidden += folder.hidden;
    }

    /** The files right here, without what lies in folders. */
    PrefixFigures withoutFolders() {
        PrefixFigures files = new PrefixFigures();
        files.add(this);
        folders.values().forEach(files::subtract);
        if (others != null) {
            files.subtract(others);
        }
        return files;
    }

    private void subtract(PrefixFigures folder) {
        visible.subtract(folder.visible);
        old.subtract(folder.old);
        unfinished.subtract(folder.unfinished);
        hidden -= folder.hidden;
    }

    /** Visible files. */
    public long getFiles() {
        return visible.all().count();
    }

    /** File versions, hide markers not counted. */
    public long getVersions() {
        return visible.all().count() + old.all().count();
    }

    /** Names whose newest row is a hide marker. */
    public long getHidden() {
        return hidden;
    }

    /** Unfinished large files. */
    public long getUnfinished() {
        return unfinished.all().count();
    }

    /** Bytes of visible files. */
    public long getFileBytes() {
        return visible.all().bytes();
    }

    /** Bytes of all versions, which is what is billed beside the parts of unfinished large files. */
    public long getBytes() {
        return visible.all().bytes() + old.all().bytes();
    }

    public String getSizeText() {
        return ByteSize.format(getBytes());
    }
}
