package io.jenkins.plugins.b2.transfer;

/** What became of a file that did not fail. */
public enum FileOutcome {
    UPLOADED(Verb.UPLOAD, "uploaded", true),
    /** It was there already, in B2 or, for a download, here; nothing was sent. */
    UNCHANGED(Verb.UPLOAD, "unchanged", false),
    DOWNLOADED(Verb.DOWNLOAD, "downloaded", true),
    DELETED(Verb.DELETE, "deleted", false),
    HIDDEN(Verb.HIDE, "hidden", false),
    UNHIDDEN(Verb.UNHIDE, "unhidden", false);

    private final Verb verb;
    private final String text;
    private final boolean transferred;

    FileOutcome(Verb verb, String text, boolean transferred) {
        this.verb = verb;
        this.text = text;
        this.transferred = transferred;
    }

    public Verb verb() {
        return verb;
    }

    /** One word, such as {@code uploaded}: in stored data, in JSON, and for people. */
    public String text() {
        return text;
    }

    /** Whether its bytes traveled. */
    public boolean isTransferred() {
        return transferred;
    }
}
