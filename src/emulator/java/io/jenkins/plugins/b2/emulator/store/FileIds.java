package io.jenkins.plugins.b2.emulator.store;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * File ids in B2's shape: URL-safe, opaque to clients, and telling the emulator which row is meant. The first digit
 * behind {@code _f} is B2's: it tells small, large and tiny files apart.
 */
public final class FileIds {
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("'_d'yyyyMMdd'_m'HHmmss").withZone(ZoneOffset.UTC);
    private static final Pattern SHAPE = Pattern.compile(
            "4_z([0-9a-f]{24})_f[124]([0-9a-f]{15})_d\\d{8}_m\\d{6}_c\\d{3}" + "_v\\d{7}_t\\d{4}_u(\\d{14})");

    /** Where B2 draws the line between tiny and small is not known; hide markers are taken to be tiny, too. */
    private static final int TINY_BYTES = 256;

    private static final int NUMBER_DIGITS = 15;

    private FileIds() {}

    /** The parts of an id that matter here. */
    record Parsed(String bucketId, long number, long timestamp) {}

    static String format(FileVersion file) {
        String hex = Long.toHexString(file.number());
        String millis = Long.toString(file.timestamp());
        return "4_z" + file.bucketId() + "_f" + kind(file) + "0".repeat(NUMBER_DIGITS - hex.length()) + hex
                + MOMENT.format(Instant.ofEpochMilli(file.timestamp()))
                + "_c001_v0001000_t0000_u" + "0".repeat(Math.max(0, 14 - millis.length())) + millis;
    }

    private static char kind(FileVersion file) {
        if (file.action() == FileVersion.Action.HIDE) {
            return '4';
        }
        if (file.content().sha1() == null) {
            return '2';
        }
        return file.content().length() <= TINY_BYTES ? '4' : '1';
    }

    /** Answers 400 when the text was never a file id. */
    static Parsed parse(String fileId) {
        Matcher m = SHAPE.matcher(fileId);
        if (!m.matches()) {
            throw B2Failure.badRequest("Bad fileId: " + fileId);
        }
        return new Parsed(m.group(1), Long.parseUnsignedLong(m.group(2), 16), Long.parseLong(m.group(3)));
    }
}
