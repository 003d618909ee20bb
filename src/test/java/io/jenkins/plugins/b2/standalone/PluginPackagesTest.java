package io.jenkins.plugins.b2.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Who may know whom among the plugin's packages, read from their imports, so that it is tested where Jenkins can't be had.
 * A package knows only those above it in the list, and the core.
 */
class PluginPackagesTest {
    private static final String ROOT = "io.jenkins.plugins.b2.";
    private static final Pattern IMPORT =
            Pattern.compile("^import (?:static )?io\\.jenkins\\.plugins\\.b2\\.(\\w+)\\.", Pattern.MULTILINE);

    private static final Map<String, Set<String>> ALLOWED = Map.ofEntries(
            Map.entry("credentials", Set.of()),
            Map.entry("config", Set.of("credentials")),
            Map.entry("progress", Set.of()),
            Map.entry("bandwidth", Set.of("config", "progress")),
            Map.entry("report", Set.of("progress")),
            Map.entry("connection", Set.of("config", "bandwidth", "progress", "report")),
            Map.entry("agent", Set.of("connection", "progress")),
            Map.entry("monitor", Set.of("config", "progress")),
            Map.entry("task", Set.of("agent", "config", "connection", "progress", "report")),
            Map.entry("pipeline", Set.of("agent", "config", "connection", "task")),
            Map.entry("freestyle", Set.of("pipeline")),
            Map.entry(
                    "administration",
                    Set.of("agent", "artifacts", "bandwidth", "config", "connection", "monitor", "progress", "task")),
            Map.entry("artifacts", Set.of("agent", "config", "connection", "progress", "report", "task")),
            Map.entry("metrics", Set.of("artifacts", "bandwidth", "config", "monitor", "progress")),
            Map.entry("support", Set.of("artifacts", "config", "monitor")),
            Map.entry("tracing", Set.of("progress")));

    private static Path sources() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("src/standalone/pom.xml"))) {
            folder = folder.getParent();
        }
        return folder.resolve("src/main/java/io/jenkins/plugins/b2");
    }

    private static Map<String, Set<String>> imports() throws IOException {
        Map<String, Set<String>> imports = new TreeMap<>();
        try (Stream<Path> files = Files.walk(sources())) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                String own = sources().relativize(file).getName(0).toString();
                Matcher matcher = IMPORT.matcher(Files.readString(file));
                while (matcher.find()) {
                    if (!matcher.group(1).equals(own)) {
                        imports.computeIfAbsent(own, name -> new TreeSet<>()).add(matcher.group(1));
                    }
                }
            }
        }
        return imports;
    }

    @Test
    void eachKnowsOnlyThoseBelowIt() throws IOException {
        List<String> tooMuch = new ArrayList<>();
        imports()
                .forEach((from, all) -> all.stream()
                        .filter(to -> !to.equals("transfer") || from.equals("transfer"))
                        .filter(to -> !ALLOWED.getOrDefault(from, Set.of()).contains(to))
                        .forEach(to -> tooMuch.add(ROOT + from + " knows " + ROOT + to)));
        assertEquals(List.of(), tooMuch);
    }

    @Test
    void noneKnowsOneThatKnowsIt() {
        ALLOWED.keySet().forEach(start -> assertTrue(!reachable(start).contains(start), start + " is in a circle"));
    }

    private static Set<String> reachable(String start) {
        Set<String> reached = new TreeSet<>();
        List<String> next = new ArrayList<>(ALLOWED.get(start));
        while (!next.isEmpty()) {
            String one = next.remove(0);
            if (reached.add(one)) {
                next.addAll(ALLOWED.get(one));
            }
        }
        return reached;
    }
}
