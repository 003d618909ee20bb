package io.jenkins.plugins.b2.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** README, CONTRIBUTING and docs of this repository, and the examples in them. */
public final class Documents {
    private Documents() {}

    /**
     * What stands between two fences.
     *
     * @param language as the opening fence names it; empty if it does not
     * @param line of the opening fence, from 1
     * @param heading the nearest above
     * @param text without the indentation of the fences
     */
    public record Block(Path file, String language, int line, String heading, String text) {
        @Override
        public String toString() {
            return top().relativize(file) + ":" + line;
        }
    }

    /** The repository's top folder; a build may run in one of its folders. */
    public static Path top() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("src/standalone/pom.xml"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    public static List<Path> all() throws IOException {
        List<Path> files = new ArrayList<>(List.of(top().resolve("README.md"), top().resolve("CONTRIBUTING.md")));
        try (Stream<Path> docs = Files.walk(top().resolve("docs"))) {
            docs.filter(file -> file.toString().endsWith(".md")).sorted().forEach(files::add);
        }
        return files;
    }

    /** The examples of one language, in the order of the file. */
    public static List<Block> examples(Path file, String language) throws IOException {
        return blocks(file).stream()
                .filter(block -> block.language().equals(language))
                .toList();
    }

    static List<Block> blocks(Path file) throws IOException {
        List<Block> blocks = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        String heading = "";
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith("#")) {
                heading = line.replaceFirst("^#+ *", "");
            } else if (line.strip().startsWith("```")) {
                int indent = line.indexOf('`');
                int begin = i;
                StringBuilder text = new StringBuilder();
                while (!lines.get(++i).strip().equals("```")) {
                    text.append(lines.get(i)
                                    .substring(Math.min(indent, lines.get(i).length())))
                            .append('\n');
                }
                blocks.add(new Block(file, line.strip().substring(3), begin + 1, heading, text.toString()));
            }
        }
        return blocks;
    }
}
