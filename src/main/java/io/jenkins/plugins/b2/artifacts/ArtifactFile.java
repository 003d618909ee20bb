package io.jenkins.plugins.b2.artifacts;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Util;
import hudson.model.Run;
import io.jenkins.plugins.b2.connection.LogLine;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.OpenOption;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import jenkins.util.VirtualFile;
import org.apache.tools.zip.Zip64Mode;
import org.apache.tools.zip.ZipEntry;
import org.apache.tools.zip.ZipOutputStream;

/**
 * An artifact, or a folder of artifacts. All but the content is read from the build's own list; B2 is asked for nothing.
 */
final class ArtifactFile extends VirtualFile {
    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(ArtifactFile.class.getName());
    /** As the folder is called on disk, and in an archive of all. */
    private static final String ROOT = "archive";

    private final transient B2ArtifactManager manager;
    private final String path;

    /**
     * @param path below the build's artifacts, without a slash at its end; empty for all of them
     */
    ArtifactFile(B2ArtifactManager manager, String path) {
        this.manager = manager;
        this.path = path;
    }

    private Manifest manifest() throws IOException {
        return manager.manifest();
    }

    @CheckForNull
    private StoredEntry entry() throws IOException {
        return manifest().entries().get(path);
    }

    private String folder() {
        return path.isEmpty() ? "" : path + "/";
    }

    @NonNull
    @Override
    public String getName() {
        return path.isEmpty() ? ROOT : path.substring(path.lastIndexOf('/') + 1);
    }

    @NonNull
    @Override
    public URI toURI() {
        StoredPlace place = manager.places().artifacts();
        try {
            return new URI("b2", place.bucket(), "/" + place.prefix() + path, null);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public VirtualFile getParent() {
        return path.isEmpty() ? null : new ArtifactFile(manager, path.substring(0, Math.max(0, path.lastIndexOf('/'))));
    }

    @Override
    public boolean isDirectory() throws IOException {
        return entry() == null && manifest().hasFolder(folder());
    }

    @Override
    public boolean isFile() throws IOException {
        return entry() != null;
    }

    @Override
    public boolean exists() throws IOException {
        return isFile() || isDirectory();
    }

    @NonNull
    @Override
    public VirtualFile[] list() throws IOException {
        if (isFile()) {
            return new VirtualFile[0];
        }
        List<String> names = manifest().children(folder());
        return names.stream().map(this::child).toArray(VirtualFile[]::new);
    }

    @NonNull
    @Override
    public VirtualFile child(@NonNull String name) {
        String below = name.replaceAll("/+$", "");
        return below.isEmpty() ? this : new ArtifactFile(manager, folder() + below);
    }

    @Override
    public long length() throws IOException {
        StoredEntry entry = entry();
        return entry == null ? 0 : entry.size();
    }

    @Override
    public long lastModified() throws IOException {
        StoredEntry entry = entry();
        return entry == null ? 0 : entry.modified();
    }

    @Override
    public int mode() throws IOException {
        StoredEntry entry = entry();
        return entry == null ? -1 : entry.mode();
    }

    @CheckForNull
    @Override
    public String readLink() throws IOException {
        StoredEntry entry = entry();
        return entry == null ? null : entry.link();
    }

    @Override
    public boolean canRead() throws IOException {
        return exists();
    }

    private StoredEntry required() throws IOException {
        StoredEntry entry = entry();
        if (entry == null) {
            throw new FileNotFoundException(Messages.ArtifactFile_noSuchArtifact(path, manager.run()));
        }
        return entry;
    }

    @Override
    public InputStream open() throws IOException {
        StoredEntry entry = required();
        try {
            return ArtifactStream.open(manager.run(), manifest().place(), entry);
        } catch (ArtifactUnavailableException e) {
            String reason = String.valueOf(e.getMessage());
            LOGGER.log(Level.WARNING, "{0}: {1}", new Object[] {manager.run(), LogLine.of(reason)});
            UnavailableArtifactFilter.tell(e);
            throw e;
        }
    }

    /**
     * As of files on disk, with their modes. The default has none, and where a file can't be had it closes the archive all the
     * same, so that whoever gets it takes it for all there is.
     */
    @Override
    public int zip(
            OutputStream out,
            String includes,
            String excludes,
            boolean useDefaultExcludes,
            String prefix,
            OpenOption... options)
            throws IOException {
        String folder = prefix == null || prefix.isBlank() ? "" : Util.ensureEndsWith(prefix, "/");
        Collection<String> files = new TreeSet<>(list(includes, excludes, useDefaultExcludes, options));
        // Not closed when a file fails: without its end, nobody takes it for an archive.
        ZipOutputStream zip = new ZipOutputStream(out);
        zip.setEncoding(StandardCharsets.UTF_8.name());
        zip.setUseZip64(Zip64Mode.AsNeeded);
        for (String name : files) {
            VirtualFile file = child(name);
            try (InputStream in = file.open()) {
                ZipEntry entry = new ZipEntry(folder + name);
                entry.setTime(file.lastModified());
                // Whether an entry needs the format for more than 4 GiB has to be known when it begins.
                entry.setSize(file.length());
                if (file.mode() != -1) {
                    entry.setUnixMode(file.mode());
                }
                zip.putNextEntry(entry);
                in.transferTo(zip);
                zip.closeEntry();
            }
        }
        zip.close();
        return files.size();
    }

    @CheckForNull
    @Override
    public URL toExternalURL() throws IOException {
        StoredEntry entry = entry();
        return entry == null
                ? null
                : ArtifactLinks.find(manager.run(), manifest().place(), entry);
    }

    /** Another process, or a restarted one, finds it by the build. */
    private Object writeReplace() {
        return new Handle(manager.run().getExternalizableId(), path);
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("is replaced when it is written");
    }

    private record Handle(String build, String path) implements Serializable {
        private Object readResolve() throws InvalidObjectException {
            Run<?, ?> run = Jenkins.getInstanceOrNull() == null ? null : Run.fromExternalizableId(build);
            if (run == null) {
                throw new InvalidObjectException("There is no build " + build + " here");
            }
            return run.getArtifactManager().root().child(path);
        }
    }
}
