package io.jenkins.plugins.b2.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.emulator.StoredFile;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.encryption.KdfParameters;
import io.jenkins.plugins.b2.transfer.encryption.KeyRing;
import io.jenkins.plugins.b2.transfer.encryption.KeySource;
import io.jenkins.plugins.b2.transfer.encryption.QuickKeys;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is stored under the name of an encrypted file is that file: nothing renamed or put in its place, nothing plain,
 * and nothing that stays ciphertext in silence.
 */
class EncryptedNamesTest {
    private static final byte[] OLD = EmulatorFixture.bytes(9, 100);
    private static final byte[] PLAIN = EmulatorFixture.bytes(1, 5000);

    @RegisterExtension
    final EmulatorFixture bench = new EmulatorFixture();

    private static Encryption encryption() {
        return EmulatorFixture.encryption(EncryptionFormat.AES256_GCM);
    }

    private Path target() throws Exception {
        return bench.file("target", OLD);
    }

    private void download(DownloadRequest.Builder request, Encryption encryption) throws Exception {
        try (B2Session session = bench.open()) {
            session.download(request.build(), LocalEnvironment.with(encryption), TransferListener.SILENT);
        }
    }

    private void upload(Path source, String name, Encryption encryption) throws Exception {
        try (B2Session session = bench.open()) {
            session.upload(
                    UploadRequest.file(source, name).build(),
                    LocalEnvironment.with(encryption),
                    TransferListener.SILENT);
        }
    }

    private TransferException refused(DownloadRequest.Builder request, Encryption encryption) throws Exception {
        TransferException e = assertThrows(TransferException.class, () -> download(request, encryption));
        assertEquals(Kind.INTEGRITY, e.kind(), e::getMessage);
        EmulatorFixture.assertSame(OLD, bench.folder().resolve("target"));
        return e;
    }

    /** Stores what was encrypted as one file under the name of another. */
    private String putAs(String name, String encryptedAs, EncryptionFormat format) throws Exception {
        return bench.emulator().put(EmulatorFixture.BUCKET, name, EmulatorFixture.encrypt(PLAIN, format, encryptedAs));
    }

    @Test
    void aNameWithoutItsSuffixIsToldOf() throws Exception {
        putAs("a.encrypted", "a.encrypted", EncryptionFormat.AES256_GCM);
        DownloadRequest.Builder request =
                DownloadRequest.name("a", bench.folder().resolve("new"));
        TransferException e = assertThrows(TransferException.class, () -> download(request, encryption()));
        assertEquals(Kind.NOT_FOUND, e.kind());
        assertTrue(e.getMessage().endsWith("its name in B2 ends with '.encrypted'"), e::getMessage);
        TransferException plain = assertThrows(TransferException.class, () -> download(request, null));
        assertFalse(plain.getMessage().contains("encrypted"), plain::getMessage);
    }

    @Test
    void aFileInThePlaceOfAnotherIsRefusedAndBothNamesAreTold() throws Exception {
        Path target = target();
        String id = putAs("a.encrypted", "b.encrypted", EncryptionFormat.AES256_GCM);
        for (DownloadRequest.Builder request :
                List.of(DownloadRequest.name("a.encrypted", target), DownloadRequest.version(id, target))) {
            TransferException e = refused(request, encryption());
            assertTrue(e.getMessage().contains("'a.encrypted'"), e::getMessage);
            assertTrue(e.getMessage().contains("'b.encrypted'"), e::getMessage);
            assertTrue(e.getMessage().contains("--accept-renamed"), e::getMessage);
        }
        download(DownloadRequest.name("a.encrypted", target).acceptRenamed(true), encryption());
        EmulatorFixture.assertSame(PLAIN, target);
    }

    @ParameterizedTest
    @ValueSource(strings = {"grüße/€ + % & 100 %41.bin", "a/b/c d", "x"})
    void theNameSurvivesEveryEncodingOnItsWay(String name) throws Exception {
        Path source = bench.file("source", PLAIN);
        upload(source, name, encryption());
        Path target = target();
        StoredFile stored = bench.rows().get(0);
        assertEquals(name + ".encrypted", stored.fileName());
        for (DownloadRequest.Builder request : List.of(
                DownloadRequest.name(stored.fileName(), target), DownloadRequest.version(stored.fileId(), target))) {
            download(request, encryption());
            EmulatorFixture.assertSame(PLAIN, target);
            Files.write(target, OLD);
        }
    }

