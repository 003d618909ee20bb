package io.jenkins.plugins.b2.emulator;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.jenkins.plugins.b2.emulator.fault.FieldException;
import io.jenkins.plugins.b2.emulator.fault.Shape;
import io.jenkins.plugins.b2.emulator.http.ServerExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** The emulator's own calls below {@code /emulator/}: faults, counts, shape, clock, state. They ask for no key. */
final class Admin {
    private static final String PATH = "/emulator/";
    private static final int MAX_JSON_BYTES = 64 * 1024;
    private static final Gson GSON =
            new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

    private final B2Emulator emulator;

    Admin(B2Emulator emulator) {
        this.emulator = emulator;
    }

    static boolean isFor(ServerExchange x) {
        return x.rawPath().startsWith(PATH);
    }

    void serve(ServerExchange x) throws IOException {
        try {
            Object answer = answer(x);
            if (answer == null) {
                send(x, 404, error(404, "not_found", "No such admin call: " + x.method() + " " + x.rawPath()));
            } else {
                send(x, 200, GSON.toJsonTree(answer));
            }
        } catch (FieldException e) {
            send(x, 400, error(400, "bad_request", e.getMessage()));
        }
    }

    private Object answer(ServerExchange x) throws IOException {
        return switch (x.method() + " " + x.rawPath()) {
            case "GET /emulator/faults" -> faults();
            case "POST /emulator/faults" -> {
                FaultForm.read(body(x)).forEach(emulator.faults()::add);
                yield faults();
            }
            case "DELETE /emulator/faults" -> {
                emulator.faults().clear();
                yield faults();
            }
            case "GET /emulator/calls" -> Map.of("calls", emulator.calls().all());
            case "DELETE /emulator/calls" -> {
                emulator.calls().reset();
                yield Map.of("calls", emulator.calls().all());
            }
            case "GET /emulator/shape" -> emulator.shape();
            case "POST /emulator/shape" -> {
                emulator.shape(shape(body(x)));
                yield emulator.shape();
            }
            case "GET /emulator/clock" -> clock();
            case "POST /emulator/clock" -> {
                Fields fields = new Fields(body(x), "advanceSeconds");
                emulator.clock().advance(Duration.ofSeconds(fields.number("advanceSeconds", 0)));
                yield clock();
            }
            case "GET /emulator/state" -> emulator.state();
            default -> null;
        };
    }

    private static String body(ServerExchange x) throws IOException {
        return new String(x.body(MAX_JSON_BYTES), StandardCharsets.UTF_8);
    }

    private JsonObject faults() {
        JsonArray all = new JsonArray();
        emulator.faults().list().forEach(s -> all.add(FaultForm.write(s)));
        JsonObject answer = new JsonObject();
        answer.add("faults", all);
        return answer;
    }

    private static Shape shape(String json) {
        Fields fields = new Fields(json, "rttMillis", "bytesPerSecondPerConnection", "bytesPerSecond");
        return new Shape(
                fields.integer("rttMillis", 0),
                fields.number("bytesPerSecondPerConnection", 0),
                fields.number("bytesPerSecond", 0));
    }

    private Map<String, Long> clock() {
        return Map.of("millis", emulator.clock().millis());
    }

    private static JsonObject error(int status, String code, String message) {
        JsonObject o = new JsonObject();
        o.addProperty("status", status);
        o.addProperty("code", code);
        o.addProperty("message", message);
        return o;
    }

    private static void send(ServerExchange x, int status, com.google.gson.JsonElement body) throws IOException {
        byte[] bytes = (GSON.toJson(body) + "\n").getBytes(StandardCharsets.UTF_8);
        x.send(status, Map.of("Content-Type", "application/json;charset=UTF-8"), bytes);
    }
}
