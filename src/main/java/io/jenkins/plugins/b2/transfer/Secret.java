package io.jenkins.plugins.b2.transfer;

import java.util.Arrays;
import java.util.Objects;

/**
 * Characters that must not be printed: an application key or a token. Has to be unwrapped on purpose: it prints as
 * stars and can't be serialised. Thread-safe.
 */
public final class Secret {
    private final char[] characters;

    private Secret(char[] characters) {
        this.characters = characters;
    }

    public static Secret of(CharSequence characters) {
        Objects.requireNonNull(characters, "characters");
        char[] copy = new char[characters.length()];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = characters.charAt(i);
        }
        return new Secret(copy);
    }

    /** The characters in plain. Call it where they go on the wire, and keep the result no longer than that. */
    public String reveal() {
        return new String(characters);
    }

    public boolean isEmpty() {
        return characters.length == 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that && Arrays.equals(characters, that.characters);
    }

    @Override
    public int hashCode() {
        return Secret.class.hashCode();
    }

    @Override
    public String toString() {
        return "****";
    }
}
