package io.jenkins.plugins.b2.emulator.store;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** How records are written into the journal: hashes as hex, bodies as a flat list of file name, offset and length. */
final class JournalForm {
    private JournalForm() {}

    static Gson gson(BodyStore bodies) {
        return new GsonBuilder()
                .disableHtmlEscaping()
                .registerTypeAdapter(byte[].class, new Hex().nullSafe())
                .registerTypeAdapter(Body.class, new Bodies(bodies).nullSafe())
                .create();
    }

    private static final class Hex extends TypeAdapter<byte[]> {
        @Override
        public void write(JsonWriter out, byte[] value) throws IOException {
            out.value(HexFormat.of().formatHex(value));
        }

        @Override
        public byte[] read(JsonReader in) throws IOException {
            return HexFormat.of().parseHex(in.nextString());
        }
    }

    private static final class Bodies extends TypeAdapter<Body> {
        private final BodyStore store;

        Bodies(BodyStore store) {
            this.store = store;
        }

        @Override
        public void write(JsonWriter out, Body body) throws IOException {
            out.beginArray();
            for (Body.Segment s : body.segments()) {
                out.value(s.file().path().getFileName().toString());
                out.value(s.offset());
                out.value(s.length());
            }
            out.endArray();
        }

        @Override
        public Body read(JsonReader in) throws IOException {
            List<Body.Segment> segments = new ArrayList<>();
            in.beginArray();
            while (in.peek() != JsonToken.END_ARRAY) {
                segments.add(new Body.Segment(store.load(in.nextString()), in.nextLong(), in.nextLong()));
            }
            in.endArray();
            return segments.isEmpty() ? Body.EMPTY : new Body(segments);
        }
    }
}
