package io.jenkins.plugins.b2.benchmark;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Consumer;

/** B2's calls on {@link BareHttp}, with a SHA-1 of every byte that moves. Belongs to one thread. */
final class BareB2 implements Closeable {
    private static final int BUFFER_SIZE = 128 * 1024;
    private static final int MOST_ROWS = 10_000;
    private static final int SHA1_DIGITS = 40;

    private final BareHttp http;
    private final Endpoint endpoint;
    private final Gson gson = new Gson();
    private final byte[] buffer = new byte[BUFFER_SIZE];
    private String token;
    private String bucketId;
    private JsonObject uploadUrl;

    BareB2(Endpoint endpoint) throws IOException {
        this.endpoint = endpoint;
        this.http = new BareHttp(endpoint.realm());
    }

    /** One that shares the authorization of another. */
    BareB2(BareB2 authorized) throws IOException {
        this(authorized.endpoint);
        token = authorized.token;
        bucketId = authorized.bucketId;
    }

    BareB2 authorize() throws IOException {
        String pair = endpoint.keyId() + ":" + endpoint.key();
        String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        JsonObject account = http.request(
                "GET",
                "/b2api/v2/b2_authorize_account",
                Map.of("Authorization", "Basic " + basic),
                0,
                null,
                this::json);
        token = account.get("authorizationToken").getAsString();
        JsonObject wanted = new JsonObject();
        wanted.add("accountId", account.get("accountId"));
        wanted.addProperty("bucketName", endpoint.bucket());
        bucketId = call("b2_list_buckets", wanted)
                .getAsJsonArray("buckets")
                .get(0)
                .getAsJsonObject()
                .get("bucketId")
                .getAsString();
        return this;
    }

    private JsonObject json(Map<String, String> headers, long length, InputStream in) throws IOException {
        byte[] bytes = in.readNBytes((int) length);
        return gson.fromJson(new String(bytes, StandardCharsets.UTF_8), JsonObject.class);
    }

    JsonObject call(String name, JsonObject arguments) throws IOException {
        byte[] body = gson.toJson(arguments).getBytes(StandardCharsets.UTF_8);
        return http.request(
                "POST",
                "/b2api/v2/" + name,
                Map.of("Authorization", token),
                body.length,
                out -> out.write(body),
                this::json);
    }

    private JsonObject inBucket() {
        JsonObject arguments = new JsonObject();
        arguments.addProperty("bucketId", bucketId);
        return arguments;
    }

    /** Uploads in one request. */
    void upload(Path file, long length, String name) throws IOException {
        if (uploadUrl == null) {
            uploadUrl = call("b2_get_upload_url", inBucket());
        }
        Map<String, String> headers = new HashMap<>();
        headers.put("X-Bz-File-Name", encode(name));
        headers.put("Content-Type", "b2/x-auto");
        send(uploadUrl, headers, file, 0, length);
    }

    String startLargeFile(String name) throws IOException {
        JsonObject arguments = inBucket();
        arguments.addProperty("fileName", name);
        arguments.addProperty("contentType", "b2/x-auto");
        return call("b2_start_large_file", arguments).get("fileId").getAsString();
    }

    /** @return SHA-1 of the part */
    String uploadPart(String fileId, int number, Path file, long offset, long length) throws IOException {
        if (uploadUrl == null) {
            JsonObject arguments = new JsonObject();
            arguments.addProperty("fileId", fileId);
            uploadUrl = call("b2_get_upload_part_url", arguments);
        }
        Map<String, String> headers = new HashMap<>();
        headers.put("X-Bz-Part-Number", Integer.toString(number));
        return send(uploadUrl, headers, file, offset, length);
    }

    void finishLargeFile(String fileId, String[] hashes) throws IOException {
        JsonObject arguments = new JsonObject();
        arguments.addProperty("fileId", fileId);
        JsonArray array = new JsonArray();
        for (String hash : hashes) {
            array.add(hash);
        }
        arguments.add("partSha1Array", array);
        call("b2_finish_large_file", arguments);
    }

    private String send(JsonObject url, Map<String, String> headers, Path file, long offset, long length)
            throws IOException {
        headers.put("Authorization", url.get("authorizationToken").getAsString());
        headers.put("X-Bz-Content-Sha1", "hex_digits_at_end");
        MessageDigest sha1 = sha1();
        String[] hash = new String[1];
        String path =
                url.get("uploadUrl").getAsString().substring(endpoint.realm().length());
        http.request(
                "POST",
                path,
                headers,
                length + SHA1_DIGITS,
                out -> {
                    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                        long position = offset;
                        while (position < offset + length) {
                            int most = (int) Math.min(buffer.length, offset + length - position);
                            int count = channel.read(ByteBuffer.wrap(buffer, 0, most), position);
                            sha1.update(buffer, 0, count);
                            out.write(buffer, 0, count);
                            position += count;
                        }
                    }
                    hash[0] = HexFormat.of().formatHex(sha1.digest());
                    out.write(hash[0].getBytes(StandardCharsets.US_ASCII));
                },
                this::json);
        return hash[0];
    }

    /** Downloads bytes of a file to the same place in another one. */
    void download(String name, long offset, long length, FileChannel target) throws IOException {
        Map<String, String> headers = new HashMap<>();
        headers.put("Authorization", token);
        headers.put("Range", "bytes=" + offset + "-" + (offset + length - 1));
        MessageDigest sha1 = sha1();
        http.request("GET", "/file/" + endpoint.bucket() + "/" + encode(name), headers, 0, null, (answer, all, in) -> {
            long position = offset;
            while (position < offset + all) {
                int count = in.read(buffer, 0, (int) Math.min(buffer.length, offset + all - position));
                if (count < 0) {
                    throw new IOException("'" + name + "' ended early");
                }
                sha1.update(buffer, 0, count);
                target.write(ByteBuffer.wrap(buffer, 0, count), position);
                position += count;
            }
            return sha1.digest();
        });
    }

    /** Calls for each newest version. */
    void list(String prefix, Consumer<JsonObject> row) throws IOException {
        JsonElement next = null;
        do {
            JsonObject arguments = inBucket();
            arguments.addProperty("prefix", prefix);
            arguments.addProperty("maxFileCount", MOST_ROWS);
            if (next != null) {
                arguments.add("startFileName", next);
            }
            JsonObject page = call("b2_list_file_names", arguments);
            page.getAsJsonArray("files").forEach(file -> row.accept(file.getAsJsonObject()));
            next = page.get("nextFileName");
        } while (next != null && !next.isJsonNull());
    }

    void delete(String name, String fileId) throws IOException {
        JsonObject arguments = new JsonObject();
        arguments.addProperty("fileName", name);
        arguments.addProperty("fileId", fileId);
        call("b2_delete_file_version", arguments);
    }

    /** A call of the emulator itself. */
    void emulator(String path, JsonObject arguments) throws IOException {
        byte[] body = gson.toJson(arguments).getBytes(StandardCharsets.UTF_8);
        http.request("POST", "/emulator/" + path, Map.of(), body.length, out -> out.write(body), this::json);
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encode(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("%2F", "/")
                .replace("+", "%20");
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
