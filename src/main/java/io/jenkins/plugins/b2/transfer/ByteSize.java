package io.jenkins.plugins.b2.transfer;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of bytes as people write and read them. */
public final class ByteSize {
    /** The one letter whose case matters is the last: B is a byte, b a bit. */
    private static final Pattern WRITTEN = Pattern.compile(
            "\\s*(\\d{1,18}(?:\\.\\d{1,6})?)\\s*([kKmMgGtT]?)(i?)([bB]?)(?:\\s*/\\s*[sS]|[pP][sS])?\\s*");

    private static final BigDecimal BITS = BigDecimal.valueOf(8);

    private static final Map<String, Integer> POWERS = Map.of("", 0, "k", 1, "m", 2, "g", 3, "t", 4);
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    private ByteSize() {}

    /**
     * Reads {@code 104857600}, {@code 100 MB} (100 million), {@code 100 MiB} (100 times 1,048,576) or, for rates,
     * {@code 10 MB/s}; the B may be left out. A small b means bits, as in {@code 24 Mbps}, which is {@code 3 MB/s}.
     *
     * @throws IllegalArgumentException that says how to write it
     */
    public static long parse(String text) {
        Matcher matcher = WRITTEN.matcher(text);
        if (!matcher.matches()
                || (!matcher.group(3).isEmpty() && matcher.group(2).isEmpty())) {
            throw new IllegalArgumentException("'" + text
                    + "' is not a size: write it as 500000, 100 MB, 1.5 GiB or, for a rate, 10 MB/s or 80 Mbps");
        }
        BigDecimal unit = BigDecimal.valueOf(matcher.group(3).isEmpty() ? 1000 : 1024)
                .pow(POWERS.get(matcher.group(2).toLowerCase(Locale.ROOT)));
        try {
            return new BigDecimal(matcher.group(1))
                    .multiply(unit)
                    .divide(matcher.group(4).equals("b") ? BITS : BigDecimal.ONE)
                    .toBigInteger()
                    .longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "' is larger than any file can be", e);
        }
    }

    /** Such as {@code 2.4 GiB}; never more than six characters of number. */
    public static String format(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1023.95 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + " B" : oneDecimal(value) + " " + UNITS[unit];
    }

    /** Said of every file, for which a formatter is slow. */
    private static String oneDecimal(double value) {
        long tenths = Math.round(value * 10);
        return tenths / 10 + "." + tenths % 10;
    }

    /** Such as {@code 48.9 MB/s}: rates count in powers of ten, as network people do. */
    public static String formatRate(double bytesPerSecond) {
        if (bytesPerSecond < 1000) {
            return String.format(Locale.ROOT, "%.0f B/s", bytesPerSecond);
        }
        String[] units = {"kB/s", "MB/s", "GB/s"};
        double value = bytesPerSecond / 1000;
        int unit = 0;
        while (value >= 999.95 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        return oneDecimal(value) + " " + units[unit];
    }
}
