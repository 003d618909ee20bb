package io.jenkins.plugins.b2.transfer.encryption;

import java.io.IOException;
import java.util.Objects;

/**
 * Encrypted content can't be decrypted. Trying again with the same bytes doesn't help. Every hostile or damaged input
 * ends in this type; messages never contain keys or plaintext.
 */
public class DecryptionException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What is wrong. */
    public enum Kind {
        /** An authentication tag doesn't fit. Cryptography can't always tell these two apart. */
        WRONG_KEY_OR_ALTERED,
        /** In order, but made with another of the keys given: start again, that key comes first then. */
        ANOTHER_KEY,
        /** In order so far, but encrypted under another name. */
        RENAMED,
        /** Not encrypted, where its name says that it is. */
        NOT_ENCRYPTED,
        /** The content ends too early. */
        TRUNCATED,
        /** Not one of the formats, or a version or key derivation that this version doesn't know. */
        UNSUPPORTED,
        /** One of the formats, but with impossible values. */
        MALFORMED,
        /** Encrypted, and no key for its format was given. */
        NO_KEY
    }

    private final Kind kind;

    public DecryptionException(Kind kind, String message) {
        super(message);
        this.kind = Objects.requireNonNull(kind);
    }

    public Kind kind() {
        return kind;
    }
}
