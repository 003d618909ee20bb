package io.jenkins.plugins.b2.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Many files. */
final class TreeCases {
    private static final String PREFIX = "tree/";

    private TreeCases() {}

    /** Makes the files. */
    @FunctionalInterface
    interface Source {
        void write(Path folder) throws IOException;
    }

    private static String prefix(Contender contender) {
        return contender.name().replace(' ', '-') + "/";
    }

    static final class Upload extends Case {
        private final Source source;
        private long bytes;
        private int files;

        Upload(String name, Source source, List<Contender> contenders) {
            super(name, contenders);
            this.source = source;
        }

        @Override
        long bytes() {
            return bytes;
        }

        @Override
        void setUp(Bench bench) throws IOException {
            source.write(bench.source());
            List<Trees.Item> items = Trees.list(bench.source());
            files = items.size();
            bytes = items.stream().mapToLong(Trees.Item::size).sum();
        }

        @Override
        Command command(Bench bench, Contender contender) {
            return contender.uploadTree(bench.source(), prefix(contender));
        }

        @Override
        void check(Bench bench, Contender contender) throws IOException {
            EmulatorProcess.Stored stored = bench.emulator().stored(prefix(contender));
            if (stored.files() != files || stored.bytes() < bytes) {
                throw new IOException(contender.name() + " stored " + stored);
            }
        }

        @Override
        void after(Bench bench, Contender contender) throws Exception {
            bench.emulator().clean();
        }
    }

    static final class Download extends Case {
        private final Source source;
        private long bytes;

        Download(String name, Source source, List<Contender> contenders) {
            super(name, contenders);
            this.source = source;
        }

        @Override
        long bytes() {
            return bytes;
        }

        @Override
        void setUp(Bench bench) throws Exception {
            source.write(bench.source());
            bytes = Trees.list(bench.source()).stream()
                    .mapToLong(Trees.Item::size)
                    .sum();
            contenders().get(0).uploadTree(bench.source(), PREFIX).run(bench.scratch());
        }

        @Override
        void before(Bench bench, Contender contender) throws IOException {
            Files.createDirectories(bench.target());
        }

        @Override
        Command command(Bench bench, Contender contender) {
            return contender.downloadTree(PREFIX, bench.target());
        }

        @Override
        void check(Bench bench, Contender contender) throws IOException {
            Trees.requireSame(bench.source(), bench.target());
        }

        @Override
        void after(Bench bench, Contender contender) throws IOException {
            Trees.delete(bench.target());
        }
    }

    /** Brings a tree up to date that was uploaded before. */
    static final class Update extends Case {
        private final Source source;
        private final int changedOneIn;

        /** @param changedOneIn one file in so many has changed; 0 for none */
        Update(String name, Source source, int changedOneIn, List<Contender> contenders) {
            super(name, contenders);
            this.source = source;
            this.changedOneIn = changedOneIn;
        }

        @Override
        void setUp(Bench bench) throws Exception {
            source.write(bench.source());
            for (Contender contender : contenders()) {
                Command upload = contender.missing() == null ? command(bench, contender) : null;
                if (upload != null) {
                    upload.run(bench.scratch());
                }
            }
        }

        @Override
        void before(Bench bench, Contender contender) throws IOException {
            if (changedOneIn > 0) {
                Trees.touch(bench.source(), changedOneIn);
            }
        }

        @Override
        Command command(Bench bench, Contender contender) {
            return contender.updateTree(bench.source(), prefix(contender));
        }
    }
}
