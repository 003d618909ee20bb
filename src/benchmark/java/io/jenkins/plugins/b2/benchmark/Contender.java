package io.jenkins.plugins.b2.benchmark;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A program that moves files, called from outside. Each command uses the same number of connections and is told realm
 * and key by its environment. Where a program can't do something, its method returns null.
 */
abstract class Contender {
    private final String name;

    Contender(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** Where at B2 it has its own files. */
    final String folder() {
        return name.replace(' ', '-') + "/";
    }

    /** Why it can't take part on this machine; null when it can. */
    abstract String missing();

    /** Called once for each emulator, outside of the measurement. */
    abstract void connect(Endpoint endpoint, Path folder) throws IOException, InterruptedException;

    /** Under what name a file lies at B2 that is uploaded under this one. */
    String stored(String remote) {
        return remote;
    }

    abstract Command uploadFile(Path file, String remote);

    abstract Command uploadTree(Path folder, String prefix);

    /** Uploads only what is new or has changed. */
    Command updateTree(Path folder, String prefix) {
        return null;
    }

    abstract Command downloadFile(String remote, Path target);

    abstract Command downloadTree(String prefix, Path folder);

    abstract Command list(String prefix);

    abstract Command delete(String prefix);

    /** Uploads a tree at so many bytes a second. */
    Command uploadSlowly(Path folder, String prefix, long bytesPerSecond) {
        return null;
    }

    /** Does nothing. */
    abstract Command start();
}
