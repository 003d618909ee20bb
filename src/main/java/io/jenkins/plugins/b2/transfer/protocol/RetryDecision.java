package io.jenkins.plugins.b2.transfer.protocol;

/** What to do about a failed request. */
enum RetryDecision {
    GIVE_UP(""),
    WAIT(""),
    FRESH_UPLOAD_URL("fresh upload URL"),
    AUTHORISE_AGAIN("new authorization");

    private final String words;

    RetryDecision(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
