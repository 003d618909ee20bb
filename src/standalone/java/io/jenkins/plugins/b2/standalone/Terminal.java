package io.jenkins.plugins.b2.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What standard error is connected to. Asked only when something depends on it, because asking takes a process. */
final class Terminal {
    private static final Pattern STTY = Pattern.compile("\\s*\\d+ (\\d+)\\s*");
    private static final int USUAL_WIDTH = 80;
    private static final long REMEASURE_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final IntSupplier measure;
    private final boolean colours;
    private int width;
    private long measured;

    private Terminal(IntSupplier measure, boolean colours) {
        this.measure = measure;
        this.colours = colours;
    }

    /** No terminal at all. */
    static Terminal none() {
        return new Terminal(() -> 0, false);
    }

    /** A terminal of this width. */
    static Terminal of(int columns, boolean colours) {
        return new Terminal(() -> columns, colours);
    }

    /** What this process has. */
    static Terminal ofThisProcess(Map<String, String> environment) {
        if ("dumb".equals(environment.get("TERM"))) {
            return none();
        }
        String noColour = environment.getOrDefault("NO_COLOR", "");
        return new Terminal(Terminal::measureStandardError, noColour.isEmpty());
    }

    /** Whether lines can be redrawn. */
    synchronized boolean interactive() {
        return width() > 0;
    }

    synchronized boolean colours() {
        return colours && interactive();
    }

    /** Columns, measured again now and then since windows change; 0 when this is no terminal. */
    synchronized int width() {
        long now = System.nanoTime();
        if (measured == 0 || (width > 0 && now - measured > REMEASURE_NANOS)) {
            width = measure.getAsInt();
            measured = now;
        }
        return width;
    }

    private static int measureStandardError() {
        if (System.getProperty("os.name", "").startsWith("Windows")) {
            return System.console() == null ? 0 : USUAL_WIDTH;
        }
        return surelyNoTerminal() ? 0 : askStty();
    }

    /** Spares the process below where Linux tells at once. */
    private static boolean surelyNoTerminal() {
        try {
            String device = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return !device.startsWith("/dev/") || device.equals("/dev/null");
        } catch (IOException e) {
            return false;
        }
    }

    private static int askStty() {
        ProcessBuilder stty = new ProcessBuilder("/bin/sh", "-c", "stty size <&2 2>/dev/null")
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        try {
            Process process = stty.start();
            process.getOutputStream().close();
            try (InputStream answer = process.getInputStream()) {
                Matcher size = STTY.matcher(new String(answer.readAllBytes(), StandardCharsets.US_ASCII));
                if (!size.matches()) {
                    return 0;
                }
                int columns = Integer.parseInt(size.group(1));
                return columns == 0 ? USUAL_WIDTH : columns;
            }
        } catch (IOException e) {
            return 0;
        }
    }
}
