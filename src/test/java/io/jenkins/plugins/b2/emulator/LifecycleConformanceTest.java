package io.jenkins.plugins.b2.emulator;

import static io.jenkins.plugins.b2.emulator.ConformanceTarget.assertRefused;
import static io.jenkins.plugins.b2.emulator.ConformanceTarget.outcome;
import static io.jenkins.plugins.b2.emulator.RawB2.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Lifecycle rules and the revision of a bucket: asked of the emulator or of the real Backblaze B2. Only where the bucket
 * has no rules, and without leaving any; rules are for names that only this run uses.
 */
class LifecycleConformanceTest {
    private static final String HIDE = "daysFromUploadingToHiding";
    private static final String DELETE = "daysFromHidingToDeleting";
    private static final String CANCEL = "daysFromStartingToCancelingUnfinishedLargeFiles";

    @RegisterExtension
    static final ConformanceTarget TARGET = ConformanceTarget.plain();

    private boolean mine;

    @BeforeEach
    void onlyWithoutRules() throws Exception {
        TARGET.need("listBuckets", "writeBuckets");
        assumeTrue(rules(bucket()).isEmpty(), "the bucket has lifecycle rules");
        mine = true;
    }

    @AfterEach
    void removeRules() throws Exception {
        if (mine) {
            assertEquals(200, set().status());
        }
    }

    private static JsonObject bucket() throws Exception {
        return TARGET.b2()
                .call("b2_list_buckets", "bucketName", TARGET.bucketName())
                .json()
                .getAsJsonArray("buckets")
                .get(0)
                .getAsJsonObject();
    }

    private static JsonArray rules(JsonObject bucket) {
        return bucket.getAsJsonArray("lifecycleRules");
    }

    private static RawB2.Answer set(Object... rules) throws Exception {
        return TARGET.call("b2_update_bucket", "lifecycleRules", rules);
    }

    private static JsonObject rule(String prefix, Object... days) {
        return json(ConformanceTarget.with(days, "fileNamePrefix", TARGET.name(prefix)));
    }

    @Test
    void aRuleIsKeptWithAllItsFields() throws Exception {
        int before = bucket().get("revision").getAsInt();
        JsonObject changed = set(rule("logs/", HIDE, 30, DELETE, 7), rule("parts/", CANCEL, 3))
                .json();
        assertTrue(changed.get("revision").getAsInt() > before);
        JsonObject bucket = bucket();
        assertEquals(changed.get("revision"), bucket.get("revision"));
        assertEquals(2, rules(bucket).size());
        JsonObject logs = rules(bucket).get(0).getAsJsonObject();
        assertEquals(TARGET.name("logs/"), logs.get("fileNamePrefix").getAsString());
        assertEquals(30, logs.get(HIDE).getAsInt());
        assertEquals(7, logs.get(DELETE).getAsInt());
        assertTrue(logs.get(CANCEL) == null || logs.get(CANCEL).isJsonNull());
        TARGET.note("A lifecycle rule with days that are not set", logs.has(CANCEL) ? "null" : "left out");
    }

    @Test
    void whatIsNotNamedStays() throws Exception {
        set(rule("logs/", HIDE, 30));
        TARGET.call("b2_update_bucket", "bucketInfo", bucket().getAsJsonObject("bucketInfo"));
        assertEquals(1, rules(bucket()).size());
    }

    @Test
    void aStaleRevisionIsAConflict() throws Exception {
        int revision = bucket().get("revision").getAsInt();
        Object[] rules = {rule("logs/", HIDE, 30)};
        RawB2.Answer first = TARGET.call("b2_update_bucket", "lifecycleRules", rules, "ifRevisionIs", revision);
        assertEquals(200, first.status());
        assertRefused(
                "409 conflict",
                TARGET.call("b2_update_bucket", "lifecycleRules", new Object[0], "ifRevisionIs", revision));
        assertEquals(1, rules(bucket()).size());
    }

    @Test
    void rulesThatMakeNoSenseAreRefused() throws Exception {
        assertRefused("400 bad_request", set(rule("logs/", HIDE, 0)));
        assertRefused("400 bad_request", set(rule("logs/", DELETE, -1)));
        assertRefused("400 bad_request", set(rule("logs/", HIDE, 1), rule("logs/deep/", HIDE, 1)));
        assertRefused("400 bad_request", set(rule("logs/", HIDE, 1), rule("logs/", DELETE, 1)));
        assertRefused("400 bad_request", set(json(HIDE, 1)));
        TARGET.note("A lifecycle rule without days", outcome(set(rule("logs/"))));
        assertEquals(0, rules(bucket()).size());
    }

    @Test
    void aHundredRulesAreTheMost() throws Exception {
        assertEquals(200, set(many(100)).status());
        assertRefused("400 bad_request", set(many(101)));
        assertEquals(100, rules(bucket()).size());
    }

    private static Object[] many(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> rule("n" + i + "/", HIDE, 30))
                .toArray();
    }
}
