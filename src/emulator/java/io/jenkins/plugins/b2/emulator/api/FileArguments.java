package io.jenkins.plugins.b2.emulator.api;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.jenkins.plugins.b2.emulator.auth.Grant;
import io.jenkins.plugins.b2.emulator.http.Percent;
import io.jenkins.plugins.b2.emulator.http.ServerExchange;
import io.jenkins.plugins.b2.emulator.store.B2Failure;
import io.jenkins.plugins.b2.emulator.store.Bucket;
import io.jenkins.plugins.b2.emulator.store.FileLock;
import io.jenkins.plugins.b2.emulator.store.FileMeta;
import io.jenkins.plugins.b2.emulator.store.ServerSideEncryption;
import java.net.URLConnection;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpField;

/** Reads what uploads, large files and copies say about a file, from headers or from JSON. */
final class FileArguments {
    private static final String INFO = "x-bz-info-";
    private static final String SSE = "X-Bz-Server-Side-Encryption";
    private static final String CUSTOMER = SSE + "-Customer-";
    private static final Pattern INFO_KEY = Pattern.compile("[A-Za-z0-9\\-_.`~!#$%^&*'|+]{1,50}");
    private static final List<String> SPECIALS = List.of(
            "b2-content-disposition", "b2-content-language", "b2-content-encoding", "b2-expires", "b2-cache-control");
    /**
     * Bytes of the headers that name and info take, encoded, without the headers' own prefix. From Backblaze's page
     * "Add File Information with the Native API"; how exactly it is counted is not told there.
     */
    private static final int MAX_INFO = 7000;

    private static final int MAX_INFO_LOCKED = 2048;

    private FileArguments() {}

    static FileMeta metaOfHeaders(ServerExchange x, Bucket bucket, String name) {
        Map<String, String> info = new LinkedHashMap<>();
        for (HttpField field : x.headers()) {
            if (field.getLowerCaseName().startsWith(INFO)) {
                info.put(field.getLowerCaseName().substring(INFO.length()), Percent.decode(field.getValue()));
            }
        }
        String type = x.header("Content-Type");
        if (type == null) {
            throw B2Failure.badRequest("Missing header: Content-Type");
        }
        return meta(type, info, encryptionOfHeaders(x, bucket), bucket, name);
    }

    static FileMeta metaOfJson(Params params, Bucket bucket, String name) {
        JsonObject sse = params.objectOrNull("serverSideEncryption");
        ServerSideEncryption encryption = sse == null ? bucket.encryption() : serverSide(sse);
        return meta(params.string("contentType"), infoOfJson(params), encryption, bucket, name);
    }

    static Map<String, String> infoOfJson(Params params) {
        Map<String, String> info = new LinkedHashMap<>();
        JsonObject sent = params.objectOrNull("fileInfo");
        if (sent != null) {
            for (Map.Entry<String, JsonElement> e : sent.entrySet()) {
                if (!e.getValue().isJsonPrimitive()) {
                    throw B2Failure.badRequest("fileInfo values must be strings: " + e.getKey());
                }
                info.put(e.getKey().toLowerCase(Locale.ROOT), e.getValue().getAsString());
            }
        }
        return info;
    }

    static FileMeta meta(
            String type, Map<String, String> info, ServerSideEncryption encryption, Bucket bucket, String name) {
        int size = Percent.encode(name).length();
        for (Map.Entry<String, String> e : info.entrySet()) {
            checkInfoKey(e.getKey());
            size += e.getKey().length() + Percent.encode(e.getValue()).length();
        }
        int limit = bucket.fileLock() || encryption.mode() != null ? MAX_INFO_LOCKED : MAX_INFO;
        // A long name alone is no reason to refuse: only what comes with it.
        if (!info.isEmpty() && size > limit) {
            throw B2Failure.badRequest(
                    "metadata_exceeded", "File name and file info take " + size + " bytes; the limit is " + limit);
        }
        return new FileMeta(resolve(type, name), info, encryption, Replication.statusOfNew(bucket, name));
    }

    private static void checkInfoKey(String key) {
        if (!INFO_KEY.matcher(key).matches()) {
            throw B2Failure.badRequest("Bad file info key: " + key);
        }
        if (key.startsWith("b2-") && !SPECIALS.contains(key)) {
            throw B2Failure.badRequest("File info keys beginning with b2- are reserved: " + key);
        }
    }

    private static String resolve(String type, String name) {
        if (!type.equals("b2/x-auto")) {
            return type;
        }
        String guess = URLConnection.guessContentTypeFromName(name.substring(name.lastIndexOf('/') + 1));
        return guess == null ? "application/octet-stream" : guess;
    }

    private static ServerSideEncryption encryptionOfHeaders(ServerExchange x, Bucket bucket) {
        ServerSideEncryption customer = customerKey(x);
        if (customer != null) {
            return customer;
        }
        String algorithm = x.header(SSE);
        if (algorithm == null) {
            return bucket.encryption();
        }
        if (!algorithm.equals("AES256")) {
            throw B2Failure.badRequest("Bad " + SSE + ": " + algorithm);
        }
        return ServerSideEncryption.SSE_B2;
    }

