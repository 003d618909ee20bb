package io.jenkins.plugins.b2.transfer;

/** What is asked of a verb that moves the content of files. Immutable. */
public abstract class TransferRequest extends FilesRequest {
    private static final long serialVersionUID = 1L;

    private final boolean resume;
    private final boolean skipUnchanged;
    private final Comparison compare;

    TransferRequest(Builder<?, ?> builder) {
        super(builder);
        resume = builder.resume;
        skipUnchanged = builder.skipUnchanged;
        compare = builder.compare;
    }

    /** Whether to go on with what an interrupted transfer has left. */
    public final boolean resume() {
        return resume;
    }

    public final boolean skipUnchanged() {
        return skipUnchanged;
    }

    /** By what files are unchanged that are to be skipped. */
    public final Comparison compare() {
        return compare;
    }

    /**
     * Collects the options that transfers have.
     *
     * @param <R> what is built
     * @param <B> the builder itself
     */
    public abstract static class Builder<R extends TransferRequest, B extends Builder<R, B>>
            extends FilesRequest.Builder<R, B> {
        private boolean resume = true;
        private boolean skipUnchanged;
        private Comparison compare = Comparison.CONTENT;

        Builder() {}

        /** Whether to go on with what an interrupted transfer of the same file has left; true by default. */
        public B resume(boolean value) {
            resume = value;
            return self();
        }

        /** Whether to leave alone a file whose newest version in B2 is the same as the one here, see {@link #compare}. */
        public B skipUnchanged(boolean value) {
            skipUnchanged = value;
            return self();
        }

        /**
         * By what a file is unchanged: its content, as by default, or size and time, which {@link #skipUnchanged} then trusts.
         */
        public B compare(Comparison value) {
            compare = value;
            return self();
        }

        final boolean skipsUnchanged() {
            return skipUnchanged;
        }

        /** Whether files are skipped only after their content was compared. */
        final boolean comparesContent() {
            return skipUnchanged && compare == Comparison.CONTENT;
        }

        final void checkComparison() {
            if (compare != Comparison.CONTENT && !skipUnchanged) {
                throw new InvalidRequestException(
                        "{compare} tells how {skipUnchanged} finds files that are the same: set {skipUnchanged}, too");
            }
        }
    }
}
