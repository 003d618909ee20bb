package io.jenkins.plugins.b2.administration;

/** How much a finding matters, the worst first. */
public enum Severity {
    ERROR("symbol-close-circle", "jenkins-!-error-color"),
    WARNING("symbol-warning", "jenkins-!-warning-color"),
    /** Something is not known, or is the affair of a job alone. */
    NOTE("symbol-information-circle", "jenkins-!-text-color-secondary"),
    OK("symbol-ok plugin-backblaze-b2", "jenkins-!-success-color");

    private final String symbol;
    private final String color;

    Severity(String symbol, String color) {
        this.symbol = symbol;
        this.color = color;
    }

    public String getSymbol() {
        return symbol;
    }

    /** The class of Jenkins' style sheet. */
    public String getColor() {
        return color;
    }

    /** In a word, for who doesn't see the symbol. */
    public String getText() {
        return switch (this) {
            case ERROR -> Messages.Severity_error();
            case WARNING -> Messages.Severity_warning();
            case NOTE -> Messages.Severity_note();
            case OK -> Messages.Severity_ok();
        };
    }
}
