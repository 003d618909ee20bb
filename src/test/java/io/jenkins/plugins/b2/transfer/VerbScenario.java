package io.jenkins.plugins.b2.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One verb with one kind of file, for the tests that let each call of each verb fail in each way. */
enum VerbScenario {
    SMALL_UPLOAD(null, Sizes.SMALL, "b2_list_buckets", "b2_get_upload_url", "b2_upload_file"),
    SMALL_UPLOAD_GCM(EncryptionFormat.AES256_GCM, Sizes.SMALL, "b2_upload_file"),
    SMALL_UPLOAD_FERNET(EncryptionFormat.FERNET, Sizes.SMALL, "b2_upload_file"),
    LARGE_UPLOAD(null, Sizes.PARTS, Sizes.LARGE_CALLS),
    LARGE_UPLOAD_GCM(EncryptionFormat.AES256_GCM, Sizes.PARTS, Sizes.CALLS_WITH_CONTENT),
    LARGE_UPLOAD_FERNET(EncryptionFormat.FERNET, Sizes.PARTS, Sizes.CALLS_WITH_CONTENT),
    SMALL_DOWNLOAD(null, Sizes.SMALL, "b2_download_file_by_name"),
    SMALL_DOWNLOAD_GCM(EncryptionFormat.AES256_GCM, Sizes.SMALL, "b2_download_file_by_name"),
    SMALL_DOWNLOAD_FERNET(EncryptionFormat.FERNET, Sizes.SMALL, "b2_download_file_by_name"),
    LARGE_DOWNLOAD(null, Sizes.RANGES, "b2_download_file_by_name", "b2_download_file_by_id"),
    LARGE_DOWNLOAD_GCM(EncryptionFormat.AES256_GCM, Sizes.RANGES, "b2_download_file_by_name", "b2_download_file_by_id"),
    LARGE_DOWNLOAD_FERNET(EncryptionFormat.FERNET, Sizes.RANGES, "b2_download_file_by_name", "b2_download_file_by_id"),
    LIST(null, Sizes.SMALL, "b2_list_file_names"),
    LIST_VERSIONS(null, Sizes.SMALL, "b2_list_file_versions"),
    DELETE(null, Sizes.SMALL, "b2_delete_file_version"),
    HIDE(null, Sizes.SMALL, "b2_hide_file"),
    UNHIDE(null, Sizes.SMALL, "b2_delete_file_version"),
    LIFECYCLE(null, Sizes.SMALL, "b2_update_bucket");

    private static final String NAME = "folder/data.bin";
    private static final LifecycleRule RULE = new LifecycleRule("folder/", 30, 7, 3);

    private final EncryptionFormat format;
    private final int size;
    private final List<String> calls;

    /** Sizes that make the core go one way or the other. */
    private static final class Sizes {
        static final int SMALL = 200_000;
        static final int PARTS = 2 * EmulatorFixture.PART + 1_234_567;
        static final int RANGES = 18 * 1024 * 1024 + 77;
        static final String[] LARGE_CALLS = {
            "b2_list_unfinished_large_files",
            "b2_start_large_file",
            "b2_get_upload_part_url",
            "b2_upload_part",
            "b2_finish_large_file"
        };
        static final String[] CALLS_WITH_CONTENT = {"b2_start_large_file", "b2_upload_part", "b2_finish_large_file"};
    }

    VerbScenario(EncryptionFormat format, int size, String... calls) {
        this.format = format;
        this.size = size;
        this.calls = List.of(calls);
    }

    /** The calls that are let fail: those that no other job makes in the same way. */
    List<String> calls() {
        return calls;
    }

    boolean isUpload() {
        return name().contains("UPLOAD");
    }

    boolean isDownload() {
        return name().contains("DOWNLOAD");
    }

    boolean isEncrypted() {
        return format != null;
    }

    private byte[] bytes() {
        return EmulatorFixture.bytes(size, size);
    }

