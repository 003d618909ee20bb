package io.jenkins.plugins.b2.emulator.store;

import java.nio.charset.StandardCharsets;

/** The rules for file names, and their order: that of their UTF-8 bytes. */
public final class FileNameRules {
    public static final int MAX_BYTES = 1024;

    private FileNameRules() {}

    /** Returns the name, or answers 400 when B2 would not take it. */
    public static String check(String name) {
        if (name.isEmpty()) {
            throw B2Failure.badRequest("File names must not be empty");
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw B2Failure.badRequest("File names must be no more than " + MAX_BYTES + " bytes in UTF-8");
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c < 32 || c == 127) {
                throw B2Failure.badRequest("File names must not contain control characters: code " + (int) c);
            }
        }
        return name;
    }

    /**
     * Compares by UTF-8 bytes, which is the order of code points. {@link String#compareTo} differs from it only
     * where a surrogate meets a character above the surrogates.
     */
    public static int compare(String a, String b) {
        int common = Math.min(a.length(), b.length());
        for (int i = 0; i < common; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                return rank(x) - rank(y);
            }
        }
        return a.length() - b.length();
    }

    private static int rank(char c) {
        if (c < Character.MIN_SURROGATE) {
            return c;
        }
        return c <= Character.MAX_SURROGATE ? c + 0x2000 : c - 0x800;
    }

    /** The least name that is greater than every name with this prefix, or null when there is none. */
    static String afterPrefix(String prefix) {
        int end = prefix.length();
        while (end > 0) {
            int last = prefix.codePointBefore(end);
            end -= Character.charCount(last);
            if (last < Character.MAX_CODE_POINT) {
                int next = last + 1 == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : last + 1;
                return prefix.substring(0, end) + Character.toString(next);
            }
        }
        return null;
    }
}
