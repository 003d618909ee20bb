package io.jenkins.plugins.b2.emulator.http;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request's path and query as they came over the wire. Nothing is normalised: {@code //}, {@code .} and {@code ..}
 * are parts of file names like any other.
 *
 * @param path still encoded
 * @param query decoded; of a repeated name the last value counts
 */
public record RawTarget(String path, Map<String, String> query) {

    /** Parses the part after the host, such as {@code /file/bucket/a+b?Authorization=x}. */
    public static RawTarget parse(String pathAndQuery) {
        int mark = pathAndQuery.indexOf('?');
        if (mark < 0) {
            return new RawTarget(pathAndQuery, Map.of());
        }
        Map<String, String> query = new LinkedHashMap<>();
        for (String pair : pathAndQuery.substring(mark + 1).split("&")) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            if (!name.isEmpty()) {
                query.put(Percent.decode(name), equals < 0 ? "" : Percent.decode(pair.substring(equals + 1)));
            }
        }
        return new RawTarget(pathAndQuery.substring(0, mark), query);
    }
}
