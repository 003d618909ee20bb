package io.jenkins.plugins.b2.emulator;

import static io.jenkins.plugins.b2.emulator.B2EmulatorExtension.BUCKET;
import static io.jenkins.plugins.b2.emulator.RawB2.admin;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.b2.emulator.fault.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(B2EmulatorExtension.class)
class AdminTest {

    @Test
    void faultsComeAndGoOverHttp(B2Emulator emulator) throws Exception {
        String fault =
                "{\"call\":\"b2_list_buckets\",\"skip\":1,\"times\":1,\"moment\":\"before\",\"action\":\"status\","
                        + "\"status\":503,\"code\":\"service_unavailable\",\"message\":\"m\",\"retryAfterSeconds\":1}";
        assertEquals(
                200,
                admin(emulator, "POST", "faults", "[" + fault + "," + fault + "]")
                        .status());
        RawB2 b2 = RawB2.of(emulator);
        assertEquals(200, b2.call("b2_list_buckets").status());
        assertEquals(503, b2.call("b2_list_buckets").status());
        JsonObject shown = admin(emulator, "GET", "faults", "")
                .json()
                .getAsJsonArray("faults")
                .get(0)
                .getAsJsonObject();
        assertEquals(1, shown.get("fired").getAsInt());
        assertEquals("m", shown.get("message").getAsString());
        assertEquals(
                0,
                admin(emulator, "DELETE", "faults", "")
                        .json()
                        .getAsJsonArray("faults")
                        .size());
        assertEquals(200, b2.call("b2_list_buckets").status());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "call   | {}",
                "call   | {'call':'b2_fly'}",
                "call   | {'call':7}",
                "cal    | {'cal':'*'}",
                "moment | {'call':'*','moment':'never'}",
                "moment | {'call':'*','action':'truncate','moment':'before'}",
                "moment | {'call':'*','action':'status','moment':'response-body'}",
                "action | {'call':'*','action':'explode'}",
                "status | {'call':'*','status':200}",
                "status | {'call':'*','status':'503'}",
                "skip   | {'call':'*','skip':-1}",
                "skip   | {'call':'*','skip':1.5}",
                "times  | {'call':'*','times':0}",
                "times  | {'call':'*','times':99999999999}",
                "lastsMillis | {'call':'*','lastsMillis':-1}",
                "probability | {'call':'*','probability':1.5}",
                "probability | {'call':'*','probability':'often'}",
                "afterBytes  | {'call':'*','afterBytes':[1]}",
                "retryAfterSeconds | {'call':'*','retryAfterSeconds':-3}",
                "body   | nonsense",
                "body   | [1]",
                "body   | [",
            })
    void nonsenseIsRefusedByTheNameOfItsField(String field, String json, B2Emulator emulator) throws Exception {
        var answer = admin(emulator, "POST", "faults", json.replace('\'', '"'));
        assertEquals("400 bad_request", answer.code());
        assertTrue(answer.text("message").startsWith(field + " "), answer.text("message"));
        assertTrue(emulator.faults().list().isEmpty());
    }

    @Test
    void shapesAreChecked(B2Emulator emulator) throws Exception {
        var answer = admin(emulator, "POST", "shape", "{\"rttMillis\":-1}");
        assertTrue(answer.text("message").startsWith("rttMillis "));
        admin(emulator, "POST", "shape", "{\"rttMillis\":1,\"bytesPerSecond\":5000000}");
        assertEquals(new Shape(1, 0, 5_000_000), emulator.shape());
        assertEquals(200, RawB2.of(emulator).put(BUCKET, "x", new byte[100_000]).status());
    }

    @Test
    void callsAreCountedWithTheirBytes(B2Emulator emulator) throws Exception {
        RawB2 b2 = RawB2.of(emulator);
        b2.put(BUCKET, "x", new byte[1000]);
        b2.get(BUCKET, "x");
        b2.get(BUCKET, "nothing");
        JsonObject calls = admin(emulator, "GET", "calls", "").json().getAsJsonObject("calls");
        assertEquals(
                1000, calls.getAsJsonObject("b2_upload_file").get("bytesIn").getAsInt());
        JsonObject downloads = calls.getAsJsonObject("b2_download_file_by_name");
        assertEquals("{\"200\":1,\"404\":1}", downloads.get("outcomes").toString());
        admin(emulator, "DELETE", "calls", "");
        assertTrue(emulator.calls().all().isEmpty());
    }

    @Test
    void stateAndClockAreTold(B2Emulator emulator) throws Exception {
        emulator.put(BUCKET, "x", new byte[5]);
        JsonObject state = admin(emulator, "GET", "state", "").json();
        assertEquals(1, state.get("fileVersions").getAsInt());
        assertEquals(5, state.get("bytes").getAsInt());
        assertEquals(0, state.get("requestsInFlight").getAsInt());
        long before = emulator.clock().millis();
        admin(emulator, "POST", "clock", "{\"advanceSeconds\":86400}");
        assertTrue(emulator.clock().millis() >= before + 86_400_000);
        assertEquals("404 not_found", admin(emulator, "GET", "coffee", "").code());
    }

    @Test
    void theCoordinatesAreOneLineOfJson(B2Emulator emulator) throws Exception {
        String line = EmulatorCoordinates.json(emulator);
        assertEquals(-1, line.indexOf('\n'));
        JsonObject json = JsonParser.parseString(line).getAsJsonObject();
        assertEquals(emulator.realm(), json.get("realm").getAsString());
        assertEquals("[\"bucket-1\"]", json.get("buckets").toString());
        assertEquals(emulator.applicationKey(), json.get("applicationKey").getAsString());
    }
}
