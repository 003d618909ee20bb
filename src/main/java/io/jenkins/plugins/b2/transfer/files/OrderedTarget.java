package io.jenkins.plugins.b2.transfer.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A device, a pipe, or a stream such as standard output: bytes go there one after the other, and nothing of it can be taken
 * back. Belongs to one thread at a time.
 */
public final class OrderedTarget implements DownloadTarget {
    /** Of a mode, the bits that tell the kind of a file, and the kind of a named pipe; the same on all of Unix. */
    private static final int KIND = 0170000;

    private static final int PIPE = 0010000;

    private final String place;
    private final WritableByteChannel out;
    private final boolean owned;
    private long written;

    private OrderedTarget(String place, WritableByteChannel out, boolean owned) {
        this.place = place;
        this.out = out;
        this.owned = owned;
    }

    /**
     * @param name what it is called
     * @param channel is left open
     */
    public static OrderedTarget of(String name, WritableByteChannel channel) {
        return new OrderedTarget(name, channel, false);
    }

    /** As {@link #of(String, WritableByteChannel)}. */
    public static OrderedTarget of(String name, java.io.OutputStream stream) {
        return of(name, Channels.newChannel(stream));
    }

    /** Opens a device, or a pipe, for which it waits until somebody reads from it. */
    static OrderedTarget open(Path place) throws IOException, InterruptedException {
        FileChannel channel = isPipe(place) ? openPipe(place) : open(place, StandardOpenOption.WRITE);
        return new OrderedTarget(place.toString(), channel, true);
    }

    private static FileChannel open(Path place, OpenOption option) throws IOException {
        return FileChannel.open(place, option);
    }

    private static boolean isPipe(Path place) throws IOException {
        try {
            return ((int) Files.getAttribute(place, "unix:mode", new LinkOption[0]) & KIND) == PIPE;
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return false;
        }
    }

    /** The system waits for a reader and can't be interrupted in that; becoming the reader ends the wait. */
    private static FileChannel openPipe(Path place) throws IOException, InterruptedException {
        FutureTask<FileChannel> opening = new FutureTask<>(() -> open(place, StandardOpenOption.WRITE));
        Thread opener = new Thread(opening, "b2-open-pipe");
        opener.setDaemon(true);
        opener.start();
        try {
            return opening.get();
        } catch (InterruptedException e) {
            open(place, StandardOpenOption.READ).close();
            opener.join();
            closeOpened(opening);
            throw e;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        }
    }

    private static void closeOpened(FutureTask<FileChannel> opening) throws IOException, InterruptedException {
        try {
            opening.get().close();
        } catch (ExecutionException e) {
            // It could not be opened, so there is nothing to close.
            return;
        }
    }

    @Override
    public boolean isOrdered() {
        return true;
    }

    @Override
    public void write(byte[] buffer, int offset, int length, long position) throws IOException {
        if (position != written) {
            throw new IOException("Byte " + position + " came when byte " + written + " was due");
        }
        ByteBuffer bytes = ByteBuffer.wrap(buffer, offset, length);
        while (bytes.hasRemaining()) {
            written += out.write(bytes);
        }
    }

    @Override
    public int read(ByteBuffer buffer, long position) throws IOException {
        throw new IOException("What went to '" + place + "' can't be read back");
    }

    @Override
    public long size() {
        return written;
    }

    @Override
    public List<String> commit(Long modifiedMillis) throws IOException {
        close();
        return List.of();
    }

    @Override
    public void discard() {
        // What is written is written.
    }

    @Override
    public String place() {
        return place;
    }

    @Override
    public void close() throws IOException {
        if (owned) {
            out.close();
        }
    }
}
