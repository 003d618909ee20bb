package io.jenkins.plugins.b2.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Many files. */
abstract class TreeCases extends Case {
    private final Source source;
    private List<Trees.Item> items = List.of();

    private TreeCases(String name, Source source, List<Contender> contenders) {
        super(name, contenders);
        this.source = source;
    }

    /** Makes the files. */
    @FunctionalInterface
    interface Source {
        void write(Path folder) throws IOException;
    }

    @Override
    void setUp(Bench bench) throws Exception {
        source.write(bench.source());
        items = Trees.list(bench.source());
    }

    @Override
    long bytes() {
        return items.stream().mapToLong(Trees.Item::size).sum();
    }

    static final class Upload extends TreeCases {
        Upload(String name, Source source, List<Contender> contenders) {
            super(name, source, contenders);
        }

        @Override
        Command command(Bench bench, Contender contender) {
            return contender.uploadTree(bench.source(), contender.folder());
        }

        @Override
        void check(Bench bench, Contender contender) throws IOException {
            EmulatorProcess.Stored stored = bench.emulator().stored(contender.folder());
            if (stored.files() != super.items.size() || stored.bytes() < bytes()) {
                throw new IOException(contender.name() + " stored " + stored);
            }
        }

        @Override
        void after(Bench bench, Contender contender) throws Exception {
            bench.emulator().clean();
        }
    }

    static final class Download extends TreeCases {
        private static final String PREFIX = "tree/";

        Download(String name, Source source, List<Contender> contenders) {
            super(name, source, contenders);
        }

        @Override
        void setUp(Bench bench) throws Exception {
            super.setUp(bench);
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
    static final class Update extends TreeCases {
        private final int changedOneIn;

        /** @param changedOneIn one file in so many has changed; 0 for none */
        Update(String name, Source source, int changedOneIn, List<Contender> contenders) {
            super(name, source, contenders);
            this.changedOneIn = changedOneIn;
        }

        /** Hardly any bytes move. */
        @Override
        long bytes() {
            return 0;
        }

        @Override
        void setUp(Bench bench) throws Exception {
            super.setUp(bench);
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
            return contender.updateTree(bench.source(), contender.folder());
        }
    }
}
