package io.jenkins.plugins.b2.transfer.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The folder into which files with foreign names are put: checks each name before a byte of it moves. Not thread-safe; one
 * for each download.
 */
public final class TargetFolder {
    private static final int LAST_ASCII = 127;

    private final Path folder;
    private final SafeNames names;
    private final Map<String, String> files = new HashMap<>();
    private final Map<String, String> folders = new HashMap<>();

    public TargetFolder(Path folder) {
        this(folder, SafeNames.ofThisMachine());
    }

    TargetFolder(Path folder, SafeNames names) {
        this.folder = folder.toAbsolutePath().normalize();
        this.names = names;
    }

    /**
     * Takes a place in the folder.
     *
     * @param relative where the file is to be, with slashes
     * @param name the whole file name, for the message
     * @throws IOException saying why the name can't be used here
     */
    public Path claim(String relative, String name) throws IOException {
        String objection = names.objection(relative);
        if (objection != null) {
            throw new IOException("the name can't be used here: " + objection);
        }
        String key = names.collisionKey(relative);
        if (files.containsKey(key)) {
            throw new IOException("'" + files.get(key) + "' would be the same file here");
        }
        if (folders.containsKey(key)) {
            throw new IOException("'" + folders.get(key) + "' needs a folder of this name");
        }
        List<String> above = foldersAbove(key);
        for (String folderKey : above) {
            String file = files.get(folderKey);
            if (file != null) {
                throw new IOException("'" + file + "' is a file, and this name needs a folder of that name");
            }
        }
        Path place = resolve(relative);
        files.put(key, name);
        above.forEach(folderKey -> folders.putIfAbsent(folderKey, name));
        return place;
    }

    private static List<String> foldersAbove(String key) {
        List<String> above = new ArrayList<>();
        for (int slash = key.indexOf('/'); slash > 0; slash = key.indexOf('/', slash + 1)) {
            above.add(key.substring(0, slash));
        }
        return above;
    }

    private Path resolve(String relative) throws IOException {
        try {
            Path place = folder.resolve(relative.replace('/', java.io.File.separatorChar))
                    .normalize();
            if (!place.startsWith(folder) || !staysInside(place)) {
                throw new IOException("it would lie outside of '" + folder + "'");
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

    /** A symbolic link in the folder must not lead out of it. */
    private boolean staysInside(Path place) throws IOException {
        if (!Files.exists(folder)) {
            return true;
        }
        Path ancestor = folder;
        for (Path segment : folder.relativize(place)) {
            Path next = ancestor.resolve(segment);
            if (Files.isSymbolicLink(next) && !Files.exists(next) && !next.equals(place)) {
                // It leads nowhere yet, so there is no telling what it will lead to.
                return false;
            }
            if (!Files.isDirectory(next)) {
                break;
            }
            ancestor = next;
        }
        return ancestor.toRealPath().startsWith(folder.toRealPath());
    }
}
