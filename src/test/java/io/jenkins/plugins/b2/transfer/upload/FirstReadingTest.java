package io.jenkins.plugins.b2.transfer.upload;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.b2.transfer.files.UploadSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What takes little time to be read once more. */
class FirstReadingTest {
    private static final long HOUR = 3_600_000;

    @ParameterizedTest
    @CsvSource({
        "0, 9999999999, true",
        "1073741824, 9999999999, true",
        "1073741825, 9999999999, false",
        "1073741825, 0, true",
        "10000000000000, 0, false"
    })
    void smallOrWrittenLatelyAndFittingIntoMemory(long length, long age, boolean quick) {
        assertEquals(quick, FirstReading.isQuick(source(length, System.currentTimeMillis() - Math.min(age, 2 * HOUR))));
    }

    private static UploadSource source(long length, long modified) {
        return new UploadSource() {
            @Override
            public long length() {
                return length;
            }

            @Override
            public String path() {
                return "a";
            }

            @Override
            public Long modifiedMillis() {
                return modified;
            }

            @Override
            public void checkUnchanged() {}

            @Override
            public int read(byte[] buffer, int offset, int count, long position) {
                return -1;
            }

            @Override
            public void close() {}
        };
    }
}
