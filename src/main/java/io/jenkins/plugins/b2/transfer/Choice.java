package io.jenkins.plugins.b2.transfer;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Options that take one of a few words. */
final class Choice {
    private Choice() {}

    /**
     * @param option as steps call it
     * @param text as people write it; null or empty for the first of them
     * @throws InvalidRequestException naming those that there are
     */
    static <E> E parse(String option, String text, E[] all, Function<E, String> words) {
        if (text == null || text.isBlank()) {
            return all[0];
        }
        return Arrays.stream(all)
                .filter(one -> words.apply(one).equals(text.replace(" ", "")))
                .findFirst()
                .orElseThrow(() -> new InvalidRequestException("{" + option + "} is '" + text + "'; it takes "
                        + Arrays.stream(all).map(words).collect(Collectors.joining(" or "))));
    }
}
