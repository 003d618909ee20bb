package io.jenkins.plugins.b2.transfer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One or more files of an operation failed, the others went through. Tells each reason once, up to a limit. */
public final class FilesFailedException extends TransferException {
    private static final long serialVersionUID = 1L;
    private static final int NAMED = 100;

    /**
     * One file's failure.
     *
     * @param name the file name, as B2 knows it or would have known it
     * @param kind what kind of trouble it was
     * @param message what failed and what to do
     */
    public record Failure(String name, Kind kind, String message) implements java.io.Serializable {}

    private final transient TransferSummary summary;

    /**
     * @param untried files that were not begun, because they would have failed for the same reason; less than 0 when it is
     *     not known how many
     */
    public FilesFailedException(
            String verb, TransferSummary summary, List<Failure> failures, long untried, boolean retryable) {
        super(
                kindOf(summary, failures),
                text(verb, summary, failures) + untried(untried),
                null,
                retryable,
                untried == 0 ? Scope.FILE : Scope.ACCOUNT);
        this.summary = summary;
    }

    /** What went through all the same. */
    public TransferSummary summary() {
        return summary;
    }

    /** A single file that failed for one reason keeps that reason's kind. */
    private static Kind kindOf(TransferSummary summary, List<Failure> failures) {
        long kinds = failures.stream().map(Failure::kind).distinct().count();
        return summary.files() == 0 && summary.failed() == failures.size() && kinds == 1
                ? failures.get(0).kind()
                : Kind.PARTIAL;
    }

    private static String untried(long count) {
        if (count == 0) {
            return "";
        }
        return "\n" + (count < 0 ? "Further files were" : count == 1 ? "1 more file was" : count + " more files were")
                + " not tried, since the reason holds for all of them";
    }

    private static String text(String verb, TransferSummary summary, List<Failure> failures) {
        if (summary.failed() == 1 && summary.files() == 0) {
            return failures.get(0).message();
        }
        StringBuilder text = new StringBuilder();
        text.append(summary.failed())
                .append(" of ")
                .append(summary.failed() + summary.files() + summary.skipped())
                .append(" files failed to ")
                .append(verb)
                .append(':');
        Map<String, Integer> messages = new LinkedHashMap<>();
        failures.forEach(failure -> messages.merge(failure.message(), 1, Integer::sum));
        long unnamed = summary.failed();
        for (Map.Entry<String, Integer> message :
                messages.entrySet().stream().limit(NAMED).toList()) {
            text.append("\n  ").append(message.getKey());
            if (message.getValue() > 1) {
                text.append(" (").append(message.getValue()).append(" files)");
            }
            unnamed -= message.getValue();
        }
        if (unnamed > 0) {
            text.append("\n  and ").append(unnamed).append(" more");
        }
        return text.toString();
    }
}
