package io.jenkins.plugins.b2.emulator;

import static io.jenkins.plugins.b2.emulator.B2EmulatorExtension.BUCKET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.emulator.fault.Fault.Moment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** rclone, as it is, against the emulator. */
@ExtendWith(B2EmulatorExtension.class)
@Tag("slow")
class RcloneTest {
    private static final String REMOTE = "emu:" + BUCKET;

    @TempDir
    Path temp;

    private B2Emulator emulator;
    private Tool rclone;
    private Path tree;
    private Path back;

    @BeforeEach
    void configure(B2Emulator running) throws Exception {
        emulator = running;
        rclone = Tool.installed("rclone")
                .with("RCLONE_CONFIG", Files.createFile(temp.resolve("config")).toString())
                .with("RCLONE_CONFIG_EMU_TYPE", "b2")
                .with("RCLONE_CONFIG_EMU_ACCOUNT", emulator.applicationKeyId())
                .with("RCLONE_CONFIG_EMU_KEY", emulator.applicationKey())
                .with("RCLONE_CONFIG_EMU_ENDPOINT", emulator.realm())
                .with("RCLONE_B2_UPLOAD_CUTOFF", "5M")
                .with("RCLONE_B2_CHUNK_SIZE", "5M");
        tree = Files.createDirectory(temp.resolve("tree"));
        back = temp.resolve("back");
    }

    private Map<String, String> stored() {
        Map<String, String> all = new TreeMap<>();
        emulator.files(BUCKET).forEach(f -> all.merge(f.fileName(), f.action(), (a, b) -> a + " " + b));
        return all;
    }

    @Test
    void aTreeOfOddNamesGoesThereAndBack() throws Exception {
        Map<String, byte[]> contents = OddTree.write(tree);
        rclone.run("copy", tree.toString(), REMOTE);
        assertEquals(contents.keySet(), new TreeSet<>(stored().keySet()));
        assertEquals(3, emulator.calls().of("b2_upload_part").outcome("200"));
        rclone.run("check", "--download", tree.toString(), REMOTE);
        rclone.run("copy", REMOTE, back.toString());
        assertEquals(OddTree.hashes(contents), OddTree.read(back));
        String listed = rclone.run("lsf", "-R", "--files-only", REMOTE);
        contents.keySet().forEach(name -> assertTrue(listed.lines().anyMatch(name::equals), name + " in\n" + listed));
        rclone.run("copyto", REMOTE + "/big/in parts", REMOTE + "/copied");
        assertEquals(
                contents.get("big/in parts").length,
                emulator.files(BUCKET).stream()
                        .filter(f -> f.fileName().equals("copied"))
                        .findFirst()
                        .orElseThrow()
                        .length());
    }

    @Test
    void deletingHidesAndVersionsStay() throws Exception {
        Files.writeString(tree.resolve("x"), "one");
        rclone.run("copy", tree.toString(), REMOTE);
        Files.writeString(tree.resolve("x"), "second");
        rclone.run("copy", tree.toString(), REMOTE);
        rclone.run("deletefile", REMOTE + "/x");
        assertEquals("hide upload upload", stored().get("x"));
        assertEquals("", rclone.run("lsf", REMOTE));
        assertEquals(2, rclone.run("--b2-versions", "lsf", REMOTE).lines().count());
        rclone.run("cleanup", REMOTE);
        assertEquals("", rclone.run("--b2-versions", "lsf", REMOTE));
        assertTrue(stored().isEmpty(), stored().toString());
    }

    @Test
    void hardDeletesAndBucketsWork() throws Exception {
        Files.writeString(tree.resolve("x"), "one");
        rclone.run("mkdir", "emu:another-bucket");
        rclone.run("copy", tree.toString(), "emu:another-bucket");
        rclone.run("--b2-hard-delete", "delete", "emu:another-bucket");
        assertTrue(emulator.files("another-bucket").isEmpty());
        rclone.run("rmdir", "emu:another-bucket");
        assertFalse(emulator.buckets().contains("another-bucket"));
    }

    @Test
    void rangesAreRead() throws Exception {
        Files.writeString(tree.resolve("x"), "0123456789");
        rclone.run("copy", tree.toString(), REMOTE);
        assertEquals("345", rclone.run("cat", "--offset", "3", "--count", "3", REMOTE + "/x"));
        assertEquals(
                1,
                emulator.calls().of("b2_download_file_by_id").outcome("206")
                        + emulator.calls().of("b2_download_file_by_name").outcome("206"));
    }

    @Test
    void itGetsThroughFailures() throws Exception {
        Map<String, byte[]> contents = OddTree.write(tree);
        emulator.faults().add(Fault.on("*").probability(0.05, 1).status(503, "service_unavailable"));
        emulator.faults()
                .add(Fault.on("b2_upload_part")
                        .skip(1)
                        .at(Moment.REQUEST_BODY)
                        .afterBytes(100_000)
                        .reset());
        rclone.run("copy", "--retries", "10", tree.toString(), REMOTE);
        emulator.faults().clear();
        rclone.run("copy", REMOTE, back.toString());
        assertEquals(OddTree.hashes(contents), OddTree.read(back));
    }
}
