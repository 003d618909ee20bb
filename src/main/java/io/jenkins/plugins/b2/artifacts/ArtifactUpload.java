package io.jenkins.plugins.b2.artifacts;

import hudson.util.IOUtils;
import io.jenkins.plugins.b2.transfer.Encryption;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.LocalEnvironment;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferListener;
import io.jenkins.plugins.b2.transfer.TransferSummary;
import io.jenkins.plugins.b2.transfer.UploadRequest;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;

/**
 * Sends files that are artifacts of a build, and tells what there is in B2 then.
 *
 * @param prefix of the build's artifacts
 * @param paths where they are, relative to the local folder, by paths among the artifacts
 */
record ArtifactUpload(String prefix, Map<String, String> paths) {
    TransferSummary send(B2Session session, LocalEnvironment local, TransferListener results)
            throws TransferException, InterruptedException {
        return session.upload(UploadRequest.files(prefix, paths).build(), local, results);
    }

    /** Once all of them have arrived. */
    ArrayList<StoredEntry> entries(LocalEnvironment local, UploadResults results) throws IOException {
        Encryption encryption = local.encryption();
        String suffix = encryption == null ? "" : encryption.suffix();
        ArrayList<StoredEntry> entries = new ArrayList<>(paths.size());
        for (Map.Entry<String, String> file : paths.entrySet()) {
            FileResult.Uploaded uploaded = results.of(prefix + file.getKey() + suffix);
            Path path = local.folder().resolve(file.getValue());
            entries.add(new StoredEntry(
                    file.getKey(),
                    uploaded.size(),
                    uploaded.storedSize(),
                    Files.getLastModifiedTime(path).toMillis(),
                    IOUtils.mode(path.toFile()),
                    link(file.getKey(), path),
                    uploaded.sha1(),
                    uploaded.fileId(),
                    suffix,
                    false));
        }
        return entries;
    }

    /** Where a link leads, if to another one of these files; what is copied elsewhere then leads somewhere, too. */
    private String link(String archived, Path path) throws IOException {
        if (!Files.isSymbolicLink(path)) {
            return null;
        }
        Path target = Files.readSymbolicLink(path);
        if (target.isAbsolute()) {
            return null;
        }
        String name = Path.of(archived).resolveSibling(target).normalize().toString();
        String other = paths.get(name.replace('\\', '/'));
        Path folder = path.getParent();
        boolean among = other != null
                && folder != null
                && folder.resolve(target).normalize().endsWith(Path.of(other).normalize())
                && Files.exists(path, LinkOption.NOFOLLOW_LINKS);
        return among ? target.toString().replace('\\', '/') : null;
    }
}
