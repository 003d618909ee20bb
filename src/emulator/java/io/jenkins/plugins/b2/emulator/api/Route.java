package io.jenkins.plugins.b2.emulator.api;

import io.jenkins.plugins.b2.emulator.http.ServerExchange;
import io.jenkins.plugins.b2.emulator.store.B2Failure;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A call's name and how it is served.
 *
 * @param needsAccount whether it is authorized by an account token
 * @param json whether a POST brings its arguments as JSON
 */
record Route(String name, boolean needsAccount, boolean json, Handler handler) {
    static final Route UNKNOWN = new Route("unknown", false, false, call -> null);

    private static final String BY_NAME = "b2_download_file_by_name";
    private static final Pattern API = Pattern.compile("/b2api/v([1-4])/(b2_[a-z_]+)(?:/(.*))?");
    private static final String FILE = "/file/";
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST");
    private static final Map<String, Route> ALL = new TreeMap<>();

    static {
        add(new Route("b2_authorize_account", false, true, AuthorizeCalls::authorize));
        account("b2_list_buckets", BucketCalls::list);
        account("b2_create_bucket", BucketCalls::create);
        account("b2_update_bucket", BucketCalls::update);
        account("b2_delete_bucket", BucketCalls::delete);
        account("b2_get_bucket_notification_rules", BucketCalls::getNotificationRules);
        account("b2_set_bucket_notification_rules", BucketCalls::setNotificationRules);
        account("b2_get_upload_url", UploadCalls::getUploadUrl);
        account("b2_get_upload_part_url", UploadCalls::getUploadPartUrl);
        add(new Route("b2_upload_file", false, false, UploadCalls::uploadFile));
        add(new Route("b2_upload_part", false, false, UploadCalls::uploadPart));
        account("b2_start_large_file", LargeFileCalls::start);
        account("b2_finish_large_file", LargeFileCalls::finish);
        account("b2_cancel_large_file", LargeFileCalls::cancel);
        account("b2_list_parts", LargeFileCalls::listParts);
        account("b2_list_unfinished_large_files", LargeFileCalls::listUnfinished);
        account("b2_copy_file", CopyCalls::copyFile);
        account("b2_copy_part", CopyCalls::copyPart);
        account("b2_list_file_names", ListCalls::names);
        account("b2_list_file_versions", ListCalls::versions);
        account("b2_get_file_info", FileCalls::info);
        account("b2_hide_file", FileCalls::hide);
        account("b2_delete_file_version", FileCalls::delete);
        account("b2_update_file_retention", FileCalls::updateRetention);
        account("b2_update_file_legal_hold", FileCalls::updateLegalHold);
        account("b2_get_download_authorization", DownloadCalls::authorization);
        add(new Route("b2_download_file_by_id", false, true, DownloadCalls::byId));
        add(new Route(BY_NAME, false, false, DownloadCalls::byName));
        account("b2_create_key", KeyCalls::create);
        account("b2_list_keys", KeyCalls::list);
        account("b2_delete_key", KeyCalls::delete);
    }

    /** Serves a call. */
    @FunctionalInterface
    interface Handler {
        Reply handle(Call call) throws IOException;
    }

    private static void account(String name, Handler handler) {
        add(new Route(name, true, true, handler));
    }

    private static void add(Route route) {
        ALL.put(route.name(), route);
    }

    /** The names of all calls. */
    static Set<String> names() {
        return Collections.unmodifiableSet(ALL.keySet());
    }

    /** Answers 404 for what is no call, and 405 for a method that it does not take. */
    static Route find(ServerExchange x) {
        String path = x.target().path();
        Matcher api = API.matcher(path);
        Route route = path.startsWith(FILE) ? ALL.get(BY_NAME) : api.matches() ? ALL.get(api.group(2)) : null;
        if (route == null || route.name().equals(BY_NAME) == api.matches()) {
            throw B2Failure.notFound("No such call: " + path);
        }
        boolean upload = !route.needsAccount() && !route.json() && !route.name().equals(BY_NAME);
        if (!METHODS.contains(x.method()) || upload && !x.method().equals("POST")) {
            throw new B2Failure(405, "method_not_allowed", "Method not allowed: " + x.method());
        }
        return route;
    }

    /** The version of the API that the path names; for the version-less downloads by name the newest. */
    int version(ServerExchange x) {
        Matcher api = API.matcher(x.target().path());
        return api.matches() ? Integer.parseInt(api.group(1)) : 4;
    }

    /** What follows the call's name in the path, still encoded. */
    String rest(ServerExchange x) {
        String path = x.target().path();
        if (path.startsWith(FILE)) {
            return path.substring(FILE.length());
        }
        Matcher api = API.matcher(path);
        return api.matches() && api.group(3) != null ? api.group(3) : "";
    }
}
