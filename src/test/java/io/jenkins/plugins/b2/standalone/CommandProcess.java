package io.jenkins.plugins.b2.standalone;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The command in a process of its own, as users run it. What it prints goes to the files out and err of a folder. */
final class CommandProcess implements Closeable {
    static final int SIGINT_CODE = 130;
    static final int SIGTERM_CODE = 143;
    private static final Pattern LIBRARY =
            Pattern.compile("[/\\\\](ant|b2-sdk|gson|httpc(lient|ore)5|jetty|picocli|slf4j)[^/\\\\]*\\.jar$");

    private final Path folder;
    private final Process process;

    private CommandProcess(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
    }

    static CommandProcess start(Path folder, Map<String, String> environment, List<String> javaOptions, Object... args)
            throws IOException {
        ProcessBuilder builder = builder(environment, javaOptions, args);
        builder.redirectOutput(folder.resolve("out").toFile());
        builder.redirectError(folder.resolve("err").toFile());
        return new CommandProcess(folder, builder.start());
    }

    /** One whose output is a pipe. */
    static Process piped(Path folder, Map<String, String> environment, Object... args) throws IOException {
        return builder(environment, List.of(), args)
                .redirectError(folder.resolve("err").toFile())
                .start();
    }

    private static ProcessBuilder builder(Map<String, String> environment, List<String> javaOptions, Object... args)
            throws IOException {
        List<String> command = new ArrayList<>(withSignals());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(javaOptions);
        command.addAll(List.of("-cp", classPath(), Main.class.getName()));
        Stream.of(args).map(Object::toString).forEach(command::add);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return builder;
    }

    /**
     * Copies what the command needs to where every user may read it.
     *
     * @return the class path
     */
    static String copyClassPath(Path to) throws IOException {
        List<String> copies = new ArrayList<>();
        for (String entry : classPath().split(File.pathSeparator)) {
            Path copy = to.resolve(copies.size() + "-" + Path.of(entry).getFileName());
            try (Stream<Path> files = Files.walk(Path.of(entry))) {
                for (Path file : files.toList()) {
                    Files.copy(
                            file, copy.resolve(Path.of(entry).relativize(file).toString()));
                }
            } catch (NoSuchFileException e) {
                continue;
            }
            copies.add(copy.toString());
        }
        return String.join(File.pathSeparator, copies);
    }

    /** Runs the command behind other words, such as those that make it run as another user. */
    static CommandProcess startAs(
            List<String> user, String classPath, Path folder, Map<String, String> environment, Object... args)
            throws IOException {
        List<String> command = new ArrayList<>(user);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                Main.class.getName()));
        Stream.of(args).map(Object::toString).forEach(command::add);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return new CommandProcess(
                folder,
                builder.redirectOutput(folder.resolve("out").toFile())
                        .redirectError(folder.resolve("err").toFile())
                        .start());
    }

    /** Whether a program can be run like that, and succeeds. */
    static boolean runs(List<String> user, String... program) throws InterruptedException {
        List<String> command = new ArrayList<>(user);
        command.addAll(List.of(program));
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** The folders with classes and the libraries of the command: in the plugin's build there are hundreds of others. */
    private static String classPath() {
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Stream.of(all.split(File.pathSeparator))
                .filter(entry -> Files.isDirectory(Path.of(entry))
                        || LIBRARY.matcher(entry).find())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** A build in the background may have been told to ignore SIGINT, and hands that down to its children. */
    private static List<String> withSignals() throws IOException {
        List<String> reset = List.of("env", "--default-signal=INT");
        try {
            boolean known = new ProcessBuilder(Stream.concat(reset.stream(), Stream.of("true"))
                                    .toList())
                            .start()
                            .waitFor()
                    == 0;
            return known ? reset : List.of();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    String out() throws IOException {
        return Files.readString(folder.resolve("out"));
    }

    String err() throws IOException {
        return Files.readString(folder.resolve("err"));
    }

    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** Waits for the event, not for a time; the time limit of the test only keeps a broken one from waiting for ever. */
    void await(BooleanSupplier event) throws InterruptedException, IOException {
        while (!event.getAsBoolean()) {
            assertTrue(process.isAlive(), err());
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    int exitCode(int seconds) throws InterruptedException {
        assertTrue(process.waitFor(seconds, TimeUnit.SECONDS), "the process did not end");
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
