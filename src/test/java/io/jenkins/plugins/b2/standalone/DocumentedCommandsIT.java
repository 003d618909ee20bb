package io.jenkins.plugins.b2.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.standalone.CommandTester.Run;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the commands of README and docs, as they stand there, with the released command: those of one document one after
 * the other, by bash, in a folder and a bucket that have what they speak of. Only the address of B2 is another.
 */
class DocumentedCommandsIT {
    private static final Path COMMAND = Documents.top().resolve("target/standalone/b2j");
    private static final String BUCKET = "my-backups";
    private static final String KEY_ID = "0051234567890ab0000000001";
    private static final String KEY = "K005abcdefghijklmnopqrstuvwxyz0";
    private static final String PASSPHRASE = "a passphrase, ümlaut and all";
    private static final String SALT = "the salt of the provider";
    private static final Pattern TYPED = Pattern.compile("\\bread -rs\\S*(?: '[^']*')? (\\w+)");
    /** What is typed where a document asks for it. */
    private static final Map<String, String> SECRETS =
            Map.of(CommandContext.KEY, KEY, CommandContext.PASSPHRASE, PASSPHRASE, CommandContext.SALT, SALT);

    @TempDir
    Path folder;

    private B2Emulator emulator;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void start() throws IOException {
        emulator = B2Emulator.builder().bucket(BUCKET).key(KEY_ID, KEY).start();
        environment.put("PATH", System.getenv("PATH"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("HOME", folder.toString());
        environment.put("LC_ALL", "C.UTF-8");
        environment.put(CommandContext.REALM, emulator.realm());
    }

    @AfterEach
    void stop() throws IOException {
        emulator.close();
    }

    static List<Path> documentsWithCommands() throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path file : Documents.all()) {
            if (!Documents.examples(file, "sh").isEmpty()) {
                found.add(file);
            }
        }
        return found;
    }

    @ParameterizedTest
    @MethodSource("documentsWithCommands")
    void commandsOfTheDocumentsWork(Path document) throws Exception {
        assumeTrue(CommandProcess.runs(List.of(), "jq", "--version"), "jq is not installed");
        assumeTrue(CommandProcess.runs(List.of(), "curl", "--version"), "curl is not installed");
        fillBucket();
        Path bin = Files.createDirectory(folder.resolve("bin"));
        Files.createSymbolicLink(bin.resolve("b2j"), COMMAND);
        stub(bin.resolve("pg_dump"), "echo the dump");
        stub(bin.resolve("pg_restore"), "cat >/dev/null");
        environment.put("PATH", bin + ":" + environment.get("PATH"));
        environment.put("REALM", emulator.realm());
        environment.putAll(account());
        Path work = Files.createDirectory(folder.resolve("work"));
        fill(work);
        Files.createSymbolicLink(work.resolve("b2j"), COMMAND);
        Files.write(work.resolve("1.sql.encrypted"), storedBytes("backups/shop/1.sql.encrypted"));
        Files.copy(Documents.top().resolve("docs/reference/decrypt.py"), work.resolve("decrypt.py"));
        boolean python = CommandProcess.runs(List.of(), "python3", "-c", "import cryptography");
        run(
                work,
                Documents.examples(document, "sh").stream()
                        .map(Documents.Block::text)
                        .map(text -> python ? text : text.replaceAll("(?m)^python3 .*", ""))
                        .collect(Collectors.joining("\n")));
    }

    /**
     * The drill of docs/backup-and-restore.md on a folder that has nothing but the command, with an environment that has
     * nothing of B2 but its address: everything else is what the document says, and what is typed.
     */
    @Test
    void theDrillRestoresEverything() throws Exception {
        fillBucket();
        Path machine = Files.createDirectory(folder.resolve("machine"));
        Files.copy(COMMAND, machine.resolve("b2j"), StandardCopyOption.COPY_ATTRIBUTES);
        List<Documents.Block> drill =
                Documents.examples(Documents.top().resolve("docs/backup-and-restore.md"), "sh").stream()
                        .filter(block -> block.heading().equals("Drill"))
                        .toList();
        Documents.Block other = drill.get(drill.size() - 1);
        run(
                machine,
                drill.subList(0, drill.size() - 1).stream()
                        .map(Documents.Block::text)
                        .collect(Collectors.joining("\n")));
        assertEquals(
                Map.of(
                        "restored/shop/1.sql", "shop 1",
                        "restored/shop/2.sql", "shop 2",
                        "restored/all/1/a/shop.sql", "all",
                        "restored/db-2026-11-01.dump", "the first dump",
                        "restored/db.dump", "another dump",
                        "restored/old.dump", "an old dump",
                        "latest/2.sql", "shop 2",
                        "restored-fernet/old.dump", "of the provider",
                        "restored-sealed/a.txt", "sealed"),
                textsIn(machine));

        // Files that came by another way, as they are stored.
        Path stored = machine.resolve("1.sql.encrypted");
        Files.write(stored, storedBytes("backups/shop/1.sql.encrypted"));
        assumeTrue(
                CommandProcess.runs(List.of(), "python3", "-c", "import cryptography"),
                "Python's cryptography is not installed");
        Files.copy(Documents.top().resolve("docs/reference/decrypt.py"), machine.resolve("decrypt.py"));
        environment.put(CommandContext.PASSPHRASE, PASSPHRASE);
        run(machine, other.text());
        assertEquals("shop 1", Files.readString(machine.resolve("1.sql")));
        assertEquals("shop 1", Files.readString(machine.resolve("1-again.sql")));
    }

