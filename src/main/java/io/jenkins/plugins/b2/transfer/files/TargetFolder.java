package io.jenkins.plugins.b2.transfer.files;

import java.io.File;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * The folder into which files with foreign names are put: checks each name before a byte of it moves. Links in it are looked at
 * when a place is opened, see {@link TargetPlace}. No two names get the same place. Whether one name needs a folder where
 * another one is a file, the file system finds out when they are written: the one that comes first is there, the other one
 * fails. Memory: see {@link HashedNames}; none where the names that are claimed can't collide. Thread-safe; one for each
 * download.
 */
public final class TargetFolder {
    private static final int LAST_ASCII = 127;

    private final Path folder;
    private final PinnedFolder root;
    private final SafeNames names;
    private final boolean renamed;
    private NameRules rules;
    private HashedNames claimed;
    private PinnedFolder pinned;

    /**
     * @param root must contain it; null when it may be anywhere
     * @param renamed whether places may be claimed under other names than those in B2, which are all different
     */
    public TargetFolder(Path folder, PinnedFolder root, boolean renamed) {
        this(folder, root, SafeNames.ofThisMachine(), null, renamed);
    }

    /**
     * @param rules null for those of the folder
     */
    TargetFolder(Path folder, PinnedFolder root, SafeNames names, NameRules rules, boolean renamed) {
        this.folder = folder.toAbsolutePath().normalize();
        this.root = root;
        this.names = names;
        this.rules = rules;
        this.renamed = renamed;
    }

    /** As it was when the first place in it was claimed: no place may lead out of it. */
    public synchronized PinnedFolder pinned() throws IOException {
        prepare();
        return pinned;
    }

    /**
     * Takes a place in the folder.
     *
     * @param relative where the file is to be, with slashes
     * @throws IOException saying why the name can't be used here
     */
    public synchronized Path claim(String relative) throws IOException {
        check(relative);
        Path place = resolve(relative);
        prepare();
        if (claimed != null && !claimed.add(rules.key(relative))) {
            throw new IOException("another file of this download has the same name here"
                    + (rules.areExact()
                            ? ""
                            : ", because this folder does not tell "
                                    + (rules.foldsCase() ? "upper from lower case" : "")
                                    + (rules.foldsCase() && rules.normalizes() ? " or " : "")
                                    + (rules.normalizes() ? "composed from decomposed letters" : ""))
                    + ". Download it to another folder");
        }
        return place;
    }

    /** Whether a place has been taken. */
    public synchronized boolean isClaimed(String relative) throws IOException {
        prepare();
        return claimed != null && claimed.contains(rules.key(relative));
    }

    /**
     * The place of a folder, which many may share.
     *
     * @param relative with a slash at the end; a slash alone, or nothing, for the folder itself
     */
    public Path folder(String relative) throws IOException {
        String plain = relative.endsWith("/") ? relative.substring(0, relative.length() - 1) : relative;
        if (plain.isEmpty()) {
            return folder;
        }
        check(plain);
        return resolve(plain);
    }

    private void check(String relative) throws IOException {
        String objection = names.objection(relative);
        if (objection != null) {
            throw new IOException("the name can't be used here: " + objection);
        }
    }

    /** The folder is asked when the first file is certain to come. */
    private void prepare() throws IOException {
        if (pinned == null) {
            pinned = PinnedFolder.made(folder, root);
            rules = rules == null ? NameRules.of(folder) : rules;
        }
        if (claimed == null && (renamed || !rules.areExact())) {
            claimed = new HashedNames();
        }
    }

    private Path resolve(String relative) throws IOException {
        try {
            Path place =
                    folder.resolve(relative.replace('/', File.separatorChar)).normalize();
            if (!place.startsWith(folder)) {
                throw new IOException("'" + place + "' leads out of '" + folder + "'");
            }
            return place;
        } catch (InvalidPathException e) {
            boolean foreign = relative.chars().anyMatch(c -> c > LAST_ASCII);
            throw new IOException(
                    foreign
                            ? "the name can't be written in this locale; set LC_ALL=C.UTF-8"
                            : "the name can't be used here: " + e.getReason(),
                    e);
        }
    }
}
