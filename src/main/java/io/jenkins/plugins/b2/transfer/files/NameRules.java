package io.jenkins.plugins.b2.transfer.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Locale;

/**
 * Which names are one file in a folder. Immutable.
 *
 * @param foldsCase whether {@code a} and {@code A} are one
 * @param normalizes whether the two ways in which Unicode writes an accented letter are one
 */
record NameRules(boolean foldsCase, boolean normalizes) {
    static final NameRules EXACT = new NameRules(false, false);
    static final NameRules LOOSE = new NameRules(true, true);

    /** Asks the folder itself, by a file that is made and removed: a system may have folders of either kind. */
    static NameRules of(Path folder) {
        try {
            String plain = PartialName.of("probe", "").file();
            boolean foldsCase = isSeenAs(folder.resolve(plain), folder.resolve(plain.toUpperCase(Locale.ROOT)));
            return new NameRules(foldsCase, normalizes(folder));
        } catch (IOException e) {
            return isLikelyToFold() ? LOOSE : EXACT;
        }
    }

    private static boolean normalizes(Path folder) throws IOException {
        String accented = PartialName.of("prob\u00e9", "").file();
        try {
            return isSeenAs(folder.resolve(accented), folder.resolve(decomposed(accented)));
        } catch (InvalidPathException e) {
            // Such letters can't be written in this locale, so there are no two ways.
            return false;
        }
    }

    private static boolean isSeenAs(Path made, Path asked) throws IOException {
        Files.createFile(made);
        try {
            return Files.exists(asked);
        } finally {
            Files.delete(made);
        }
    }

    /** Where the folder can't be asked. */
    private static boolean isLikelyToFold() {
        String system = System.getProperty("os.name", "");
        return system.startsWith("Windows") || system.startsWith("Mac");
    }

    /** Whether two different names can be one file. */
    boolean areExact() {
        return !foldsCase && !normalizes;
    }

    /** The same for names that are one file. */
    String key(String name) {
        if (foldsCase) {
            return decomposed(folded(decomposed(name)));
        }
        return normalizes ? decomposed(name) : name;
    }

    /** By way of the lower case, since the capital sharp s has no other upper case, but the small one has. */
    private static String folded(String text) {
        return text.toLowerCase(Locale.ROOT).toUpperCase(Locale.ROOT);
    }

    /** Once more after folding, since that can put composed letters back; see Unicode's caseless matching, D145. */
    private static String decomposed(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFD);
    }
}
