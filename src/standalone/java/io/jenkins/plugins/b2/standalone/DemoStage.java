package io.jenkins.plugins.b2.standalone;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** How the demo looks: headings, commands and words, in colour where that is wanted. */
final class DemoStage {
    private static final int NAMED_FILES = 3;
    private static final String BOLD = "\u001b[1m";
    private static final String CYAN = "\u001b[36m";
    private static final String GREEN = "\u001b[32m";
    private static final String PLAIN = "\u001b[0m";

    private final CommandContext surroundings;
    private final PrintStream out;
    private final boolean colours;

    DemoStage(CommandContext surroundings) {
        this.surroundings = surroundings;
        out = new PrintStream(surroundings.out(), true, StandardCharsets.UTF_8);
        // The terminal is that of standard error; standard output may go to a file all the same.
        colours = surroundings.terminal().colours() && System.console() != null;
    }

    /** For a command of the story, which names few files so that the story stays short. */
    CommandContext invocation(Map<String, String> environment) {
        return new CommandContext(
                Map.copyOf(environment),
                surroundings.in(),
                surroundings.out(),
                surroundings.err(),
                surroundings.terminal(),
                NAMED_FILES);
    }

    void heading(String text) {
        out.println();
        out.println(coloured(BOLD, text));
    }

    void text(String... lines) {
        Arrays.stream(lines).forEach(out::println);
    }

    void command(String line) {
        out.println(coloured(CYAN, "$ " + line));
    }

    void good(String line) {
        out.println(coloured(GREEN, line));
    }

    /** As one would type it. */
    static String typed(String... args) {
        return Arrays.stream(args)
                .map(arg -> arg.matches("[\\w./:=+-]+") ? arg : "'" + arg + "'")
                .collect(Collectors.joining(" ", "b2j ", ""));
    }

    private String coloured(String colour, String text) {
        return colours ? colour + text + PLAIN : text;
    }
}
