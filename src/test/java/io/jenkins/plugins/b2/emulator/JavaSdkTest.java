package io.jenkins.plugins.b2.emulator;

import static io.jenkins.plugins.b2.emulator.B2EmulatorExtension.BUCKET;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.backblaze.b2.client.B2ClientConfig;
import com.backblaze.b2.client.B2StorageClient;
import com.backblaze.b2.client.contentHandlers.B2ContentMemoryWriter;
import com.backblaze.b2.client.contentSources.B2ByteArrayContentSource;
import com.backblaze.b2.client.exceptions.B2NotFoundException;
import com.backblaze.b2.client.structures.B2Bucket;
import com.backblaze.b2.client.structures.B2FileVersion;
import com.backblaze.b2.client.structures.B2ListFileNamesRequest;
import com.backblaze.b2.client.structures.B2UploadFileRequest;
import com.backblaze.b2.client.webApiHttpClient.B2StorageHttpClientBuilder;
import com.backblaze.b2.client.webApiHttpClient.HttpClientFactoryImpl;
import io.jenkins.plugins.b2.emulator.fault.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Backblaze's SDK for Java with its own HTTP layer, as it is, against the emulator. */
@ExtendWith(B2EmulatorExtension.class)
class JavaSdkTest {
    private static final String NAME = "a b+ü//c/😀";

    private B2Emulator emulator;
    private B2StorageClient client;
    private B2Bucket bucket;

    @BeforeEach
    void open(B2Emulator running) throws Exception {
        emulator = running;
        client = client(emulator);
        bucket = client.getBucketOrNullByName(BUCKET);
    }

    private static B2StorageClient client(B2Emulator emulator) {
        B2ClientConfig config = B2ClientConfig.builder(
                        emulator.applicationKeyId(), emulator.applicationKey(), "emulator-test")
                .setMasterUrl(emulator.realm() + "/")
                .build();
        return B2StorageHttpClientBuilder.builder(config)
                .setHttpClientFactory(HttpClientFactoryImpl.builder()
                        .setSupportInsecureHttp(true)
                        .build())
                .build();
    }

    @AfterEach
    void close() {
        client.close();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private B2UploadFileRequest request(byte[] bytes) {
        return B2UploadFileRequest.builder(
                        bucket.getBucketId(), NAME, "b2/x-auto", B2ByteArrayContentSource.build(bytes))
                .setCustomField("color", "blue & green")
                .build();
    }

    private byte[] download() throws Exception {
        B2ContentMemoryWriter sink = B2ContentMemoryWriter.build();
        client.downloadByName(BUCKET, NAME, sink);
        return sink.getBytes();
    }

    @Test
    void aSmallFileGoesRound() throws Exception {
        byte[] bytes = random(1000);
        B2FileVersion file = client.uploadSmallFile(request(bytes));
        assertEquals(NAME, file.getFileName());
        assertArrayEquals(bytes, download());
        B2FileVersion head = client.getFileInfoByName(BUCKET, NAME);
        assertEquals("blue & green", head.getFileInfo().get("color"));
        List<String> names = new ArrayList<>();
        B2ListFileNamesRequest all =
                B2ListFileNamesRequest.builder(bucket.getBucketId()).build();
        client.fileNames(all).forEach(f -> names.add(f.getFileName()));
        assertEquals(List.of(NAME), names);
        client.hideFile(bucket.getBucketId(), NAME);
        assertThrows(B2NotFoundException.class, this::download);
        client.deleteFileVersion(file);
    }

    @Test
    void aLargeFileGoesRound() throws Exception {
        byte[] bytes = random(11_000_000);
        try (B2Emulator own = B2Emulator.builder()
                        .bucket(BUCKET)
                        .partSizes(5_000_000, 5_000_000)
                        .start();
                B2StorageClient other = client(own)) {
            bucket = other.getBucketOrNullByName(BUCKET);
            ExecutorService pool = Executors.newFixedThreadPool(2);
            try {
                B2FileVersion file = other.uploadLargeFile(request(bytes), pool);
                B2ContentMemoryWriter sink = B2ContentMemoryWriter.build();
                other.downloadById(file.getFileId(), sink);
                assertArrayEquals(bytes, sink.getBytes());
                assertEquals(2, own.calls().of("b2_upload_part").outcome("200"));
            } finally {
                pool.shutdown();
            }
        }
    }

    @Test
    void itRetriesAndRenewsAsItShould() throws Exception {
        byte[] bytes = random(100_000);
        emulator.faults().add(Fault.on("b2_upload_file").status(503, "service_unavailable"));
        emulator.faults().add(Fault.on("b2_get_upload_url").status(401, "expired_auth_token"));
        client.uploadSmallFile(request(bytes));
        emulator.faults()
                .add(Fault.on("b2_download_file_by_name").afterBytes(50_000).truncate());
        assertArrayEquals(bytes, download());
        assertEquals(1, emulator.calls().of("b2_download_file_by_name").outcome("truncate"));
        assertTrue(emulator.calls().of("b2_authorize_account").count() >= 2);
    }
}
