package io.jenkins.plugins.b2.emulator.api;

import io.jenkins.plugins.b2.emulator.http.Percent;

/** Finds out which file name a call is about before the call is run. */
final class FileNameOf {
    private FileNameOf() {}

    /** Null when it is about none. */
    static String call(Call call) {
        switch (call.name()) {
            case "b2_upload_file":
                String header = call.exchange().header("X-Bz-File-Name");
                return header == null ? null : Percent.decode(header);
            case "b2_upload_part":
                return byId(call, before(call.rest()));
            case "b2_download_file_by_name":
                int slash = call.rest().indexOf('/');
                return slash < 0 ? null : Percent.decode(call.rest().substring(slash + 1));
            default:
                return ofArguments(call);
        }
    }

    private static String ofArguments(Call call) {
        String name = call.params().stringOrNull("fileName");
        if (name != null) {
            return name;
        }
        for (String field : new String[] {"fileId", "largeFileId"}) {
            if (call.params().has(field)) {
                return byId(call, call.params().string(field));
            }
        }
        return null;
    }

    private static String before(String rest) {
        int slash = rest.indexOf('/');
        return slash < 0 ? rest : rest.substring(0, slash);
    }

    private static String byId(Call call, String fileId) {
        return call.service().files().byId(fileId).fileName();
    }
}
