package io.jenkins.plugins.b2.transfer.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The folder into which files with foreign names are put: checks each name before a byte of it moves. Not thread-safe; one
 * for each download.
 */
public final class TargetFolder {
    private final Path folder;
    private final SafeNames names;
    private final Map<String, String> taken = new HashMap<>();

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
        String other = taken.putIfAbsent(key, name);
        if (other != null) {
            throw new IOException("'" + other + "' would be the same file here");
        }
        for (int slash = key.indexOf('/'); slash > 0; slash = key.indexOf('/', slash + 1)) {
            String file = taken.get(key.substring(0, slash));
            if (file != null) {
                throw new IOException("'" + file + "' is a file, and this name needs a folder of that name");
            }
        }
        return resolve(relative);
    }

    private Path resolve(String relative) throws IOException {
        try {
            Path place = folder.resolve(relative.replace('/', java.io.File.separatorChar)).normalize();
            if (!place.startsWith(folder) || !staysInside(place)) {
                throw new IOException("it would lie outside of '" + folder + "'");
            }
            return place;
        } catch (InvalidPathException e) {
            throw new IOException("the name can't be used here: " + e.getReason(), e);
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
            if (!Files.exists(next)) {
                break;
            }
            ancestor = Files.isDirectory(next) ? next : ancestor;
        }
        return ancestor.toRealPath().startsWith(folder.toRealPath());
    }
}
