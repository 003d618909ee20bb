package io.jenkins.plugins.b2.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes and rates as people write and read them. */
class ByteSizeTest {
    private static final List<String> DECIMAL = List.of("", "k", "m", "g", "t");

    @ParameterizedTest
    @CsvSource({
        "104857600, 104857600",
        "100 MB, 100000000",
        "100 MiB, 104857600",
        "100m, 100000000",
        "1.5 GiB, 1610612736",
        "10 MB/s, 10000000",
        "10 mB / s, 10000000",
        "24 Mbps, 3000000",
        "3Mb/s, 375000",
        "10mbps, 1250000",
        "24Mb, 3000000",
        "1 Gib/s, 134217728",
        "10MBps, 10000000",
        "5 B, 5",
        "0, 0",
        "' 7 kB ', 7000",
        "2TiB, 2199023255552",
    })
    void isReadAsWritten(String text, long bytes) {
        assertEquals(bytes, ByteSize.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "-1", "ten", "10 XB", "10 iB", "1,5 GB", "1.5.5", "0x10", "10 MB/h", "1e6", "NaN", "10 MBB",
                "٣"
            })
    void nonsenseIsNamedWithTheWayToWriteIt(String text) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> ByteSize.parse(text));
        assertTrue(e.getMessage().startsWith("'" + text + "' is not a size: write it as "), e.getMessage());
    }

    @Test
    void moreThanALongIsRefused() {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> ByteSize.parse("999999999999 TB"));
        assertTrue(e.getMessage().contains("larger than any file"), e.getMessage());
    }

    @Property
    void unitsMultiply(@ForAll @LongRange(max = 8_000_000) long number, @ForAll @IntRange(max = 4) int power) {
        String unit = DECIMAL.get(power);
        assertEquals(number * (long) Math.pow(1000, power), ByteSize.parse(number + " " + unit + "B"));
        if (power > 0) {
            assertEquals(number << 10 * power, ByteSize.parse(number + unit.toUpperCase() + "iB"));
        }
    }

    @Property
    void whatIsFormattedCanBeReadAgain(@ForAll @LongRange(min = 0, max = Long.MAX_VALUE / 2) long bytes) {
        String text = ByteSize.format(bytes);
        long read = ByteSize.parse(text);
        assertTrue(Math.abs(read - bytes) <= bytes * 0.051, text);
    }

    @Property
    void sizesUpToTheLargestFileFitInSixCharacters(@ForAll @LongRange(max = 10_000_000_000_000L) long bytes) {
        String number = ByteSize.format(bytes).split(" ")[0];
        assertTrue(number.length() <= 6, number);
    }

    @Property
    void anyTextIsReadOrRefused(@ForAll @StringLength(max = 12) String text) {
        try {
            assertTrue(ByteSize.parse(text) >= 0);
        } catch (IllegalArgumentException e) {
            assertTrue(e.getMessage().contains(text));
        }
    }

    @Test
    void formatsRoundToTheNextUnitAtTheRightPlace() {
        assertEquals("1023 B", ByteSize.format(1023));
        assertEquals("1.0 KiB", ByteSize.format(1024));
        assertEquals("1.0 MiB", ByteSize.format(1024 * 1024 - 1));
        assertEquals("2.4 GiB", ByteSize.format(2_576_980_378L));
        assertEquals("999 B/s", ByteSize.formatRate(999.4));
        assertEquals("48.9 MB/s", ByteSize.formatRate(48_900_000));
        assertEquals("1.0 MB/s", ByteSize.formatRate(999_990));
    }
}
