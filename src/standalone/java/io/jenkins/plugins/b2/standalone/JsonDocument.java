package io.jenkins.plugins.b2.standalone;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.Writer;

/**
 * The one JSON document that {@code --json} prints: an object whose {@code files} are written as they come, so that a
 * listing of any length takes no memory. Not thread-safe.
 */
final class JsonDocument {
    private final Writer out;
    private final JsonWriter json;
    private boolean begun;
    private boolean inFiles;

    JsonDocument(Writer out) {
        this.out = out;
        json = new JsonWriter(out);
        json.setSerializeNulls(true);
    }

    /** Writes some fields of an object. */
    @FunctionalInterface
    interface Part {
        void write(JsonWriter json) throws IOException;
    }

    /** Adds an object to {@code files}. */
    void file(Part row) throws IOException {
        beginFiles();
        json.beginObject();
        row.write(json);
        json.endObject();
    }

    private void beginFiles() throws IOException {
        if (!inFiles) {
            json.name("files").beginArray();
            inFiles = true;
        }
    }

    /** Ends {@code files}; there is such an array from now on even when no row came. */
    void endFiles() throws IOException {
        beginFiles();
        json.endArray();
        inFiles = false;
    }

    /** Adds fields beside {@code files}. */
    void fields(Part fields) throws IOException {
        if (!begun) {
            json.beginObject();
            begun = true;
        }
        if (inFiles) {
            endFiles();
        }
        fields.write(json);
    }

    /** Completes the document. */
    void end(int exitCode) throws IOException {
        fields(document -> document.name("exitCode").value(exitCode));
        json.endObject();
        out.write(System.lineSeparator());
        out.flush();
    }
}
