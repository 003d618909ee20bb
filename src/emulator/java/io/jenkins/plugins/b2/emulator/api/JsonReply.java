package io.jenkins.plugins.b2.emulator.api;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.jenkins.plugins.b2.emulator.http.ServerExchange;
import io.jenkins.plugins.b2.emulator.store.B2Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** An answer in JSON, with the headers that B2 gives it. */
record JsonReply(int status, byte[] body, int retryAfterSeconds) implements Reply {
    /** Null values are written: some clients insist on them. */
    static final Gson GSON =
            new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

    static JsonReply ok(JsonElement body) {
        return new JsonReply(200, bytes(body), 0);
    }

    /** Exactly three fields: the Java SDK refuses to understand more. */
    static JsonReply error(B2Failure failure) {
        JsonObject body = new JsonObject();
        body.addProperty("status", failure.status());
        body.addProperty("code", failure.code());
        body.addProperty("message", failure.getMessage());
        return new JsonReply(failure.status(), bytes(body), failure.retryAfterSeconds());
    }

    /** The same answer with another body. */
    JsonReply with(UnaryOperator<JsonObject> change) {
        JsonObject honest = GSON.fromJson(new String(body, StandardCharsets.UTF_8), JsonObject.class);
        return new JsonReply(status, bytes(change.apply(honest)), retryAfterSeconds);
    }

    private static byte[] bytes(JsonElement body) {
        return GSON.toJson(body).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void send(ServerExchange exchange) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json;charset=UTF-8");
        headers.put("Cache-Control", "max-age=0, no-cache, no-store");
        if (retryAfterSeconds > 0) {
            headers.put("Retry-After", Integer.toString(retryAfterSeconds));
        }
        exchange.send(status, headers, exchange.isHead() ? new byte[0] : body);
    }
}
