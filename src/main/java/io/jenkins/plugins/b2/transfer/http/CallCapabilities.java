package io.jenkins.plugins.b2.transfer.http;

import java.util.Map;

/** The capability that each call needs, from the calls' pages: when B2 refuses a key, it does not say which one. */
final class CallCapabilities {
    private static final Map<String, String> NEEDED = Map.ofEntries(
            Map.entry("b2_list_buckets", "listBuckets"),
            Map.entry("b2_update_bucket", "writeBuckets"),
            Map.entry("b2_list_file_names", "listFiles"),
            Map.entry("b2_list_file_versions", "listFiles"),
            Map.entry("b2_list_unfinished_large_files", "listFiles"),
            Map.entry("b2_get_file_info", "readFiles"),
            Map.entry("b2_download_file_by_id", "readFiles"),
            Map.entry("b2_get_upload_url", "writeFiles"),
            Map.entry("b2_get_upload_part_url", "writeFiles"),
            Map.entry("b2_start_large_file", "writeFiles"),
            Map.entry("b2_finish_large_file", "writeFiles"),
            Map.entry("b2_cancel_large_file", "writeFiles"),
            Map.entry("b2_list_parts", "writeFiles"),
            Map.entry("b2_hide_file", "writeFiles"),
            Map.entry("b2_delete_file_version", "deleteFiles"));

    private CallCapabilities() {}

    /**
     * B2's reason for refusing a key, or in place of none what the call needs.
     *
     * @param call as {@link RequestNames} has it
     * @param message B2's; may be null
     */
    static String reason(String call, String message) {
        boolean told = message != null && !message.isBlank() && !message.equals("unauthorized");
        String needed = call.startsWith("/file/") ? "readFiles" : NEEDED.get(call);
        return told || needed == null ? message : "this needs the capability " + needed;
    }
}
