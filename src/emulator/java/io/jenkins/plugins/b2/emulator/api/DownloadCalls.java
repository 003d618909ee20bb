package io.jenkins.plugins.b2.emulator.api;

import com.google.gson.JsonObject;
import io.jenkins.plugins.b2.emulator.auth.Grant;
import io.jenkins.plugins.b2.emulator.auth.Token;
import io.jenkins.plugins.b2.emulator.auth.Token.Kind;
import io.jenkins.plugins.b2.emulator.http.Percent;
import io.jenkins.plugins.b2.emulator.http.ServerExchange;
import io.jenkins.plugins.b2.emulator.store.B2Failure;
import io.jenkins.plugins.b2.emulator.store.Bucket;
import io.jenkins.plugins.b2.emulator.store.FileStore.Opened;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Downloads by name and by id, and the tokens that open them to others. */
final class DownloadCalls {
    private static final long MAX_SECONDS = 604_800;

    private DownloadCalls() {}

    static Reply authorization(Call call) {
        Params params = call.params();
        String bucketId = params.string("bucketId");
        String prefix = params.string("fileNamePrefix");
        Grant grant = call.grant().require("shareFiles").requireBucket(bucketId).requireName(prefix);
        call.service().buckets().get(bucketId);
        long seconds = params.number("validDurationInSeconds");
        if (seconds < 1 || seconds > MAX_SECONDS) {
            throw B2Failure.badRequest("out_of_range", "validDurationInSeconds must be from 1 to " + MAX_SECONDS);
        }
        Map<String, String> overrides = new LinkedHashMap<>();
        for (String name : DownloadHeaders.OVERRIDES.keySet()) {
            if (params.has(name)) {
                overrides.put(name, params.string(name));
            }
        }
        Token token = call.service().tokens().download(grant, bucketId, prefix, overrides, Duration.ofSeconds(seconds));
        JsonObject reply = new JsonObject();
        reply.addProperty("authorizationToken", token.text());
        reply.addProperty("bucketId", bucketId);
        reply.addProperty("fileNamePrefix", prefix);
        return JsonReply.ok(reply);
    }

    /** {@code /file/<bucket>/<name>}. */
    static Reply byName(Call call) {
        int slash = call.rest().indexOf('/');
        String bucketName = Percent.decode(slash < 0 ? call.rest() : call.rest().substring(0, slash));
        String name = slash < 0 ? "" : Percent.decode(call.rest().substring(slash + 1));
        Bucket bucket = call.service().buckets().byName(bucketName);
        Token token = token(call, Kind.ACCOUNT, Kind.DOWNLOAD);
        if (bucket == null) {
            throw B2Failure.notFound("Bucket not found: " + bucketName);
        }
        checkMayRead(token, bucket, name);
        checkOverrides(call.exchange(), token);
        Opened opened = call.service().files().openNewest(bucket.id(), name, o -> check(call, token, o));
        return reply(call, token, opened);
    }

    /** {@code b2_download_file_by_id}. */
    static Reply byId(Call call) {
        Token token = token(call, Kind.ACCOUNT);
        String fileId = call.params().string("fileId");
        Opened opened = call.service().files().open(fileId, o -> {
            checkMayRead(token, o.bucket(), o.file().fileName());
            check(call, token, o);
        });
        return reply(call, token, opened);
    }

    /** The token from header or query; null for a caller without one. */
    private static Token token(Call call, Kind... kinds) {
        String header = call.exchange().header("Authorization");
        String text = header == null ? call.exchange().target().query().get("Authorization") : header;
        return text == null ? null : call.service().tokens().check(text, kinds);
    }

    private static void checkMayRead(Token token, Bucket bucket, String name) {
        if (bucket.isPublic()) {
            return;
        }
        if (token == null) {
            throw B2Failure.unauthorized("The bucket is private: a token is needed");
        }
        if (token.kind() == Kind.DOWNLOAD) {
            if (!token.resource().equals(bucket.id()) || !name.startsWith(token.namePrefix())) {
                throw B2Failure.unauthorized("The download authorization is for other files");
            }
            return;
        }
        token.grant().require("readFiles").requireBucket(bucket.id()).requireName(name);
    }

    /** A download authorization made with header values is only good together with them. */
    private static void checkOverrides(ServerExchange x, Token token) {
        if (token != null && token.kind() == Kind.DOWNLOAD) {
            token.overrides().forEach((name, value) -> {
                if (!value.equals(x.target().query().get(name))) {
                    throw B2Failure.unauthorized("The download authorization demands " + name + "=" + value);
                }
            });
        }
    }

    /** What must hold before the bytes are opened. */
    private static void check(Call call, Token token, Opened opened) {
        FileArguments.checkCustomerKey(opened.file().meta().encryption(), FileArguments.customerKey(call.exchange()));
        if (token == null
                && DownloadHeaders.OVERRIDES.keySet().stream()
                        .anyMatch(call.exchange().target().query()::containsKey)) {
            throw B2Failure.unauthorized("Changing response headers needs a token");
        }
    }

    private static Opened swapped(Call call, Opened honest) {
        String asked = honest.file().fileId();
        String given = call.service().hostileAnswers().given(asked);
        if (given.equals(asked)) {
            return honest;
        }
        DownloadReply.closeQuietly(honest.reader());
        return call.service().files().open(given, o -> {});
    }

    private static Reply reply(Call call, Token token, Opened honest) {
        Opened opened = swapped(call, honest);
        String asked = call.exchange().header("Range");
        try {
            ByteRange range = asked == null
                    ? null
                    : ByteRange.parse(asked, opened.file().content().length());
            Map<String, String> headers = DownloadHeaders.of(
                    opened,
                    range,
                    token == null ? null : token.grant(),
                    call.exchange().target().query());
            return new DownloadReply(
                    opened, range, call.service().hostileAnswers().headers(headers));
        } catch (B2Failure e) {
            DownloadReply.closeQuietly(opened.reader());
            throw e;
        }
    }
}
