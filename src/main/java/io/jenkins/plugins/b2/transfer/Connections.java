package io.jenkins.plugins.b2.transfer;

import java.io.Serializable;
import java.util.Locale;

/**
 * How many requests that carry file content may be under way at once: a fixed number, or as many as turn out to be of use.
 * Immutable.
 *
 * @param most of them, 1 to {@value #MAX}. Sizes of parts and ranges go by it, so that there are enough of them for all
 *     connections that there may come to be
 * @param isAdaptive whether an operation begins with few of them, takes more as long as they bring more, and fewer when B2 is
 *     busy; see {@link io.jenkins.plugins.b2.transfer.concurrent.AdaptiveLimit}
 */
public record Connections(int most, boolean isAdaptive) implements Serializable {
    public static final int MAX = 100;
    /** Where nobody says how many. */
    public static final Connections DEFAULT = fixed(5);
    /** Adaptive, where nobody says how many at most. */
    public static final Connections AUTO = new Connections(20, true);

    private static final long serialVersionUID = 1L;
    private static final String AUTO_TEXT = "auto";

    /** @throws IllegalArgumentException when that many can't be */
    public Connections {
        if (most < 1 || most > MAX) {
            throw new IllegalArgumentException(
                    "The number of connections is " + most + "; it must be between 1 and " + MAX);
        }
    }

    /** @throws IllegalArgumentException as the constructor does */
    public static Connections fixed(int number) {
        return new Connections(number, false);
    }

    /**
     * As people write it: {@code auto}, or a number.
     *
     * @throws IllegalArgumentException saying what it may be
     */
    public static Connections parse(String text) {
        String given = text.strip();
        if (given.toLowerCase(Locale.ROOT).equals(AUTO_TEXT)) {
            return AUTO;
        }
        try {
            return fixed(Integer.parseInt(given));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "The number of connections is '" + text + "'; write 1 to " + MAX + ", or " + AUTO_TEXT, e);
        }
    }

    /** What is left of it where there is a pool: never more than that has; adaptive, up to all that it has. */
    public Connections within(Connections pool) {
        return new Connections(isAdaptive ? pool.most : Math.min(most, pool.most), isAdaptive);
    }

    /** For people, such as {@code 5 connections} or {@code up to 20 connections}. */
    public String describe() {
        return (isAdaptive ? "up to " : "") + most + (most == 1 ? " connection" : " connections");
    }

    /** As {@link #parse} takes it. */
    @Override
    public String toString() {
        return isAdaptive ? AUTO_TEXT : Integer.toString(most);
    }
}
