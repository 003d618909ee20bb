package io.jenkins.plugins.b2.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One of this benchmark's own programs: {@link SdkProgram} or {@link BoundProgram}. */
final class JavaProgram extends Contender {
    private final Class<?> program;
    private final int connections;
    private Endpoint endpoint;

    JavaProgram(String name, Class<?> program, int connections) {
        super(name);
        this.program = program;
        this.connections = connections;
    }

    @Override
    String missing() {
        return null;
    }

    @Override
    void connect(Endpoint to, Path folder) {
        endpoint = to;
    }

    private Command command(String... arguments) {
        List<String> line = new ArrayList<>(List.of(
                "java",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName(),
                Integer.toString(connections)));
        line.addAll(List.of(arguments));
        return new Command(line, endpoint == null ? Map.of() : endpoint.environment());
    }

    @Override
    Command uploadFile(Path file, String remote) {
        return command("upload-file", file.toString(), remote);
    }

    @Override
    Command uploadTree(Path folder, String prefix) {
        return command("upload-tree", folder.toString(), prefix);
    }

    @Override
    Command downloadFile(String remote, Path target) {
        return command("download-file", remote, target.toString());
    }

    @Override
    Command downloadTree(String prefix, Path folder) {
        return command("download-tree", prefix, folder.toString());
    }

    @Override
    Command list(String prefix) {
        return command("list", prefix);
    }

    @Override
    Command delete(String prefix) {
        return command("delete", prefix);
    }

    @Override
    Command start() {
        return command("start");
    }
}
