package io.jenkins.plugins.b2.transfer.files;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Which pieces of a partial file are there: a line for the content, and a line for each piece with its CRC-32C, which tells
 * of pieces that did not reach the disk. Each line is signed, so one that was cut off or that somebody else has written ends
 * the record. Thread-safe.
 */
final class PartialRecord implements Closeable {
    private static final Pattern PIECE = Pattern.compile("(\\d{1,14}) (\\d{1,14}) ([0-9a-f]{8})");
    private static final int SIGNATURE_BYTES = 16;
    private static final int MAX_LINE = 1000;

    private final Opener opener;
    private final TargetContent content;
    private FileChannel channel;
    private long end;
    private boolean begun;

    /** Opens the record again. */
    @FunctionalInterface
    interface Opener {
        FileChannel open() throws IOException;
    }

    /**
     * @param channel for reading and writing
     * @param opener for the case that it is closed by an interrupt
     */
    PartialRecord(FileChannel channel, Opener opener, TargetContent content) {
        this.channel = channel;
        this.opener = opener;
        this.content = content;
    }

    /** Takes a piece of the record. */
    @FunctionalInterface
    interface Visitor {
        void piece(long from, long to, int crc) throws IOException;
    }

    /** Reads the lines that are in order; what comes behind them is forgotten. */
    void read(Visitor visitor) throws IOException {
        channel.position(0);
        // Not closed, because that would close the channel.
        InputStream in = new BufferedInputStream(Channels.newInputStream(channel));
        long good = 0;
        String line;
        while ((line = line(in)) != null) {
            String text = verified(line);
            Matcher piece = text == null || !begun ? null : PIECE.matcher(text);
            if (text == null || (begun ? !piece.matches() : !text.equals(title()))) {
                break;
            }
            if (begun) {
                visitor.piece(
                        Long.parseLong(piece.group(1)),
                        Long.parseLong(piece.group(2)),
                        Integer.parseUnsignedInt(piece.group(3), 16));
            }
            begun = true;
            good += line.getBytes(StandardCharsets.UTF_8).length + 1;
        }
        channel.truncate(good);
        end = good;
    }

    /** Null at the end, and for what ends without a line's end. */
    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int one;
        while ((one = in.read()) >= 0 && line.size() < MAX_LINE) {
            if (one == '\n') {
                return line.toString(StandardCharsets.UTF_8);
            }
            line.write(one);
        }
        return null;
    }

    synchronized void add(long from, long to, int crc) throws IOException {
        if (!begun) {
            append(title());
            begun = true;
        }
        append(from + " " + to + " " + String.format("%08x", crc));
    }

    /** An interrupt closes the channel, and comes just when it is of use to record what is there. */
    private void append(String text) throws IOException {
        byte[] line = (text + " " + signature(text) + "\n").getBytes(StandardCharsets.UTF_8);
        boolean interrupted = Thread.interrupted();
        try {
            while (!write(line)) {
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        end += line.length;
    }

    private boolean write(byte[] line) throws IOException {
        try {
            if (!channel.isOpen()) {
                channel = opener.open();
            }
            ByteBuffer bytes = ByteBuffer.wrap(line);
            while (bytes.hasRemaining()) {
                channel.write(bytes, end + bytes.position());
            }
            return true;
        } catch (ClosedByInterruptException e) {
            return false;
        }
    }

    private String title() {
        return "b2-partial-1 " + content.id().replaceAll("\\s", "?") + " " + content.size();
    }

    private String verified(String line) {
        int end = line.lastIndexOf(' ');
        if (end < 0) {
            return null;
        }
        String text = line.substring(0, end);
        return MessageDigest.isEqual(
                        signature(text).getBytes(StandardCharsets.UTF_8),
                        line.substring(end + 1).getBytes(StandardCharsets.UTF_8))
                ? text
                : null;
    }

    /** With the id in it, so that no line fits another file's record. */
    private String signature(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(content.recordKey(), "HmacSHA256"));
            mac.update(content.id().getBytes(StandardCharsets.UTF_8));
            byte[] hash = mac.doFinal(("\n" + text).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(hash, SIGNATURE_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HmacSHA256", e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        channel.close();
    }
}
