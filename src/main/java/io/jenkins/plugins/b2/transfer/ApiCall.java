package io.jenkins.plugins.b2.transfer;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** The calls of B2's Native API that the core makes. */
public enum ApiCall {
    AUTHORIZE_ACCOUNT("b2_authorize_account", TransactionClass.C),
    CANCEL_LARGE_FILE("b2_cancel_large_file", TransactionClass.A),
    COPY_FILE("b2_copy_file", TransactionClass.C),
    COPY_PART("b2_copy_part", TransactionClass.C),
    DELETE_FILE_VERSION("b2_delete_file_version", TransactionClass.A),
    DOWNLOAD_FILE_BY_ID("b2_download_file_by_id", TransactionClass.B),
    DOWNLOAD_FILE_BY_NAME("b2_download_file_by_name", TransactionClass.B),
    FINISH_LARGE_FILE("b2_finish_large_file", TransactionClass.A),
    GET_DOWNLOAD_AUTHORIZATION("b2_get_download_authorization", TransactionClass.C),
    GET_FILE_INFO("b2_get_file_info", TransactionClass.B),
    GET_UPLOAD_PART_URL("b2_get_upload_part_url", TransactionClass.A),
    GET_UPLOAD_URL("b2_get_upload_url", TransactionClass.A),
    HIDE_FILE("b2_hide_file", TransactionClass.A),
    LIST_BUCKETS("b2_list_buckets", TransactionClass.C),
    LIST_FILE_NAMES("b2_list_file_names", TransactionClass.C),
    LIST_FILE_VERSIONS("b2_list_file_versions", TransactionClass.C),
    LIST_PARTS("b2_list_parts", TransactionClass.C),
    LIST_UNFINISHED_LARGE_FILES("b2_list_unfinished_large_files", TransactionClass.C),
    START_LARGE_FILE("b2_start_large_file", TransactionClass.A),
    UPDATE_BUCKET("b2_update_bucket", TransactionClass.C),
    UPLOAD_FILE("b2_upload_file", TransactionClass.A),
    UPLOAD_PART("b2_upload_part", TransactionClass.A),
    /** What none of the above is, such as a look at whether anybody answers. */
    OTHER("other", null);

    /**
     * What Backblaze charges for a call: A is free, B and C are not; a listing counts once for each 1,000 rows asked
     * for. From its page of transaction prices.
     */
    public enum TransactionClass {
        A,
        B,
        C
    }

    private static final String API = "/b2api/";
    private static final String BY_NAME = "/file/";
    private static final Map<String, ApiCall> BY_WIRE_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(ApiCall::wireName, call -> call));

    private final String wireName;
    private final TransactionClass transactionClass;

    ApiCall(String wireName, TransactionClass transactionClass) {
        this.wireName = wireName;
        this.transactionClass = transactionClass;
    }

    /** Such as {@code b2_upload_file}. */
    public String wireName() {
        return wireName;
    }

    /** Null for {@link #OTHER}. */
    public TransactionClass transactionClass() {
        return transactionClass;
    }

    /**
     * The call that a request makes.
     *
     * @param path the request's, with or without its query
     */
    public static ApiCall ofPath(String path) {
        int api = path.indexOf(API);
        int byName = path.indexOf(BY_NAME);
        if (byName >= 0 && (api < 0 || byName < api)) {
            return DOWNLOAD_FILE_BY_NAME;
        }
        int start = api < 0 ? -1 : path.indexOf('/', api + API.length());
        if (start >= 0) {
            return BY_WIRE_NAME.getOrDefault(path.substring(start + 1, endOfName(path, start + 1)), OTHER);
        }
        return OTHER;
    }

    private static int endOfName(String path, int start) {
        int end = start;
        while (end < path.length() && path.charAt(end) != '/' && path.charAt(end) != '?') {
            end++;
        }
        return end;
    }
}