    /** The customer's key named by the headers, or null when there are none. */
    static ServerSideEncryption customerKey(ServerExchange x) {
        String algorithm = x.header(CUSTOMER + "Algorithm");
        String key = x.header(CUSTOMER + "Key");
        String md5 = x.header(CUSTOMER + "Key-Md5");
        if (algorithm == null && key == null && md5 == null) {
            return null;
        }
        return customer(algorithm, key, md5);
    }

    private static ServerSideEncryption customer(String algorithm, String key, String md5) {
        if (!"AES256".equals(algorithm) || key == null || md5 == null) {
            throw B2Failure.badRequest("SSE-C needs the algorithm AES256, a key and the MD5 of the key");
        }
        if (!md5OfKey(key).equals(md5)) {
            throw B2Failure.badRequest("The MD5 of the SSE-C key does not match the key");
        }
        return ServerSideEncryption.customer(md5);
    }

    private static String md5OfKey(String key) {
        try {
            byte[] bytes = Base64.getDecoder().decode(key);
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (IllegalArgumentException e) {
            throw B2Failure.badRequest("The SSE-C key is not base64");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@code {mode, algorithm, customerKey, customerKeyMd5}}; null counts as none. */
    static ServerSideEncryption serverSide(JsonObject setting) {
        if (setting == null) {
            return ServerSideEncryption.NONE;
        }
        Params p = Params.of(setting);
        String mode = p.stringOrNull("mode");
        if (mode == null || mode.equals("none")) {
            return ServerSideEncryption.NONE;
        }
        if (mode.equals("SSE-C")) {
            return customer(
                    p.stringOrNull("algorithm"), p.stringOrNull("customerKey"), p.stringOrNull("customerKeyMd5"));
        }
        if (!mode.equals("SSE-B2") || !"AES256".equals(p.stringOrNull("algorithm"))) {
            throw B2Failure.badRequest("Bad server-side encryption: " + mode);
        }
        return ServerSideEncryption.SSE_B2;
    }

    /** Refuses to read (or to extend) a file whose SSE-C key the request does not bring. */
    static void checkCustomerKey(ServerSideEncryption file, ServerSideEncryption offered) {
        if (!file.isCustomer()) {
            return;
        }
        if (offered == null || !offered.isCustomer()) {
            throw B2Failure.badRequest("The object was stored using a form of Server Side Encryption. The correct "
                    + "parameters must be provided to retrieve the object.");
        }
        if (!offered.customerKeyMd5().equals(file.customerKeyMd5())) {
            throw new B2Failure(403, "access_denied", "The SSE-C key is not the one of the file");
        }
    }

    static FileLock lockOfHeaders(ServerExchange x, Bucket bucket, Grant grant, long now) {
        String until = x.header("X-Bz-File-Retention-Retain-Until-Timestamp");
        Long millis =
                until == null ? null : Params.ofQuery(Map.of("until", until)).number("until");
        return lock(x.header("X-Bz-File-Retention-Mode"), millis, x.header("X-Bz-File-Legal-Hold"), bucket, grant, now);
    }

    static FileLock lockOfJson(Params params, Bucket bucket, Grant grant, long now) {
        JsonObject retention = params.objectOrNull("fileRetention");
        Params fields = Params.of(retention == null ? new JsonObject() : retention);
        String mode = fields.stringOrNull("mode");
        return lock(
                "none".equals(mode) ? null : mode,
                fields.numberOrNull("retainUntilTimestamp"),
                params.stringOrNull("legalHold"),
                bucket,
                grant,
                now);
    }

    private static FileLock lock(String mode, Long until, String hold, Bucket bucket, Grant grant, long now) {
        if (mode != null) {
            grant.require("writeFileRetentions");
            checkRetention(mode, until, now);
        }
        if (hold != null) {
            grant.require("writeFileLegalHolds");
            checkHold(hold);
        }
        if ((mode != null || hold != null) && !bucket.fileLock()) {
            throw B2Failure.noFileLock();
        }
        FileLock standard = mode == null ? defaultLock(bucket, now) : new FileLock(mode, until, null);
        return hold == null ? standard : standard.withLegalHold(hold);
    }

    static void checkRetention(String mode, Long until, long now) {
        checkMode(mode);
        if (until == null) {
            throw B2Failure.badRequest("required field retainUntilTimestamp is missing");
        }
        if (until <= now) {
            throw B2Failure.badRequest(
                    "retain_until_timestamp_must_be_in_future", "retainUntilTimestamp must be in the future");
        }
    }

    static void checkMode(String mode) {
        if (!mode.equals("governance") && !mode.equals("compliance")) {
            throw B2Failure.badRequest("Bad retention mode: " + mode);
        }
    }

    static void checkHold(String hold) {
        if (!hold.equals("on") && !hold.equals("off")) {
            throw B2Failure.badRequest("Bad legal hold: " + hold);
        }
    }

    private static FileLock defaultLock(Bucket bucket, long now) {
        if (bucket.retention() == null) {
            return FileLock.NONE;
        }
        Params period = Params.of(bucket.retention().getAsJsonObject("period"));
        long duration = period.number("duration");
        long until = period.string("unit").equals("days")
                ? now + Duration.ofDays(duration).toMillis()
                : Instant.ofEpochMilli(now)
                        .atZone(ZoneOffset.UTC)
                        .plusYears(duration)
                        .toInstant()
                        .toEpochMilli();
        return new FileLock(Params.of(bucket.retention()).string("mode"), until, null);
    }
}
