package io.jenkins.plugins.b2.standalone;

import io.jenkins.plugins.b2.transfer.PrintableText;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * Everything that a run tells, on the stream on which it belongs: results on standard output, as lines or as one JSON
 * document; messages and progress on standard error. Thread-safe.
 *
 * <p>No method throws. When standard output takes no more, that is remembered, told at the end, and makes the run fail;
 * a transfer that is under way goes on.
 */
final class CommandOutput {
    private static final int BUFFER = 1 << 16;

    private final PrintStream err;
    private final Writer out;
    private final Terminal terminal;
    private final int namedFiles;
    private final boolean quiet;
    private final boolean verbose;
    private final StatusLine status;
    private JsonDocument json;
    private IOException broken;

    CommandOutput(CommandContext invocation, String command, OutputOptions options) {
        err = new PrintStream(invocation.err(), false, StandardCharsets.UTF_8);
        out = new BufferedWriter(new OutputStreamWriter(invocation.out(), StandardCharsets.UTF_8), BUFFER);
        terminal = invocation.terminal();
        namedFiles = invocation.namedFiles();
        quiet = options.quiet;
        verbose = options.verbose;
        status = new StatusLine(err);
        json = options.json ? new JsonDocument(out) : null;
        fields(document -> document.name("command").value(command));
    }

    boolean isVerbose() {
        return verbose;
    }

    /** How many files are named one by one. */
    int namedFiles() {
        return namedFiles;
    }

    Terminal terminal() {
        return terminal;
    }

    /** The command prints on standard output by itself from now on. */
    synchronized void dropDocument() {
        json = null;
    }

    /** Whether standard output takes no more. */
    synchronized boolean isBroken() {
        return broken != null;
    }

    /** A line of the result for people; nothing with {@code --json}. */
    synchronized void result(String line) {
        if (json != null) {
            return;
        }
        status.clear();
        write(() -> out.append(PrintableText.of(line)).append(System.lineSeparator()));
    }

    /** A row of {@code files} in the JSON document; nothing without {@code --json}. */
    synchronized void file(JsonDocument.Part row) {
        write(json == null ? null : () -> json.file(row));
    }

    /** The rows of {@code files} are complete, even if there was none. */
    synchronized void endFiles() {
        write(json == null ? null : () -> json.endFiles());
    }

    /** Further fields of the JSON document; nothing without {@code --json}. */
    synchronized void fields(JsonDocument.Part fields) {
        write(json == null ? null : () -> json.fields(fields));
    }

    /** Lets what was printed so far be seen; a JSON document is seen when it is complete. */
    synchronized void flush() {
        write(json == null ? out::flush : null);
    }

    @FunctionalInterface
    private interface Writing {
        void run() throws IOException;
    }

    private void write(Writing writing) {
        if (writing == null || broken != null) {
            return;
        }
        try {
            writing.run();
        } catch (IOException e) {
            broken = e;
        }
    }

    /** A message that {@code --quiet} leaves out. */
    synchronized void say(String message) {
        if (!quiet) {
            print(message);
        }
    }

    synchronized void warn(String message) {
        print("warning: " + message);
    }

    /** A record of the log that {@code --verbose} shows. */
    synchronized void log(String message) {
        print(message);
    }

    /** Draws progress over the progress drawn before; only on a terminal. */
    synchronized void status(String text) {
        status.draw(text);
    }

    /** A line of progress, as it is: no terminal's width breaks it. */
    synchronized void progress(String line) {
        status.clear();
        err.println(line);
        err.flush();
    }

    synchronized void clearStatus() {
        status.clear();
    }

    /** Says what went wrong, for people and in the JSON document. */
    synchronized void error(String kind, String message) {
        flush();
        print("b2j: " + message);
        fields(document -> JsonParts.error(document, kind, message));
    }

    private void print(String message) {
        status.clear();
        for (String line : message.split("\n", -1)) {
            err.println(Text.wrapped(PrintableText.of(line), terminal.width()));
        }
        err.flush();
    }

    /**
     * Completes the results.
     *
     * @return the exit code, which says failure if they could not be written
     */
    synchronized int close(int exitCode) {
        status.clear();
        write(json == null ? out::flush : () -> json.end(exitCode));
        if (broken == null) {
            return exitCode;
        }
        print("b2j: Could not write the results: " + broken.getMessage());
        return Math.max(exitCode, ExitCodes.FAILED);
    }
}
