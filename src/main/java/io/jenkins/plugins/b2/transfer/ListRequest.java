package io.jenkins.plugins.b2.transfer;

/** Which files to list. Immutable; made by {@link #builder} or, for short, {@link #below}. */
public final class ListRequest extends FilesRequest {
    private static final long serialVersionUID = 1L;

    private final boolean versions;
    private final boolean unfinished;
    private final long maxFiles;
    private final FileOrder order;

    private ListRequest(Builder builder) {
        super(builder);
        versions = builder.versions;
        unfinished = builder.unfinished;
        maxFiles = builder.newest > 0 ? builder.newest : builder.maxFiles;
        order = builder.newest > 0 ? FileOrder.NEWEST : builder.order;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** All files whose names begin with the prefix. */
    public static Builder below(String prefix) {
        return builder().prefix(prefix);
    }

    @Override
    public Verb verb() {
        return Verb.LIST;
    }

    public boolean versions() {
        return versions;
    }

    public boolean unfinished() {
        return unfinished;
    }

    /** 0 for all. */
    public long maxFiles() {
        return maxFiles;
    }

    public FileOrder order() {
        return order;
    }

    /** Collects the options of a listing. */
    public static final class Builder extends FilesRequest.Builder<ListRequest, Builder> {
        private boolean versions;
        private boolean unfinished;
        private long maxFiles;
        private FileOrder order = FileOrder.NAME;
        private long newest;

        private Builder() {
            allowEmpty = true;
        }

        @Override
        Builder self() {
            return this;
        }

        /** Every file version, hide markers and unfinished large files included, instead of newest versions only. */
        public Builder versions(boolean value) {
            versions = value;
            return this;
        }

        /** Unfinished large files only. */
        public Builder unfinished(boolean value) {
            unfinished = value;
            return this;
        }

        /** How many rows at most; 0 for all. What comes behind is not looked through. */
        public Builder maxFiles(long count) {
            if (count < 0) {
                throw new InvalidRequestException("{maxFiles} is " + count + "; it must be 0 (all) or more");
            }
            maxFiles = count;
            return this;
        }

        /**
         * In which order rows come; {@link #maxFiles} then counts from its beginning. With another order than that of names,
         * all that matches is read, and so many rows are kept in memory as are wanted.
         */
        public Builder order(FileOrder value) {
            order = value;
            return this;
        }

        /** The latest uploads, so many of them, the latest first: an order and a number of rows in one; 0 for neither. */
        public Builder newest(long count) {
            if (count < 0) {
                throw new InvalidRequestException("{newest} is " + count + "; it must be 0 (not asked for) or more");
            }
            newest = count;
            return this;
        }

        @Override
        public ListRequest build() {
            if (newest > 0 && order != FileOrder.NAME && order != FileOrder.NEWEST) {
                throw new InvalidRequestException(
                        "{newest} is an order of its own; it cannot be combined with {order}");
            }
            if (names != null) {
                throw new InvalidRequestException("A listing takes {prefix} and patterns, no {name}");
            }
            if (versions && unfinished) {
                throw new InvalidRequestException("{versions} and {unfinished} cannot be combined");
            }
            return new ListRequest(this);
        }
    }
}
