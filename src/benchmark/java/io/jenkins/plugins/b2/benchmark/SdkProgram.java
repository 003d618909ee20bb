package io.jenkins.plugins.b2.benchmark;

import com.backblaze.b2.client.B2ClientConfig;
import com.backblaze.b2.client.B2StorageClient;
import com.backblaze.b2.client.contentHandlers.B2ContentFileWriter;
import com.backblaze.b2.client.contentSources.B2FileContentSource;
import com.backblaze.b2.client.structures.B2FileVersion;
import com.backblaze.b2.client.structures.B2ListFileNamesRequest;
import com.backblaze.b2.client.structures.B2UploadFileRequest;
import com.backblaze.b2.client.webApiHttpClient.B2StorageHttpClientBuilder;
import com.backblaze.b2.client.webApiHttpClient.HttpClientFactoryImpl;
import java.io.BufferedOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What one would write over Backblaze's SDK for Java with its own HTTP layer, along its samples. */
public final class SdkProgram {
    private final int threads;
    private final B2StorageClient client;
    private final String bucket;

    private SdkProgram(int threads, B2StorageClient client, String bucket) {
        this.threads = threads;
        this.client = client;
        this.bucket = bucket;
    }

    /** @param args connections, verb, and the verb's arguments as {@link Contender} lists them */
    public static void main(String[] args) throws Exception {
        if (args[1].equals("start")) {
            return;
        }
        Endpoint endpoint = Endpoint.fromEnvironment();
        B2ClientConfig config = B2ClientConfig.builder(endpoint.keyId(), endpoint.key(), "benchmark")
                .setMasterUrl(endpoint.realm() + "/")
                .build();
        try (B2StorageClient client = B2StorageHttpClientBuilder.builder(config)
                .setHttpClientFactory(HttpClientFactoryImpl.builder()
                        .setSupportInsecureHttp(true)
                        .build())
                .build()) {
            SdkProgram program = new SdkProgram(Integer.parseInt(args[0]), client, endpoint.bucket());
            switch (args[1]) {
                case "upload-file" -> program.uploadFile(Path.of(args[2]), args[3]);
                case "upload-tree" -> program.uploadTree(Path.of(args[2]), args[3]);
                case "download-file" -> program.downloadFile(args[2], Path.of(args[3]));
                case "download-tree" -> program.downloadTree(args[2], Path.of(args[3]));
                case "list" -> program.list(args[2]);
                case "delete" -> program.delete(args[2]);
                default -> throw new IllegalArgumentException(args[1]);
            }
        }
    }

    private String bucketId() throws Exception {
        return client.getBucketOrNullByName(bucket).getBucketId();
    }

    private B2UploadFileRequest request(String bucketId, Path file, String name) {
        return B2UploadFileRequest.builder(bucketId, name, "b2/x-auto", B2FileContentSource.build(file.toFile()))
                .build();
    }

    private void uploadFile(Path file, String name) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            client.uploadLargeFile(request(bucketId(), file, name), executor);
        } finally {
            executor.shutdownNow();
        }
    }

    private void uploadTree(Path folder, String prefix) throws Exception {
        String bucketId = bucketId();
        Threads.<Trees.Item>work(threads, Trees.list(folder), queue -> {
            Trees.Item item;
            while ((item = queue.next()) != null) {
                client.uploadSmallFile(request(bucketId, item.path(), prefix + item.name()));
            }
        });
    }

    private void downloadFile(String name, Path target) throws Exception {
        Files.createDirectories(target.getParent());
        client.downloadByName(
                bucket, name, B2ContentFileWriter.builder(target.toFile()).build());
    }

    private void downloadTree(String prefix, Path folder) throws Exception {
        Threads.<B2FileVersion>work(threads, versions(prefix), queue -> {
            B2FileVersion version;
            while ((version = queue.next()) != null) {
                Path target = folder.resolve(version.getFileName().substring(prefix.length()));
                Files.createDirectories(target.getParent());
                client.downloadById(
                        version.getFileId(),
                        B2ContentFileWriter.builder(target.toFile()).build());
            }
        });
    }

    private Iterable<B2FileVersion> names(String prefix) throws Exception {
        return client.fileNames(
                B2ListFileNamesRequest.builder(bucketId()).setPrefix(prefix).build());
    }

    private List<B2FileVersion> versions(String prefix) throws Exception {
        List<B2FileVersion> versions = new ArrayList<>();
        names(prefix).forEach(versions::add);
        return versions;
    }

    private void list(String prefix) throws Exception {
        try (PrintStream out = new PrintStream(new BufferedOutputStream(System.out), false)) {
            names(prefix).forEach(version -> out.println(version.getFileName()));
        }
    }

    private void delete(String prefix) throws Exception {
        Threads.<B2FileVersion>work(threads, versions(prefix), queue -> {
            B2FileVersion version;
            while ((version = queue.next()) != null) {
                client.deleteFileVersion(version);
            }
        });
    }
}
