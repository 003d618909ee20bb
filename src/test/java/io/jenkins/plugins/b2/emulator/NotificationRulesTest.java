package io.jenkins.plugins.b2.emulator;

import static io.jenkins.plugins.b2.emulator.B2EmulatorExtension.BUCKET;
import static io.jenkins.plugins.b2.emulator.RawB2.json;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NotificationRulesTest {
    @RegisterExtension
    static final B2EmulatorExtension EMULATOR = B2EmulatorExtension.perClass();

    private static final String URL = "https://example.com/hook";

    private RawB2 b2;
    private String id;

    @BeforeEach
    void open() throws Exception {
        b2 = RawB2.of(EMULATOR.emulator());
        id = b2.bucketId(BUCKET);
    }

    private static JsonObject rule(String name, String prefix, String url, String... eventTypes) {
        return json(
                "name",
                name,
                "objectNamePrefix",
                prefix,
                "isEnabled",
                true,
                "eventTypes",
                eventTypes,
                "targetConfiguration",
                json("targetType", "webhook", "url", url));
    }

    private static JsonObject named(String name) {
        return rule(name, "", URL, "b2:ObjectCreated:*");
    }

    private static JsonObject ofTypes(String... eventTypes) {
        return rule("some-rule", "", URL, eventTypes);
    }

    private RawB2.Answer set(JsonObject... rules) throws Exception {
        return b2.call("b2_set_bucket_notification_rules", "bucketId", id, "eventNotificationRules", rules);
    }

    private String get() throws Exception {
        return RawB2.send(b2.request("b2_get_bucket_notification_rules?bucketId=" + id))
                .json()
                .get("eventNotificationRules")
                .toString();
    }

    @Test
    void rulesComeBackComplete() throws Exception {
        set();
        assertEquals("[]", get());
        JsonObject rule = named("some-rule");
        JsonArray completed = new JsonArray();
        JsonObject expected = rule.deepCopy();
        expected.addProperty("isSuspended", false);
        expected.addProperty("suspensionReason", "");
        JsonObject target = expected.getAsJsonObject("targetConfiguration");
        target.add("customHeaders", null);
        target.add("hmacSha256SigningSecret", null);
        completed.add(expected);
        assertEquals(completed, set(rule).json().get("eventNotificationRules"));
        assertEquals(completed, JsonParser.parseString(get()));
    }

    /** The documents show a list, the vendor's own command sends an object. */
    @Test
    void headersMayBeAListOrAnObject() throws Exception {
        for (String headers : new String[] {"[{\"name\":\"a\",\"value\":\"b\"}]", "{\"a\":\"b\"}"}) {
            JsonObject rule = named("some-rule");
            rule.getAsJsonObject("targetConfiguration").add("customHeaders", JsonParser.parseString(headers));
            assertEquals(200, set(rule).status(), headers);
        }
        JsonObject rule = named("some-rule");
        rule.getAsJsonObject("targetConfiguration").addProperty("customHeaders", "a: b");
        assertEquals("400 bad_request", set(rule).code());
    }

    static Stream<Arguments> wrongRules() {
        JsonObject[] tooMany = IntStream.rangeClosed(1, 26)
                .mapToObj(i -> rule("rule-number-" + i, "p" + i + "/", URL, "b2:ObjectCreated:*"))
                .toArray(JsonObject[]::new);
        return Stream.of(
                wrong("an unknown event type", "event_type_invalid", ofTypes("b2:ObjectCreated:Magic")),
                wrong("no event type", "event_types_empty", ofTypes()),
                wrong(
                        "a type beside all of its kind",
                        "event_type_overlap",
                        ofTypes("b2:ObjectCreated:*", "b2:ObjectCreated:Upload")),
                wrong(
                        "a type twice",
                        "event_type_overlap",
                        ofTypes("b2:ObjectDeleted:Delete", "b2:ObjectDeleted:Delete")),
                wrong("plain HTTP", "bad_request", rule("some-rule", "", "http://example.com/", "b2:ObjectCreated:*")),
                wrong("a name of 5", "bad_request", named("short")),
                wrong("a name of 64", "bad_request", named("n".repeat(64))),
                wrong(
                        "a name twice",
                        "bad_request",
                        rule("some-rule", "a/", URL, "b2:ObjectCreated:*"),
                        rule("some-rule", "b/", URL, "b2:ObjectCreated:*")),
                wrong(
                        "prefixes that overlap",
                        "bad_request",
                        rule("some-rule", "a/", URL, "b2:ObjectCreated:*"),
                        rule("other-rule", "a/b/", URL, "b2:ObjectDeleted:*")),
                wrong("26 rules", "bad_request", tooMany));
    }

    private static Arguments wrong(String what, String code, JsonObject... rules) {
        return Arguments.of(what, code, rules);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("wrongRules")
    void wrongRulesAreRefused(String what, String code, JsonObject[] rules) throws Exception {
        set();
        assertEquals("400 " + code, set(rules).code());
        assertEquals("[]", get());
    }

    @Test
    void eventTypesOfDifferentKindsGoTogether() throws Exception {
        assertEquals(
                200,
                set(ofTypes("b2:ObjectCreated:*", "b2:ObjectDeleted:Delete")).status());
    }
}
