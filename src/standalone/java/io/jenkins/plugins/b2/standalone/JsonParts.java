package io.jenkins.plugins.b2.standalone;

import com.google.gson.stream.JsonWriter;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.FilesFailedException.Failure;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.TransferSummary;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The core's values as fields of a JSON object. The names are part of the command's interface. */
final class JsonParts {
    private JsonParts() {}

    static void result(JsonWriter json, FileResult result) throws IOException {
        json.name("name").value(result.name());
        json.name("fileId").value(result.fileId());
        if (result instanceof FileResult.Uploaded file) {
            uploaded(json, file);
        } else if (result instanceof FileResult.Downloaded file) {
            downloaded(json, file);
        } else if (result instanceof FileResult.Deleted file) {
            json.name("size").value(file.size());
            json.name("uploadTimestamp").value(file.uploadTimestamp());
            json.name("hidden").value(file.hidden());
            json.name("dryRun").value(file.dryRun());
        }
    }

    private static void uploaded(JsonWriter json, FileResult.Uploaded file) throws IOException {
        json.name("localPath").value(file.localPath());
        json.name("size").value(file.size());
        json.name("storedSize").value(file.storedSize());
        json.name("sha1").value(file.sha1());
        json.name("contentType").value(file.contentType());
        json.name("uploadTimestamp").value(file.uploadTimestamp());
        json.name("encrypted").value(file.encryption() != null);
        json.name("encryption").value(name(file.encryption()));
        json.name("skipped").value(file.skipped());
        json.name("resumedBytes").value(file.resumedBytes());
        json.name("retries").value(file.retries());
        json.name("seconds").value(seconds(file.elapsed()));
        json.name("url").value(file.url());
    }

    private static void downloaded(JsonWriter json, FileResult.Downloaded file) throws IOException {
        json.name("localPath").value(file.localPath());
        json.name("size").value(file.size());
        json.name("sha1").value(file.sha1());
        json.name("verified").value(file.verified());
        json.name("encrypted").value(file.encryption() != null);
        json.name("encryption").value(name(file.encryption()));
        json.name("retries").value(file.retries());
        json.name("seconds").value(seconds(file.elapsed()));
    }

    static void remoteFile(JsonWriter json, RemoteFile file) throws IOException {
        json.name("name").value(file.name());
        json.name("fileId").value(file.fileId());
        json.name("action").value(file.action());
        json.name("size").value(file.size());
        json.name("sha1").value(file.sha1());
        json.name("contentType").value(file.contentType());
        json.name("uploadTimestamp").value(file.uploadTimestamp());
        json.name("fileInfo");
        pairs(json, file.fileInfo());
    }

    static void pairs(JsonWriter json, Map<String, String> pairs) throws IOException {
        json.beginObject();
        for (Map.Entry<String, String> pair : pairs.entrySet()) {
            json.name(pair.getKey()).value(pair.getValue());
        }
        json.endObject();
    }

    static void failures(JsonWriter json, List<Failure> failures) throws IOException {
        json.name("failures").beginArray();
        for (Failure failure : failures) {
            json.beginObject();
            json.name("name").value(failure.name());
            json.name("kind").value(failure.kind().name());
            json.name("message").value(failure.message());
            json.endObject();
        }
        json.endArray();
    }

    static void summary(JsonWriter json, TransferSummary summary) throws IOException {
        json.name("summary").beginObject();
        json.name("files").value(summary.files());
        json.name("skipped").value(summary.skipped());
        json.name("failed").value(summary.failed());
        json.name("bytes").value(summary.bytes());
        json.name("resumedBytes").value(summary.resumedBytes());
        json.name("retries").value(summary.retries());
        json.name("seconds").value(seconds(summary.elapsed()));
        json.name("bytesPerSecond").value(Math.round(summary.bytesPerSecond()));
        json.endObject();
    }

    static void error(JsonWriter json, String kind, String message) throws IOException {
        json.name("error").beginObject();
        json.name("kind").value(kind);
        json.name("message").value(message);
        json.endObject();
    }

    private static String name(Enum<?> value) {
        return value == null ? null : value.name();
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
