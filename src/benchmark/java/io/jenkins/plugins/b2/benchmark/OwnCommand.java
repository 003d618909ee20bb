package io.jenkins.plugins.b2.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** This project's standalone command. */
final class OwnCommand extends Contender {
    /** With which the names of all its variants begin. */
    static final String NAME = "b2j";

    private final Path program;
    private final String connections;
    private final boolean encrypts;
    private final String javaOptions;
    private Endpoint endpoint;

    /** @param connections a number, or {@code auto} */
    OwnCommand(String name, Path program, String connections, boolean encrypts, String... javaOptions) {
        super(name);
        this.program = program;
        this.connections = connections;
        this.encrypts = encrypts;
        this.javaOptions = String.join(" ", javaOptions);
    }

    @Override
    String missing() {
        return null;
    }

    @Override
    void connect(Endpoint to, Path folder) {
        endpoint = to;
    }

    @Override
    String stored(String remote) {
        return encrypts ? remote + ".encrypted" : remote;
    }

    private Command command(String verb, String... arguments) {
        List<String> line = new ArrayList<>(List.of(program.toString(), verb));
        line.addAll(List.of(arguments));
        Map<String, String> environment = new HashMap<>(endpoint == null ? Map.of() : endpoint.environment());
        environment.put("B2_ENCRYPTION_PASSPHRASE", "of the benchmark");
        environment.put("B2_JAVA_OPTIONS", javaOptions);
        return new Command(line, environment);
    }

    private Command transfer(String verb, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--connections", connections, "--quiet"));
        if (encrypts && verb.equals("upload")) {
            all.add("--encrypt");
        }
        return command(verb, all.toArray(String[]::new));
    }

    @Override
    Command uploadFile(Path file, String remote) {
        return transfer("upload", file.toString(), "--name", remote);
    }

    @Override
    Command uploadTree(Path folder, String prefix) {
        return transfer("upload", folder.toString(), "--prefix", prefix);
    }

    @Override
    Command updateTree(Path folder, String prefix) {
        return transfer("upload", folder.toString(), "--prefix", prefix, "--skip-unchanged");
    }

    @Override
    Command downloadFile(String remote, Path target) {
        return transfer("download", stored(remote), target.toString());
    }

    @Override
    Command downloadTree(String prefix, Path folder) {
        return transfer("download", "--prefix", prefix, "--dir", folder.toString());
    }

    @Override
    Command list(String prefix) {
        return command("list", "--prefix", prefix);
    }

    @Override
    Command delete(String prefix) {
        return transfer("delete", "--prefix", prefix);
    }

    @Override
    Command uploadSlowly(Path folder, String prefix, long bytesPerSecond) {
        return transfer(
                "upload", folder.toString(), "--prefix", prefix, "--max-bandwidth", Long.toString(bytesPerSecond));
    }

    @Override
    Command start() {
        return command("--version");
    }
}
