package io.jenkins.plugins.b2.emulator;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;

/** A bare client for tests: it retries nothing and hides nothing. */
final class RawB2 {
    private static final Gson GSON = new Gson();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** The calls that name the account; the real service refuses arguments that a call does not have. */
    private static final Set<String> OF_ACCOUNT = Set.of(
            "b2_list_buckets",
            "b2_create_bucket",
            "b2_update_bucket",
            "b2_delete_bucket",
            "b2_create_key",
            "b2_list_keys");

    private final String apiUrl;
    private final String downloadUrl;
    private final int version;
    /** What the account's authorization said. */
    final JsonObject authorization;

    final String accountId;
    String token;

    /** An answer: its status, its headers and its body. */
    record Answer(int status, HttpResponse<byte[]> response) {
        JsonObject json() {
            return JsonParser.parseString(new String(response.body(), StandardCharsets.UTF_8))
                    .getAsJsonObject();
        }

        String text(String field) {
            return json().get(field).getAsString();
        }

        String code() {
            return status + " " + text("code");
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }

        byte[] body() {
            return response.body();
        }
    }

    private RawB2(int version, Answer login) {
        this.version = version;
        this.authorization = login.json();
        JsonObject storage = version < 3
                ? authorization
                : authorization.getAsJsonObject("apiInfo").getAsJsonObject("storageApi");
        this.apiUrl = storage.get("apiUrl").getAsString();
        this.downloadUrl = storage.get("downloadUrl").getAsString();
        this.accountId = login.text("accountId");
        this.token = login.text("authorizationToken");
    }

    static RawB2 of(B2Emulator emulator) throws Exception {
        return of(emulator, 2, emulator.applicationKeyId(), emulator.applicationKey());
    }

    static RawB2 of(B2Emulator emulator, int version, String keyId, String key) throws Exception {
        return of(emulator.realm(), version, keyId, key);
    }

    static RawB2 of(String realm, int version, String keyId, String key) throws Exception {
        return new RawB2(version, send(authorization(realm, version, keyId, key)));
    }

    static Answer authorize(B2Emulator emulator, int version, String keyId, String key) throws Exception {
        return send(authorization(emulator.realm(), version, keyId, key));
    }

    static HttpRequest.Builder authorization(String realm, int version, String keyId, String key) {
        String basic = Base64.getEncoder().encodeToString((keyId + ":" + key).getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(URI.create(realm + "/b2api/v" + version + "/b2_authorize_account"))
                .header("Authorization", "Basic " + basic);
    }

    static Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        return new Answer(response.statusCode(), response);
    }

    static JsonObject json(Object... namesAndValues) {
        JsonObject o = new JsonObject();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            o.add((String) namesAndValues[i], GSON.toJsonTree(namesAndValues[i + 1]));
        }
        return o;
    }

    HttpRequest.Builder request(String call) {
        return HttpRequest.newBuilder(URI.create(apiUrl + "/b2api/v" + version + "/" + call))
                .header("Authorization", token);
    }

    Answer call(String call, Object... namesAndValues) throws Exception {
        JsonObject body = json(namesAndValues);
        if (OF_ACCOUNT.contains(call)) {
            body.addProperty("accountId", accountId);
        }
        return send(request(call).POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    String bucketId(String name) throws Exception {
        return call("b2_list_buckets", "bucketName", name)
                .json()
                .getAsJsonArray("buckets")
                .get(0)
                .getAsJsonObject()
                .get("bucketId")
                .getAsString();
    }

    Answer uploadUrl(String bucket) throws Exception {
        return call("b2_get_upload_url", "bucketId", bucketId(bucket));
    }

    /** A request for an upload; the body is still to be set. */
    static HttpRequest.Builder upload(Answer url, String name, String sha1) {
        return HttpRequest.newBuilder(URI.create(url.text("uploadUrl")))
                .header("Authorization", url.text("authorizationToken"))
                .header("X-Bz-File-Name", encode(name))
                .header("Content-Type", "application/octet-stream")
                .header("X-Bz-Content-Sha1", sha1);
    }

    Answer put(String bucket, String name, byte[] bytes) throws Exception {
        return send(upload(uploadUrl(bucket), name, sha1(bytes)).POST(HttpRequest.BodyPublishers.ofByteArray(bytes)));
    }

    String startLarge(String bucket, String name) throws Exception {
        return call(
                        "b2_start_large_file",
                        "bucketId",
                        bucketId(bucket),
                        "fileName",
                        name,
                        "contentType",
                        "application/x-test")
                .text("fileId");
    }

    Answer putPart(String fileId, int number, byte[] bytes) throws Exception {
        Answer url = call("b2_get_upload_part_url", "fileId", fileId);
        return send(part(url, number, sha1(bytes)).POST(HttpRequest.BodyPublishers.ofByteArray(bytes)));
    }

    static HttpRequest.Builder part(Answer url, int number, String sha1) {
        return HttpRequest.newBuilder(URI.create(url.text("uploadUrl")))
                .header("Authorization", url.text("authorizationToken"))
                .header("X-Bz-Part-Number", Integer.toString(number))
                .header("X-Bz-Content-Sha1", sha1);
    }

    HttpRequest.Builder byName(String bucket, String name) {
        return HttpRequest.newBuilder(URI.create(downloadUrl + "/file/" + bucket + "/" + encode(name)))
                .header("Authorization", token);
    }

    Answer get(String bucket, String name) throws Exception {
        return send(byName(bucket, name));
    }

    Answer range(String bucket, String name, String range) throws Exception {
        return send(byName(bucket, name).header("Range", range));
    }

    JsonArray rows(String call, Object... namesAndValues) throws Exception {
        return call(call, namesAndValues).json().getAsJsonArray("files");
    }

    static Answer admin(B2Emulator emulator, String method, String path, String body) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(emulator.realm() + "/emulator/" + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    static String encode(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("%2F", "/");
    }

    static String sha1(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
