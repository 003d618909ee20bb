package io.jenkins.plugins.b2.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.transfer.FilesRequest;
import io.jenkins.plugins.b2.transfer.ListRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/**
 * An option is told once, as a setter of a request's builder. Whoever adds one learns here where else it has to be
 * offered: the step's setter, its form field with label and help, the command's option, and the docs of both.
 */
class OptionParityTest {
    private static final Path TOP = Documents.top();
    private static final Path STEPS = TOP.resolve("src/main/java/io/jenkins/plugins/b2/pipeline");
    private static final Path FORMS = TOP.resolve("src/main/resources/io/jenkins/plugins/b2/pipeline");

    /** Options that the step calls otherwise, or does not have. */
    private static final Map<String, String> STEP_NAMES = Map.of(
            "names", "", // a step takes one name at a time; a loop is a Jenkinsfile's business
            "DeleteRequest.olderThan", "olderThanDays",
            "UploadRequest.stream", "", // a step has no standard input
            "DownloadRequest.stream", "", // nor standard output
            "UploadRequest.dir", ""); // a step works in its current folder, which dir() sets

    /** Where the forms of several steps have what they share. */
    private static final Map<String, String> FRAGMENTS =
            Map.of("B2TransferStep", "transfer.jelly", "B2FilesStep", "selection.jelly");

    /** What the form calls otherwise, because Jenkins has no control for it. */
    private static final Map<String, String> FORM_NAMES = Map.of("fileInfo", "fileInfoText");

    /** What the command calls otherwise; names in capitals are parameters, which take no option. */
    private static final Map<String, String> COMMAND_NAMES = Map.ofEntries(
            Map.entry("includes", "--include"),
            Map.entry("excludes", "--exclude"),
            Map.entry("olderThan", "--older-than-days"),
            Map.entry("maxFiles", "--max"),
            Map.entry("followLinks", "--no-follow-links"),
            Map.entry("resume", "--no-resume"),
            Map.entry("verify", "--no-verify"),
            Map.entry("fileInfo", "--info"),
            Map.entry("decrypt", "--raw"),
            Map.entry("names", "NAME"),
            Map.entry("name", "NAME"),
            Map.entry("UploadRequest.name", "--name"),
            Map.entry("DownloadRequest.file", "TARGET"),
            Map.entry("DownloadRequest.stream", "TARGET"),
            Map.entry("UploadRequest.file", "SOURCE"),
            Map.entry("UploadRequest.dir", "SOURCE"),
            Map.entry("UploadRequest.stream", "SOURCE"));

    private static String camelToKebab(String name) {
        return "--" + name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /** Whatever is a request of files. */
    private static List<Class<?>> requests() {
        try (Stream<Path> sources = Files.list(TOP.resolve("src/main/java/io/jenkins/plugins/b2/transfer"))) {
            List<Class<?>> requests = new ArrayList<>();
            for (Path source : sources.filter(path -> path.toString().endsWith("Request.java"))
                    .toList()) {
                String name = source.getFileName().toString().replace(".java", "");
                Class<?> type = Class.forName(FilesRequest.class.getPackageName() + "." + name);
                if (FilesRequest.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers())) {
                    requests.add(type);
                }
            }
            return requests;
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    static Stream<Arguments> options() {
        List<Arguments> options = new ArrayList<>();
        for (Class<?> request : requests()) {
            Class<?> builder = Arrays.stream(request.getDeclaredClasses())
                    .filter(FilesRequest.Builder.class::isAssignableFrom)
                    .findFirst()
                    .orElseThrow();
            TreeSet<String> names = new TreeSet<>();
            Arrays.stream(builder.getMethods())
                    .filter(method -> FilesRequest.Builder.class.isAssignableFrom(method.getReturnType()))
                    .filter(method -> !Modifier.isStatic(method.getModifiers()))
                    .forEach(method -> names.add(method.getName()));
            if (request == ListRequest.class) {
                // A listing is of many files by nature.
                names.remove("name");
            }
            names.forEach(name -> options.add(Arguments.of(request.getSimpleName(), name)));
        }
        return options.stream();
    }

    @ParameterizedTest(name = "{0}.{1}")
    @MethodSource("options")
    void isOfferedByTheStep(String request, String option) throws IOException {
        String name = STEP_NAMES.getOrDefault(request + "." + option, STEP_NAMES.getOrDefault(option, option));
        if (name.isEmpty()) {
            return;
        }
        String step = "B2" + request.replace("Request", "Step");
        List<String> owners = List.of(step, "B2TransferStep", "B2FilesStep", "B2Step");
        String setter = "public void set" + Character.toUpperCase(name.charAt(0)) + name.substring(1) + "(";
        String owner = owners.stream()
                .filter(candidate -> read(STEPS.resolve(candidate + ".java")).contains(setter))
                .findFirst()
                .orElse(null);
        assertTrue(owner != null, step + " has no setter for " + name);

        String field = FORM_NAMES.getOrDefault(name, name);
        Path form = FORMS.resolve(owner).resolve(FRAGMENTS.getOrDefault(owner, "config.jelly"));
        assertTrue(read(form).contains("field=\"" + field + "\""), form + " has no field " + field);
        Path labels = Path.of(form.toString().replace(".jelly", ".properties"));
        assertTrue(read(labels).lines().anyMatch(line -> line.startsWith(field + "=")), labels + " lacks " + field);
        assertTrue(
                owners.stream()
                        .anyMatch(candidate ->
                                Files.exists(FORMS.resolve(candidate).resolve("help-" + field + ".html"))),
                "there is no help-" + field + ".html for " + step);
        assertTrue(read(TOP.resolve("docs/steps.md")).contains(name), "docs/steps.md does not mention " + name);
    }

    @ParameterizedTest(name = "{0}.{1}")
    @MethodSource("options")
    void isOfferedByTheCommand(String request, String option) {
        String verb = request.replace("Request", "").toLowerCase(Locale.ROOT);
        String name = COMMAND_NAMES.getOrDefault(
                request + "." + option, COMMAND_NAMES.getOrDefault(option, camelToKebab(option)));
        CommandLine b2 =
                Commands.assemble(new String[] {verb}, new CommandContext(Map.of(), null, null, Terminal.none()));
        CommandLine.Model.CommandSpec spec = b2.getSubcommands().get(verb).getCommandSpec();
        boolean offered = name.startsWith("--")
                ? spec.findOption(name) != null
                : spec.positionalParameters().stream()
                        .anyMatch(parameter -> parameter.paramLabel().contains(name));
        assertTrue(offered, "b2j " + verb + " has no " + name);
        assertTrue(
                !name.startsWith("--") || read(TOP.resolve("docs/command.md")).contains(name),
                "docs/command.md does not mention " + name);
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theExceptionsAreStillNeeded() {
        List<String> known = options()
                .flatMap(arguments ->
                        Stream.of(arguments.get()[0] + "." + arguments.get()[1], (String)
                                arguments.get()[1]))
                .toList();
        assertEquals(
                List.of(),
                STEP_NAMES.keySet().stream()
                        .filter(name -> !known.contains(name))
                        .toList());
    }
}
