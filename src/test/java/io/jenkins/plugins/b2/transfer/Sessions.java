package io.jenkins.plugins.b2.transfer;

import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.B2EmulatorExtension;
import io.jenkins.plugins.b2.emulator.StoredFile;
import io.jenkins.plugins.b2.emulator.store.AppKey;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.encryption.KdfParameters;
import io.jenkins.plugins.b2.transfer.encryption.KeyRing;
import io.jenkins.plugins.b2.transfer.encryption.KeySource;
import io.jenkins.plugins.b2.transfer.encryption.QuickKeys;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import io.jenkins.plugins.b2.transfer.throttle.Throttle;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Sessions with an emulator, and short words for what tests do with them. */
public final class Sessions {
    static final String BUCKET = B2EmulatorExtension.BUCKET;

    private Sessions() {}

    /** Quick to fail and to repeat. */
    static ConnectionSettings.Builder settings(B2Emulator emulator) {
        return ConnectionSettings.builder(BUCKET)
                .realm(URI.create(emulator.realm()))
                .retryDelay(Duration.ofMillis(1))
                .timeout(Duration.ofSeconds(20));
    }

    static B2Session open(B2Emulator emulator) {
        return open(emulator, settings(emulator).build());
    }

    static B2Session open(B2Emulator emulator, ConnectionSettings settings) {
        return open(settings, emulator.applicationKeyId(), emulator.applicationKey(), Throttle.NONE);
    }

    static B2Session open(B2Emulator emulator, AppKey key) {
        return open(settings(emulator).build(), key.keyId(), key.secret(), Throttle.NONE);
    }

    static B2Session open(ConnectionSettings settings, String keyId, String key, Throttle throttle) {
        return B2Session.open(settings, B2Session.keyAuthorizer(settings, keyId, Secret.of(key)), throttle);
    }

    static List<RemoteFile> list(B2Session session, ListRequest request) throws Exception {
        List<RemoteFile> rows = new ArrayList<>();
        session.list(request, rows::add, TransferListener.SILENT);
        return rows;
    }

    static List<String> names(List<RemoteFile> rows) {
        return rows.stream().map(RemoteFile::name).toList();
    }

    static List<String> storedNames(B2Emulator emulator) {
        return emulator.files(BUCKET).stream().map(StoredFile::fileName).toList();
    }

    /** Once all sessions are closed. */
    static void nothingIsLeft(B2Emulator emulator, Path folder) throws Exception {
        new NoLeaksExtension(() -> emulator, () -> folder).afterEach(null);
    }

    /** How often the emulator was called; it counts a call when its answer has gone out. */
    static long calls(B2Emulator emulator, String name) throws InterruptedException {
        emulator.awaitIdle(10_000);
        return emulator.calls().of(name).count();
    }

    static Encryption encryption(EncryptionFormat format, String passphrase) {
        KeySource keys = new QuickKeys(passphrase);
        KdfParameters fernet = KdfParameters.fernet(new byte[] {1, 2, 3, 4});
        KdfParameters parameters = format == EncryptionFormat.FERNET ? fernet : KdfParameters.fresh();
        KeyRing ring = KeyRing.of(keys).withFernet(fernet);
        return new Encryption(format, parameters, keys, ring, Encryption.DEFAULT_SUFFIX);
    }

    static byte[] bytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static Path file(Path path, byte[] bytes) throws IOException {
        Files.createDirectories(path.getParent());
        return Files.write(path, bytes);
    }

    /** Remembers what an operation did. */
    static class Results implements TransferListener {
        final List<FileResult> done = new ArrayList<>();
        final List<String> started = new ArrayList<>();
        final List<FilesFailedException.Failure> failed = new ArrayList<>();
        final List<String> warnings = new ArrayList<>();
        long expectedFiles;

        @Override
        public void started(long files, long bytes) {
            expectedFiles = files;
        }

        @Override
        public void fileStarted(String name, long size) {
            started.add(name);
        }

        @Override
        public void fileDone(FileResult result) {
            done.add(result);
        }

        @Override
        public void fileFailed(FilesFailedException.Failure failure) {
            failed.add(failure);
        }

        @Override
        public void warning(String message) {
            warnings.add(message);
        }

        List<String> names() {
            return done.stream().map(FileResult::name).sorted().toList();
        }

        FileResult.Uploaded uploaded() {
            return (FileResult.Uploaded) done.get(0);
        }
    }
}