    void prepare(EmulatorFixture bench) throws Exception {
        if (isUpload()) {
            bench.file("source", bytes());
        } else {
            bench.put(NAME, bytes(), format);
        }
        if (isDownload()) {
            bench.file("target", new byte[] {1, 2, 3});
        }
        if (this == UNHIDE) {
            bench.emulator().bucket(EmulatorFixture.BUCKET).hide(NAME);
        }
        bench.resetCalls();
    }

    void run(EmulatorFixture bench, B2Session session, RecordingListener recorder) throws Exception {
        String stored = EmulatorFixture.stored(NAME, format);
        switch (this) {
            case LIST, LIST_VERSIONS -> {
                List<String> names = new ArrayList<>();
                session.list(
                        ListRequest.below("folder/")
                                .versions(this == LIST_VERSIONS)
                                .build(),
                        row -> names.add(row.name()),
                        recorder);
                assertEquals(List.of(NAME), names);
            }
            case DELETE -> session.delete(DeleteRequest.names(List.of(NAME)).build(), recorder);
            case HIDE ->
                session.delete(DeleteRequest.names(List.of(NAME)).hide(true).build(), recorder);
            case UNHIDE -> session.change(UnhideRequest.builder().name(NAME).build(), recorder);
            case LIFECYCLE -> {
                LifecycleReport report = session.lifecycle(
                        LifecycleRequest.builder().rules(List.of(RULE)).build(), recorder);
                assertEquals(List.of(new LifecycleChange(null, RULE)), report.changes());
            }
            default -> {
                if (isUpload()) {
                    session.upload(
                            UploadRequest.file(bench.folder().resolve("source"), NAME)
                                    .build(),
                            LocalEnvironment.with(EmulatorFixture.encryption(format)),
                            recorder);
                } else {
                    session.download(
                            // What a later run can go on with stays otherwise, see DownloadResumeTest.
                            DownloadRequest.name(stored, target(bench))
                                    .resume(false)
                                    .build(),
                            LocalEnvironment.with(EmulatorFixture.encryption(format)),
                            recorder);
                }
            }
        }
    }

    private static Path target(EmulatorFixture bench) {
        return bench.folder().resolve("target");
    }

    private static List<LifecycleRule> rules(EmulatorFixture bench) throws Exception {
        try (B2Session session = bench.open()) {
            return session.lifecycle(LifecycleRequest.builder().build(), TransferListener.SILENT)
                    .after();
        }
    }

    /** What has to be true after success: what was meant has happened, exactly once. */
    void checkDone(EmulatorFixture bench) throws Exception {
        switch (this) {
            case LIST, LIST_VERSIONS -> assertEquals(1, bench.rows().size());
            case DELETE -> assertEquals(0, bench.rows().size());
            case HIDE ->
                assertEquals(
                        List.of("hide", "upload"),
                        bench.rows().stream().map(row -> row.action()).toList());
            case UNHIDE ->
                assertEquals(
                        List.of("upload"),
                        bench.rows().stream().map(row -> row.action()).toList());
            case LIFECYCLE -> assertEquals(List.of(RULE), rules(bench));
            default -> {
                if (isUpload()) {
                    bench.assertOnly(NAME, bytes(), format);
                } else {
                    EmulatorFixture.assertSame(bytes(), target(bench));
                }
            }
        }
    }

    /** What has to be true after failure: nothing has happened, what was there is there. */
    void checkUntouched(EmulatorFixture bench) throws Exception {
        if (isUpload()) {
            assertFalse(bench.rows().stream().anyMatch(row -> row.action().equals("upload")), "a version appeared");
        } else {
            assertEquals(this == UNHIDE ? 2 : 1, bench.rows().size());
            assertEquals(List.of(), rules(bench));
        }
        if (isDownload()) {
            EmulatorFixture.assertSame(new byte[] {1, 2, 3}, target(bench));
            try (var files = Files.list(bench.folder())) {
                assertEquals(1, files.count(), "files in the folder");
            }
        }
    }
}
