package io.jenkins.plugins.b2.transfer;

import java.util.List;

/** Which hidden files to make visible again. Immutable; made by {@link #builder}. */
public final class UnhideRequest extends FilesRequest {
    private static final long serialVersionUID = 1L;

    private final boolean dryRun;

    private UnhideRequest(Builder builder) {
        super(builder);
        dryRun = builder.dryRun;
    }

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Verb verb() {
        return Verb.UNHIDE;
    }

    @Override
    public boolean dryRun() {
        return dryRun;
    }

    /** Collects the options. */
    public static final class Builder extends FilesRequest.Builder<UnhideRequest, Builder> {
        private boolean dryRun;

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /** Files by their names in B2. One that is not hidden fails. */
        @Override
        public Builder names(List<String> values) {
            return super.names(values);
        }

        /** Only tells what would be unhidden. */
        public Builder dryRun(boolean value) {
            dryRun = value;
            return this;
        }

        @Override
        public UnhideRequest build() {
            checkNamedOrSelected();
            if (names == null && prefix == null && !hasPatterns()) {
                throw new InvalidRequestException(
                        "Nothing says what to unhide: give the {name} of a file, or {prefix} for many");
            }
            return new UnhideRequest(this);
        }
    }
}
