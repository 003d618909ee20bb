package io.jenkins.plugins.b2.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Backblaze's own command, as Debian packages it. That version has its realms built in; it is led here as through a
 * proxy. It is authorized outside of the measurement, as its users do.
 */
final class PythonCommand extends Contender {
    private static final String PROGRAM = "backblaze-b2";

    private final String connections;
    private final Map<String, String> environment = new HashMap<>();
    private String bucket;

    PythonCommand(int connections) {
        super("Backblaze's b2");
        this.connections = Integer.toString(connections);
    }

    @Override
    String missing() {
        return Command.isInstalled(PROGRAM) ? null : PROGRAM + " is not installed";
    }

    @Override
    void connect(Endpoint endpoint, Path folder) throws IOException, InterruptedException {
        bucket = endpoint.bucket();
        environment.put("B2_ACCOUNT_INFO", folder.resolve("b2-account-info").toString());
        environment.put("http_proxy", endpoint.realm());
        environment.put("no_proxy", "");
        command("authorize-account", "--dev", endpoint.keyId(), endpoint.key()).run(folder);
    }

    private Command command(String... arguments) {
        List<String> line = new ArrayList<>(List.of(PROGRAM));
        line.addAll(List.of(arguments));
        return new Command(line, environment);
    }

    private String url(String prefix) {
        return "b2://" + bucket + "/" + prefix;
    }

    @Override
    Command uploadFile(Path file, String remote) {
        return command("upload-file", "--noProgress", "--threads", connections, bucket, file.toString(), remote);
    }

    @Override
    Command uploadTree(Path folder, String prefix) {
        return command("sync", "--noProgress", "--threads", connections, folder.toString(), url(prefix));
    }

    @Override
    Command updateTree(Path folder, String prefix) {
        return uploadTree(folder, prefix);
    }

    @Override
    Command downloadFile(String remote, Path target) {
        return command("download-file-by-name", "--noProgress", bucket, remote, target.toString());
    }

    @Override
    Command downloadTree(String prefix, Path folder) {
        return command("sync", "--noProgress", "--threads", connections, url(prefix), folder.toString());
    }

    @Override
    Command list(String prefix) {
        return command("ls", "--recursive", bucket, prefix);
    }

    @Override
    Command delete(String prefix) {
        return null;
    }

    @Override
    Command start() {
        return command("version");
    }
}
