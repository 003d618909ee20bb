package io.jenkins.plugins.b2.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Single questions about files: is it there, what is in this folder, give me these bytes. */
class FileLookupTest {
    @RegisterExtension
    final EmulatorFixture fixture = new EmulatorFixture();

    @Test
    void findsTheNewestVersionOnly() throws Exception {
        fixture.put("a", new byte[] {1}, null);
        String newest = fixture.put("a", new byte[] {1, 2}, null);
        B2Session session = fixture.open();
        assertEquals(newest, session.find("a").fileId());
        assertEquals(2, session.find("a").size());
        assertNull(session.find("b"));
        fixture.emulator().bucket(EmulatorFixture.BUCKET).hide("a");
        assertNull(session.find("a"));
    }

    @Test
    void aFolderHasFilesAndFolders() throws Exception {
        for (String name : List.of("x", "d/a", "d/b/c", "d/b/d", "d/e/f")) {
            fixture.put(name, new byte[] {1}, null);
        }
        List<RemoteFile> rows = new ArrayList<>();
        fixture.open().folder("d/", rows::add);
        assertEquals(List.of("d/a", "d/b/", "d/e/"), EmulatorFixture.names(rows));
        assertEquals(
                List.of(false, true, true),
                rows.stream().map(RemoteFile::isFolder).toList());
    }

    @Test
    void bytesComeInOrderWhateverBreaks() throws Exception {
        byte[] content = EmulatorFixture.bytes(3, 2_000_000);
        fixture.put("big", content, null);
        B2Session session = fixture.open();
        fixture.fault(Fault.on("b2_download_file_by_id").times(2).truncate());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        session.read(session.find("big"), 100, 1_500_000, out);
        assertArrayEquals(Arrays.copyOfRange(content, 100, 1_500_100), out.toByteArray());
        assertEquals(2, fixture.fired());
    }

    @Test
    void aTokenForDownloadsIsNoSecretInPrint() throws Exception {
        fixture.put("d/a", new byte[] {1}, null);
        Secret token = fixture.open().authorizeDownloads("d/", Duration.ofMinutes(5));
        assertTrue(token.reveal().length() > 10);
        assertEquals("****", token.toString());
    }
}