    /** Faults, as the emulator's documentation writes them in JSON. */
    @Test
    void faultsOfTheDocumentationAreTaken() throws Exception {
        for (Documents.Block block :
                Documents.examples(Documents.top().resolve("docs/developer/emulator.md"), "json")) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(emulator.realm() + "/emulator/faults"))
                    .POST(BodyPublishers.ofString(block.text()))
                    .build();
            var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
            assertEquals(200, answer.statusCode(), block + ": " + answer.body());
        }
    }

    private Map<String, String> account() {
        return Map.of(
                CommandContext.REALM, emulator.realm(),
                CommandContext.BUCKET, BUCKET,
                CommandContext.KEY_ID, KEY_ID,
                CommandContext.KEY, KEY,
                CommandContext.PASSPHRASE, PASSPHRASE,
                CommandContext.SALT, SALT);
    }

    /** What the documents take for granted: backups of several jobs, encrypted in several ways, and releases. */
    private void fillBucket() throws IOException {
        upload("shop 1", "backups/shop/1.sql", "--encrypt");
        upload("shop 2", "backups/shop/2.sql", "--encrypt");
        upload("all", "backups/all/1/a/shop.sql", "--encrypt");
        upload("the first dump", "backups/db-2026-11-01.dump", "--encrypt");
        upload("another dump", "backups/db.dump", "--encrypt");
        upload("an old dump", "backups/old.dump");
        upload("a state", "state/plan.json");
        upload("its next version", "state/plan.json");
        upload("of the provider", "fernet/old.dump", "--encrypt=FERNET");
        upload("of the provider", "provider/old.dump", "--encrypt=FERNET");
        upload("sealed", "sealed/a.txt", "--encrypt", "--encrypted-suffix", ".sealed");
        upload("a release", "releases/41/app.tgz");
        upload("a photo", "photos/a.jpg", "--encrypt");
    }

    private void upload(String text, String name, String... options) throws IOException {
        Path file = Files.writeString(folder.resolve("upload"), text);
        List<Object> words = new ArrayList<>(List.of("upload", file, "--name", name));
        words.addAll(List.of(options));
        Run run = CommandTester.run(account(), words.toArray());
        assertEquals(0, run.code(), run.err());
    }

    private byte[] storedBytes(String name) throws IOException {
        Path file = folder.resolve("stored");
        Run run = CommandTester.run(account(), "download", name, file, "--raw");
        assertEquals(0, run.code(), run.err());
        return Files.readAllBytes(file);
    }

    /** The files that commands of the documents name. */
    private static void fill(Path work) throws IOException {
        byte[] dump = new byte[100_000];
        new Random(1).nextBytes(dump);
        Files.write(work.resolve("db.dump"), dump);
        Files.createDirectories(work.resolve("dist/sub"));
        Files.write(work.resolve("dist/sub/app.tgz"), dump);
        Files.createDirectory(work.resolve("photos"));
        Files.write(work.resolve("photos/b.jpg"), dump);
        Files.writeString(work.resolve("old.txt"), PASSPHRASE);
        Files.writeString(work.resolve("new.txt"), "another passphrase");
        Files.writeString(work.resolve("homeserver.json"), """
            {"backblaze": {"application_key_id": "%s", "application_key": "%s", "bucket": "%s",
                "encryption_enabled": true, "encryption_key": "%s", "encryption_salt": "%s"}}
            """.formatted(KEY_ID, KEY, BUCKET, PASSPHRASE, SALT));
    }

    private static void stub(Path program, String command) throws IOException {
        Files.writeString(program, "#!/bin/sh\n" + command + "\n");
        program.toFile().setExecutable(true);
    }

    /** By bash, which ends at the first command that fails. */
    private void run(Path work, String script) throws IOException, InterruptedException {
        StringBuilder typed = new StringBuilder();
        Matcher asked = TYPED.matcher(script);
        while (asked.find()) {
            typed.append(SECRETS.get(asked.group(1))).append('\n');
        }
        Path file = Files.writeString(folder.resolve("script"), script);
        Path input = Files.writeString(folder.resolve("typed"), typed);
        Path said = folder.resolve("said");
        ProcessBuilder builder = new ProcessBuilder("bash", "-euo", "pipefail", file.toString());
        builder.environment().clear();
        builder.environment().putAll(environment);
        int code = builder.directory(work.toFile())
                .redirectInput(input.toFile())
                .redirectOutput(said.toFile())
                .redirectErrorStream(true)
                .start()
                .waitFor();
        assertEquals(0, code, () -> script + "\n" + textOf(said));
    }

    private static String textOf(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static Map<String, String> textsIn(Path machine) throws IOException {
        Map<String, String> texts = new HashMap<>();
        try (var files = Files.walk(machine)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = machine.relativize(file).toString();
                if (!name.equals("b2j")) {
                    texts.put(name, Files.readString(file));
                }
            }
        }
        return texts;
    }
}
