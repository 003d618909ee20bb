package io.jenkins.plugins.b2.benchmark;

import java.io.IOException;
import java.util.List;

/** Work in which no bytes of files move. */
final class CallCases {
    private static final String PREFIX = "names/";

    private CallCases() {}

    static final class ListNames extends Case {
        private final int count;

        ListNames(String name, int count, List<Contender> contenders) {
            super(name, contenders);
            this.count = count;
        }

        @Override
        void setUp(Bench bench) throws Exception {
            bench.emulator().fill(PREFIX, count, bench.scratch());
        }

        @Override
        Command command(Bench bench, Contender contender) {
            return contender.list(PREFIX);
        }
    }

    static final class Delete extends Case {
        private final int count;

        Delete(String name, int count, List<Contender> contenders) {
            super(name, contenders);
            this.count = count;
        }

        @Override
        void before(Bench bench, Contender contender) throws Exception {
            bench.emulator().fill(PREFIX, count, bench.scratch());
        }

        @Override
        Command command(Bench bench, Contender contender) {
            return contender.delete(PREFIX);
        }

        @Override
        void check(Bench bench, Contender contender) throws IOException {
            EmulatorProcess.Stored left = bench.emulator().stored(PREFIX);
            if (left.files() != 0) {
                throw new IOException(contender.name() + " left " + left);
            }
        }
    }

    static final class Start extends Case {
        Start(String name, List<Contender> contenders) {
            super(name, contenders);
        }

        @Override
        Command command(Bench bench, Contender contender) {
            return contender.start();
        }
    }
}
