package io.jenkins.plugins.b2.standalone;

import java.util.Arrays;

/** Looks at the arguments before they are parsed. */
final class ArgumentPreprocessor {
    private static final String END_OF_OPTIONS = "--";

    private ArgumentPreprocessor() {}

    /** Spells {@code --encrypt} out, so that it does not take the argument after it for a format. */
    static String[] prepared(String[] args) {
        String[] prepared = args.clone();
        for (int i = 0; i < prepared.length && !prepared[i].equals(END_OF_OPTIONS); i++) {
            if (prepared[i].equals("--encrypt")) {
                prepared[i] = "--encrypt=" + EncryptionOptions.Choice.AES256_GCM;
            }
        }
        return prepared;
    }

    /** Whether JSON is wanted even though the rest of the arguments makes no sense. */
    static boolean wantJson(String[] args) {
        return Arrays.stream(args).takeWhile(arg -> !arg.equals(END_OF_OPTIONS)).anyMatch("--json"::equals);
    }
}