    /** The name is not repeated where it can be had: file info has 2,048 bytes at worst. */
    @Test
    void theFileInfoOfAnEncryptedFileIsShort() throws Exception {
        Path source = bench.file("source", PLAIN);
        upload(source, "n".repeat(1014), encryption());
        assertEquals(82, bench.rows().get(0).fileInfo().get("encryption_header").length());
        assertEquals(
                43, bench.rows().get(0).fileInfo().get("encryption_fingerprint").length());
    }

    @Test
    void filesOfATreeThatChangedPlacesAreRefused() throws Exception {
        putAs("t/a.encrypted", "t/b.encrypted", EncryptionFormat.AES256_GCM);
        putAs("t/b.encrypted", "t/a.encrypted", EncryptionFormat.AES256_GCM);
        putAs("t/c.encrypted", "t/c.encrypted", EncryptionFormat.AES256_GCM);
        Path folder = bench.folder().resolve("tree");
        DownloadRequest.Builder request = DownloadRequest.tree("t/", folder);
        FilesFailedException e = assertThrows(FilesFailedException.class, () -> download(request, encryption()));
        assertTrue(e.getMessage().contains("t/a.encrypted"), e::getMessage);
        assertTrue(e.getMessage().contains("t/b.encrypted"), e::getMessage);
        assertFalse(Files.exists(folder.resolve("a")));
        assertFalse(Files.exists(folder.resolve("b")));
        EmulatorFixture.assertSame(PLAIN, folder.resolve("c"));
    }

    @Test
    void plainContentUnderAnEncryptedNameIsRefused() throws Exception {
        Path target = target();
        String id = bench.emulator().put(EmulatorFixture.BUCKET, "a.encrypted", PLAIN);
        for (Encryption encryption : new Encryption[] {encryption(), null}) {
            for (DownloadRequest.Builder request :
                    List.of(DownloadRequest.name("a.encrypted", target), DownloadRequest.version(id, target))) {
                TransferException e = refused(request, encryption);
                assertTrue(e.getMessage().contains("not encrypted"), e::getMessage);
                assertTrue(e.getMessage().contains("--allow-plain"), e::getMessage);
            }
        }
        download(DownloadRequest.name("a.encrypted", target).allowPlain(true), encryption());
        EmulatorFixture.assertSame(PLAIN, target);
        Files.write(target, OLD);
        download(DownloadRequest.version(id, target).decrypt(false), null);
        EmulatorFixture.assertSame(PLAIN, target);
    }

    @Test
    void anEmptyFileUnderAnEncryptedNameIsRefused() throws Exception {
        bench.emulator().put(EmulatorFixture.BUCKET, "a.encrypted", new byte[0]);
        refused(DownloadRequest.name("a.encrypted", target()), encryption());
    }

    @Test
    void theSuffixIsTheConfiguredOne() throws Exception {
        Path target = target();
        bench.emulator().put(EmulatorFixture.BUCKET, "a.encrypted", PLAIN);
        bench.emulator().put(EmulatorFixture.BUCKET, "a.secret", PLAIN);
        Encryption encryption = encryption().withSuffix(".secret");
        refused(DownloadRequest.name("a.secret", target), encryption);
        download(DownloadRequest.name("a.encrypted", target), encryption);
        EmulatorFixture.assertSame(PLAIN, target);
        // Without a suffix no name says anything.
        download(DownloadRequest.name("a.secret", target), encryption().withSuffix(""));
    }

