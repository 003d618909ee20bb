package io.jenkins.plugins.b2.transfer.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/**
 * A file that appears when all of it is written; what stood at its place stays until then, and when it is closed before.
 * Belongs to one thread.
 */
public final class WholeFile extends OutputStream {
    private final DownloadTarget target;
    private long position;

    private WholeFile(DownloadTarget target) {
        this.target = target;
    }

    /**
     * @param root out of which the file must not lead; made where it is missing; null for a file that may be anywhere
     * @throws IOException when it can't be written there
     */
    public static WholeFile begin(Path file, Path root) throws IOException, InterruptedException {
        PinnedFolder bound = root == null ? null : PinnedFolder.made(root, null);
        TargetPlace place = TargetPlace.of(file, bound);
        return new WholeFile(place.open(TargetContent.once(file.toString(), 0)));
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        target.write(buffer, offset, length, position);
        position += length;
    }

    /**
     * The content is complete.
     *
     * @return what went not quite as it should, in words; mostly nothing
     */
    public List<String> commit() throws IOException {
        return target.commit(null);
    }

    @Override
    public void close() throws IOException {
        target.close();
    }
}
