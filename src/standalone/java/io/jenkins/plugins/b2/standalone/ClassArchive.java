package io.jenkins.plugins.b2.standalone;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * Has the JVM lay out the command's classes in a file, from which the launcher then starts it faster. Whether that may be, and
 * where, is the launcher's to say, since it takes the file.
 *
 * <p>It is made when a command has gone through, by a process of its own that is nice, holds none of this one's streams and
 * is not waited for: about seven seconds of processor time. So it isn't made at the first run, but an hour after it at the
 * earliest: what runs in a container or a job that soon is gone would pay for it and never use it. The same hour lies between
 * one try and the next, where it can't be made, where tries are killed, or where two Javas take turns.
 *
 * <p>The JVM ignores a file of another command or another Java. A note beside it tells which it is of, so that it is then made
 * anew. It appears by a rename, whole. Whatever goes wrong is no reason for a word, unless somebody asked for it: the command
 * then starts as slowly as ever.
 */
final class ClassArchive {
    /** What the launcher calls the file that it takes. */
    private static final String PLACE = "b2.class.archive";

    private static final long BETWEEN_TRIES_MILLIS = 60 * 60 * 1000L;

    /** Arguments: folder to work in, the file, java, the command. The demo's smallest form shows the JVM which classes. */
    private static final String SCRIPT = """
        umask 077
        nice -n 19 "$3" -XX:+UseSerialGC -Xmx192m -XX:DumpLoadedClassList="$1/classes" -Djava.io.tmpdir="$1" \
            -Db2.class.archive="$2" -Db2.demo.file=9000000 -jar "$4" demo &&
        nice -n 19 "$3" -XX:+UseSerialGC -Xshare:dump -XX:SharedClassListFile="$1/classes" \
            -XX:SharedArchiveFile="$1/archive" -cp "$4" &&
        mv -f "$1/archive" "$2"
        rm -rf "$1"
        """;

    private final Path archive;
    private final Path note;
    private final Path command;

    private ClassArchive(Path archive) {
        this.archive = archive;
        this.note = archive.resolveSibling(archive.getFileName() + ".of");
        this.command = Path.of(System.getProperty("java.class.path"));
    }

    /**
     * Looks after the file at the end of a command that went through; costs less than a millisecond when nothing is to do.
     *
     * @param environment {@code B2_CLASS_ARCHIVE=now} makes it at once if it isn't there, and waits
     * @return false where that was asked for and there is none
     */
    static boolean tend(Map<String, String> environment) throws InterruptedException {
        boolean now = "now".equals(environment.get("B2_CLASS_ARCHIVE"));
        String place = System.getProperty(PLACE);
        if (place == null) {
            return !now;
        }
        ClassArchive classes = new ClassArchive(Path.of(place));
        try {
            classes.tend(now);
        } catch (IOException | RuntimeException e) {
            // A read-only home, a full disk, no shell: see above.
        }
        return !now || Files.exists(classes.archive);
    }

    private void tend(boolean now) throws IOException, InterruptedException {
        String wanted = identity();
        String noted = noted();
        if (wanted.equals(noted) && Files.exists(archive) || noted != null && !now && isRecent()) {
            return;
        }
        Files.createDirectories(
                archive.getParent(),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(note, wanted);
        if (noted != null || now) {
            removeLeftovers();
            Process making = start();
            if (now) {
                making.waitFor();
            }
        }
    }

    /** Changes with all by which the JVM would refuse the file. */
    private String identity() throws IOException {
        return String.join(
                "\n",
                System.getProperty("java.home"),
                System.getProperty("java.vm.version"),
                Files.getLastModifiedTime(command).toString(),
                Long.toString(Files.size(command)));
    }

    private String noted() throws IOException {
        try {
            return Files.readString(note);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private boolean isRecent() throws IOException {
        long age = System.currentTimeMillis() - Files.getLastModifiedTime(note).toMillis();
        return age >= 0 && age < BETWEEN_TRIES_MILLIS;
    }

    /** What does not fit, and what a try has left that was killed. */
    private void removeLeftovers() throws IOException {
        Files.deleteIfExists(archive);
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(archive.getParent(), this::isWork)) {
            for (Path leftover : leftovers) {
                DemoFolder.delete(leftover);
            }
        }
    }

    private boolean isWork(Path path) {
        return path.getFileName().toString().startsWith(workName());
    }

    private String workName() {
        return archive.getFileName() + ".new";
    }

    private Process start() throws IOException {
        Path work = Files.createTempDirectory(archive.getParent(), workName());
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder process = new ProcessBuilder(
                "sh", "-c", SCRIPT, "sh", work.toString(), archive.toString(), java, command.toString());
        // Neither keys nor options that are meant for this command.
        process.environment().keySet().removeIf(name -> name.matches("B2_.*|.*JAVA_(TOOL_)?OPTIONS"));
        return process.directory(new File("/"))
                .redirectInput(Redirect.from(new File("/dev/null")))
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start();
    }
}
