package io.jenkins.plugins.b2.artifacts;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * What a build has below one prefix in B2, by path. Kept beside the build's other files as text in gzip's format: a line
 * with the {@link StoredPlace} as JSON, then a line an entry. As long as the file exists there may be something in B2.
 * Immutable.
 */
final class Manifest {
    /** Of the artifacts, in the folder of the build. */
    static final String ARTIFACTS = "backblaze-b2-artifacts.gz";
    /** Of the stashes. */
    static final String STASHES = "backblaze-b2-stashes.gz";

    private final StoredPlace place;
    private final NavigableMap<String, StoredEntry> entries;

    private Manifest(StoredPlace place, NavigableMap<String, StoredEntry> entries) {
        this.place = place;
        this.entries = entries;
    }

    static Manifest empty(StoredPlace place) {
        return new Manifest(place, Collections.emptyNavigableMap());
    }

    StoredPlace place() {
        return place;
    }

    /** By path, in the order of {@link String}s. */
    NavigableMap<String, StoredEntry> entries() {
        return Collections.unmodifiableNavigableMap(entries);
    }

    /** With more of them; those of the same paths are replaced. */
    Manifest with(Collection<StoredEntry> more) {
        NavigableMap<String, StoredEntry> all = new TreeMap<>(entries);
        more.forEach(entry -> all.put(entry.path(), entry));
        return new Manifest(place, all);
    }

    /** Whether there is something below a path that ends with a slash, or is empty. */
    boolean hasFolder(String path) {
        String first = entries.ceilingKey(path);
        return first != null && first.startsWith(path);
    }

    /** The names right below a path that ends with a slash, or is empty. */
    List<String> children(String path) {
        List<String> names = new ArrayList<>();
        String next = entries.ceilingKey(path);
        while (next != null && next.startsWith(path)) {
            int slash = next.indexOf('/', path.length());
            String name = next.substring(path.length(), slash < 0 ? next.length() : slash);
            if (names.isEmpty() || !names.get(names.size() - 1).equals(name)) {
                names.add(name);
            }
            // Past all that begins with the folder and a slash; '0' is the character behind the slash.
            next = slash < 0 ? entries.higherKey(next) : entries.ceilingKey(path + name + '0');
        }
        return names.stream().distinct().toList();
    }

    static Manifest read(Path file) throws IOException {
        try (BufferedReader lines = open(file)) {
            StoredPlace place = StoredPlace.parse(String.valueOf(lines.readLine()));
            NavigableMap<String, StoredEntry> entries = new TreeMap<>();
            String line;
            while ((line = lines.readLine()) != null) {
                StoredEntry entry = StoredEntry.parse(line);
                entries.put(entry.path(), entry);
            }
            return new Manifest(place, entries);
        } catch (IllegalArgumentException | net.sf.json.JSONException e) {
            throw new IOException("The list of this build's files in B2, '" + file + "', is damaged", e);
        }
    }

    /** The place alone. */
    static StoredPlace readPlace(Path file) throws IOException {
        try (BufferedReader lines = open(file)) {
            return StoredPlace.parse(String.valueOf(lines.readLine()));
        } catch (IllegalArgumentException | net.sf.json.JSONException e) {
            throw new IOException("The list of a build's files in B2, '" + file + "', is damaged", e);
        }
    }

    private static BufferedReader open(Path file) throws IOException {
        return new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8));
    }

    /** Replaces the file as a whole. */
    void write(Path file) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (BufferedWriter lines = new BufferedWriter(
                new OutputStreamWriter(new GZIPOutputStream(Files.newOutputStream(fresh)), StandardCharsets.UTF_8))) {
            lines.write(place.toJson());
            lines.write('\n');
            for (StoredEntry entry : entries.values()) {
                lines.write(entry.toLine());
                lines.write('\n');
            }
        }
        // There is no other list of what is in B2.
        try (FileChannel written = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** What is there; null when nothing is. */
    static Manifest readIfThere(Path file) throws IOException {
        try {
            return read(file);
        } catch (NoSuchFileException e) {
            return null;
        }
    }
}
