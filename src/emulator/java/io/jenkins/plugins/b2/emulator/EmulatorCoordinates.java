package io.jenkins.plugins.b2.emulator;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/** How to reach an emulator: what a script or a person needs to know, in one line of JSON. */
public final class EmulatorCoordinates {
    private EmulatorCoordinates() {}

    /** {@code {"realm":…,"applicationKeyId":…,"applicationKey":…,"buckets":[…]}}, without a line break. */
    public static String json(B2Emulator emulator) {
        JsonArray buckets = new JsonArray();
        emulator.buckets().forEach(buckets::add);
        JsonObject o = new JsonObject();
        o.addProperty("realm", emulator.realm());
        o.addProperty("applicationKeyId", emulator.applicationKeyId());
        o.addProperty("applicationKey", emulator.applicationKey());
        o.add("buckets", buckets);
        return o.toString();
    }
}
