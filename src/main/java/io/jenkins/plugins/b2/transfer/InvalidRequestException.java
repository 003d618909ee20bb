package io.jenkins.plugins.b2.transfer;

import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Options that contradict each other, or that would not be obeyed. The message names them as steps do, and can name them
 * as somebody else does, so that each rule is told in one place.
 */
public final class InvalidRequestException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private static final Pattern OPTION = Pattern.compile("\\{(\\w+)}");

    private final String template;

    /**
     * @param template the message, with the names of options in braces
     */
    public InvalidRequestException(String template) {
        super(render(template, UnaryOperator.identity()));
        this.template = template;
    }

    /** The message with options spelled as the user did. */
    public String message(UnaryOperator<String> spelling) {
        return render(template, spelling);
    }

    private static String render(String template, UnaryOperator<String> spelling) {
        return OPTION.matcher(template)
                .replaceAll((MatchResult match) ->
                        java.util.regex.Matcher.quoteReplacement(spelling.apply(match.group(1))));
    }
}