    @ParameterizedTest
    @EnumSource(EncryptionFormat.class)
    void anIdIsJudgedByTheNameThatB2Answers(EncryptionFormat format) throws Exception {
        Path target = target();
        String id = bench.put("a", PLAIN, format);
        TransferException e = refused(DownloadRequest.version(id, target), null);
        assertTrue(e.getMessage().contains("no passphrase is given"), e::getMessage);
        Encryption withoutSalt = encryption();
        withoutSalt = new Encryption(
                withoutSalt.format(),
                withoutSalt.parameters(),
                withoutSalt.keys(),
                KeyRing.of(withoutSalt.keys()),
                withoutSalt.suffix());
        if (format == EncryptionFormat.FERNET) {
            e = refused(DownloadRequest.version(id, target), withoutSalt);
            assertTrue(e.getMessage().contains("salt"), e::getMessage);
        }
        download(DownloadRequest.version(id, target), encryption());
        EmulatorFixture.assertSame(PLAIN, target);
    }

    /** Anybody may store a token as such. */
    @Test
    void aTokenUnderAnotherNameIsLeftAsItIsWithoutAKey() throws Exception {
        Path target = target();
        byte[] token = EmulatorFixture.encrypt(PLAIN, EncryptionFormat.FERNET, "unused");
        String id = bench.emulator().put(EmulatorFixture.BUCKET, "token", token);
        RecordingListener listener = new RecordingListener();
        try (B2Session session = bench.open()) {
            session.download(DownloadRequest.version(id, target).build(), LocalEnvironment.with(null), listener);
        }
        EmulatorFixture.assertSame(token, target);
        assertTrue(
                listener.warnings().toString().contains("looks like an encrypted file"), listener.warnings()::toString);
    }

    /** After a new passphrase was set, the old files are still there, and they lie between new ones. */
    @ParameterizedTest
    @EnumSource(EncryptionFormat.class)
    void earlierPassphrasesOpenWhatWasEncryptedWithThem(EncryptionFormat format) throws Exception {
        KeySource newest = new QuickKeys("newest");
        KeySource older = new QuickKeys("older");
        byte[] salt = {1, 2, 3};
        for (int i = 0; i < 6; i++) {
            Encryption writing = Encryption.of(format, i % 2 == 0 ? newest : older, salt);
            Path source = bench.file("source", EmulatorFixture.bytes(i, 5000));
            upload(source, "t/" + i, writing);
        }
        Path folder = bench.folder().resolve("tree");
        download(DownloadRequest.tree("t/", folder), Encryption.of(format, newest, List.of(older), salt));
        for (int i = 0; i < 6; i++) {
            EmulatorFixture.assertSame(EmulatorFixture.bytes(i, 5000), folder.resolve(Integer.toString(i)));
        }
        Encryption wrong = Encryption.of(format, new QuickKeys("wrong"), List.of(new QuickKeys("as wrong")), salt);
        Path target = target();
        TransferException e = refused(DownloadRequest.name("t/0.encrypted", target), wrong);
        assertTrue(e.getMessage().toLowerCase(java.util.Locale.ROOT).contains("none of the 2"), e::getMessage);
    }

    /** A crafted tree asks for as many keys as it has files. */
    @Test
    void aTreeCanNotAskForAnyNumberOfKeys() throws Exception {
        KeySource keys = new QuickKeys("secret");
        int allowed = 240_000_000 / KdfParameters.MAX_ITERATIONS;
        for (int i = 0; i <= allowed; i++) {
            Encryption writing = new Encryption(
                    EncryptionFormat.AES256_GCM,
                    KdfParameters.fresh(KdfParameters.MAX_ITERATIONS),
                    keys,
                    KeyRing.of(keys),
                    Encryption.DEFAULT_SUFFIX);
            bench.emulator()
                    .put(
                            EmulatorFixture.BUCKET,
                            i + ".encrypted",
                            EmulatorFixture.encrypt(PLAIN, writing, i + ".encrypted"));
        }
        Encryption reading = Encryption.of(EncryptionFormat.AES256_GCM, keys, null);
        Path folder = bench.folder().resolve("tree");
        FilesFailedException e =
                assertThrows(FilesFailedException.class, () -> download(DownloadRequest.tree("", folder), reading));
        assertTrue(e.getMessage().contains("No further key is derived"), e::getMessage);
        try (var files = Files.list(folder)) {
            assertEquals(allowed, files.count());
        }
    }
}
