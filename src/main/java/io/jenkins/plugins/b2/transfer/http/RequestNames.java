package io.jenkins.plugins.b2.transfer.http;

/** Names a request for a log without what could let others repeat it. */
final class RequestNames {
    private RequestNames() {}

    /** {@code b2_upload_part} for {@code /b2api/v2/b2_upload_part/4_z.../token}; downloads by name keep the name. */
    static String of(String pathAndQuery) {
        String path = pathAndQuery.contains("?") ? pathAndQuery.substring(0, pathAndQuery.indexOf('?')) : pathAndQuery;
        int call = path.indexOf("/b2_");
        if (call < 0) {
            return path;
        }
        int end = path.indexOf('/', call + 1);
        return end < 0 ? path.substring(call + 1) : path.substring(call + 1, end);
    }
}
