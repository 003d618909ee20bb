package io.jenkins.plugins.b2.transfer;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** Calls to B2 without the core, for what somebody else does to its files. Keeps no connection. */
final class ForeignClient {
    private final String realm;
    private final String token;

    ForeignClient(B2Emulator emulator) throws IOException {
        realm = emulator.realm();
        String key = emulator.applicationKeyId() + ":" + emulator.applicationKey();
        String basic = "Basic " + Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8));
        token = json("b2_authorize_account", basic, new JsonObject())
                .get("authorizationToken")
                .getAsString();
    }

    private JsonObject json(String call, String authorization, JsonObject request) throws IOException {
        return post(
                realm + "/b2api/v2/" + call,
                Map.of("Authorization", authorization),
                request.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static JsonObject post(String url, Map<String, String> headers, byte[] body) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url).toURL().openConnection();
        connection.setDoOutput(true);
        connection.setRequestProperty("Connection", "close");
        headers.forEach(connection::setRequestProperty);
        connection.getOutputStream().write(body);
        try (var in = connection.getInputStream()) {
            return JsonParser.parseString(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .getAsJsonObject();
        }
    }

    /** Stores a part of an unfinished large file, in place of one of that number, and gives its SHA-1. */
    String uploadPart(String fileId, int number, byte[] bytes) throws Exception {
        JsonObject wanted = new JsonObject();
        wanted.addProperty("fileId", fileId);
        JsonObject url = json("b2_get_upload_part_url", token, wanted);
        String sha1 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
        post(
                url.get("uploadUrl").getAsString(),
                Map.of(
                        "Authorization", url.get("authorizationToken").getAsString(),
                        "X-Bz-Part-Number", Integer.toString(number),
                        "X-Bz-Content-Sha1", sha1),
                bytes);
        return sha1;
    }

    /** Stores a file in one request, with this file info. */
    void upload(String bucketId, String name, byte[] bytes, Map<String, String> info) throws Exception {
        JsonObject wanted = new JsonObject();
        wanted.addProperty("bucketId", bucketId);
        JsonObject url = json("b2_get_upload_url", token, wanted);
        Map<String, String> headers = new HashMap<>();
        headers.put("Authorization", url.get("authorizationToken").getAsString());
        headers.put("X-Bz-File-Name", name);
        headers.put("Content-Type", "b2/x-auto");
        headers.put(
                "X-Bz-Content-Sha1",
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes)));
        info.forEach((key, value) -> headers.put("X-Bz-Info-" + key, value));
        post(url.get("uploadUrl").getAsString(), headers, bytes);
    }

    /** Stores a file of two parts whose uploader claims this SHA-1 for the whole. */
    void uploadLarge(String bucketId, String name, byte[] first, byte[] second, String claimedSha1) throws Exception {
        JsonObject info = new JsonObject();
        info.addProperty("large_file_sha1", claimedSha1);
        String fileId = startLarge(bucketId, name, info);
        JsonArray hashes = new JsonArray();
        hashes.add(uploadPart(fileId, 1, first));
        hashes.add(uploadPart(fileId, 2, second));
        JsonObject finish = new JsonObject();
        finish.addProperty("fileId", fileId);
        finish.add("partSha1Array", hashes);
        json("b2_finish_large_file", token, finish);
    }

    /** Begins a large file and gives its id. */
    String startLarge(String bucketId, String name, JsonObject info) throws IOException {
        JsonObject start = new JsonObject();
        start.addProperty("bucketId", bucketId);
        start.addProperty("fileName", name);
        start.addProperty("contentType", "application/octet-stream");
        start.add("fileInfo", info);
        return json("b2_start_large_file", token, start).get("fileId").getAsString();
    }
}
