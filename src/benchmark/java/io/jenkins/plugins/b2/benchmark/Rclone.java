package io.jenkins.plugins.b2.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** rclone, as it is packaged; optionally with its own encryption, {@code crypt}. */
final class Rclone extends Contender {
    private final int connections;
    private final boolean encrypts;
    private final Map<String, String> environment = new HashMap<>();
    private String remote;

    Rclone(int connections, boolean encrypts) {
        super(encrypts ? "rclone crypt" : "rclone");
        this.connections = connections;
        this.encrypts = encrypts;
    }

    @Override
    String missing() {
        return Command.isInstalled("rclone") ? null : "rclone is not installed";
    }

    @Override
    void connect(Endpoint endpoint, Path folder) throws IOException, InterruptedException {
        environment.put(
                "RCLONE_CONFIG",
                Files.writeString(folder.resolve("rclone.conf"), "").toString());
        environment.put("RCLONE_CONFIG_EMU_TYPE", "b2");
        environment.put("RCLONE_CONFIG_EMU_ACCOUNT", endpoint.keyId());
        environment.put("RCLONE_CONFIG_EMU_KEY", endpoint.key());
        environment.put("RCLONE_CONFIG_EMU_ENDPOINT", endpoint.realm());
        environment.put("RCLONE_CONFIG_EMU_HARD_DELETE", "true");
        environment.put("RCLONE_TRANSFERS", Integer.toString(connections));
        environment.put("RCLONE_CHECKERS", Integer.toString(connections));
        environment.put("RCLONE_MULTI_THREAD_STREAMS", Integer.toString(connections));
        remote = "emu:" + endpoint.bucket() + "/";
        if (encrypts) {
            String password = new Command(List.of("rclone", "obscure", "of the benchmark"), environment).run(folder);
            environment.put("RCLONE_CONFIG_SECRET_TYPE", "crypt");
            environment.put("RCLONE_CONFIG_SECRET_REMOTE", remote);
            environment.put("RCLONE_CONFIG_SECRET_PASSWORD", password.strip());
            environment.put("RCLONE_CONFIG_SECRET_FILENAME_ENCRYPTION", "off");
            remote = "secret:";
        }
    }

    @Override
    String stored(String name) {
        return encrypts ? name + ".bin" : name;
    }

    private Command command(String... arguments) {
        List<String> line = new ArrayList<>(List.of("rclone"));
        line.addAll(List.of(arguments));
        return new Command(line, environment);
    }

    @Override
    Command uploadFile(Path file, String name) {
        return command("copyto", file.toString(), remote + name);
    }

    @Override
    Command uploadTree(Path folder, String prefix) {
        return command("copy", folder.toString(), remote + prefix);
    }

    @Override
    Command updateTree(Path folder, String prefix) {
        return command("copy", "--fast-list", folder.toString(), remote + prefix);
    }

    @Override
    Command downloadFile(String name, Path target) {
        return command("copyto", remote + name, target.toString());
    }

    @Override
    Command downloadTree(String prefix, Path folder) {
        return command("copy", "--fast-list", remote + prefix, folder.toString());
    }

    @Override
    Command list(String prefix) {
        return command("lsf", "--recursive", "--files-only", "--fast-list", remote + prefix);
    }

    @Override
    Command delete(String prefix) {
        return command("delete", "--fast-list", remote + prefix);
    }

    @Override
    Command uploadSlowly(Path folder, String prefix, long bytesPerSecond) {
        return command("copy", "--bwlimit", bytesPerSecond + "B", folder.toString(), remote + prefix);
    }

    @Override
    Command start() {
        return command("version");
    }
}
