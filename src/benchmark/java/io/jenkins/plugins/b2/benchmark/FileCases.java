package io.jenkins.plugins.b2.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One large file. */
abstract class FileCases extends Case {
    private static final String NAME = "large.bin";

    private final long size;

    private FileCases(String name, long size, List<Contender> contenders) {
        super(name, contenders);
        this.size = size;
    }

    @Override
    final long bytes() {
        return size;
    }

    @Override
    void setUp(Bench bench) throws Exception {
        Trees.file(bench.source(), size);
    }

    static final class Upload extends FileCases {
        Upload(String name, long size, List<Contender> contenders) {
            super(name, size, contenders);
        }

        @Override
        Command command(Bench bench, Contender contender) {
            return contender.uploadFile(bench.source(), NAME);
        }

        @Override
        void check(Bench bench, Contender contender) throws IOException {
            EmulatorProcess.Stored stored = bench.emulator().stored(contender.stored(NAME));
            if (stored.files() != 1 || stored.bytes() < bytes()) {
                throw new IOException(contender.name() + " stored " + stored);
            }
        }

        @Override
        void after(Bench bench, Contender contender) throws Exception {
            bench.emulator().clean();
        }
    }

    static final class Download extends FileCases {
        private String sha256;

        Download(String name, long size, List<Contender> contenders) {
            super(name, size, contenders);
        }

        @Override
        void setUp(Bench bench) throws Exception {
            super.setUp(bench);
            Set<String> there = new HashSet<>();
            for (Contender contender : contenders()) {
                if (contender.missing() == null && there.add(remote(contender))) {
                    contender.uploadFile(bench.source(), remote(contender)).run(bench.scratch());
                }
            }
            // Where files lie in memory, a third copy of it would be one too many.
            sha256 = Trees.sha256(bench.source());
            Files.delete(bench.source());
        }

        /** One for all that store files as they are. */
        private static String remote(Contender contender) {
            return contender.stored(NAME).equals(NAME) ? NAME : contender.folder() + NAME;
        }

        @Override
        void before(Bench bench, Contender contender) throws IOException {
            Files.createDirectories(bench.target());
        }

        private static Path target(Bench bench) {
            return bench.target().resolve(NAME);
        }

        @Override
        Command command(Bench bench, Contender contender) {
            return contender.downloadFile(remote(contender), target(bench));
        }

        @Override
        void check(Bench bench, Contender contender) throws IOException {
            if (!Trees.sha256(target(bench)).equals(sha256)) {
                throw new IOException(contender.name() + " brought something else");
            }
        }

        @Override
        void after(Bench bench, Contender contender) throws IOException {
            Trees.delete(bench.target());
        }
    }
}
