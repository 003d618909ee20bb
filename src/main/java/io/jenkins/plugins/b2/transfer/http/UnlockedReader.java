package io.jenkins.plugins.b2.transfer.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * UTF-8 text, one character at a time, as the SDK reads JSON. The JDK's buffered reader takes a lock for each character,
 * which is most of the time that a long listing takes. Text that is too long, or nests deeper than the SDK's recursion
 * bears, ends in a {@link GarbledAnswerException}. Belongs to one thread.
 */
final class UnlockedReader extends Reader {
    private static final int BUFFER_SIZE = 8192;
    /** B2's answers nest some six deep. */
    private static final int MAX_DEPTH = 100;

    private final Reader in;
    private final char[] buffer = new char[BUFFER_SIZE];
    private long left;
    private int position;
    private int end;
    private int depth;
    private boolean inString;
    private boolean escaped;

    /** @param most characters; a longer text fails when that is reached */
    UnlockedReader(InputStream in, long most) {
        this.in = new InputStreamReader(in, StandardCharsets.UTF_8);
        this.left = most;
    }

    @Override
    public int read() throws IOException {
        if (position == end && !fill()) {
            return -1;
        }
        return buffer[position++];
    }

    private boolean fill() throws IOException {
        position = 0;
        end = Math.max(0, in.read(buffer, 0, buffer.length));
        left -= end;
        if (left < 0) {
            throw new GarbledAnswerException("the answer is too long");
        }
        for (int i = 0; i < end; i++) {
            follow(buffer[i]);
        }
        return end > 0;
    }

    private void follow(char c) throws GarbledAnswerException {
        if (inString) {
            inString = escaped || c != '"';
            escaped = !escaped && c == '\\';
        } else if (c == '"') {
            inString = true;
        } else if (c == '{' || c == '[') {
            if (++depth > MAX_DEPTH) {
                throw new GarbledAnswerException("the answer is nested too deep");
            }
        } else if (c == '}' || c == ']') {
            depth--;
        }
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (position == end && !fill()) {
            return -1;
        }
        int count = Math.min(length, end - position);
        System.arraycopy(buffer, position, target, offset, count);
        position += count;
        return count;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
