package io.jenkins.plugins.b2.transfer.http;

import com.backblaze.b2.client.exceptions.B2NetworkException;

/**
 * The whole request went out and no answer came back, or none that can be read: B2 may have done what was asked, or not.
 */
public final class LostAnswerException extends B2NetworkException {
    private static final long serialVersionUID = 1L;

    private final boolean garbled;

    private LostAnswerException(String message, Throwable cause, boolean garbled) {
        super("lost_answer", null, message, cause);
        this.garbled = garbled;
    }

    static LostAnswerException lost(String message, Throwable cause) {
        return new LostAnswerException(message, cause, false);
    }

    /**
     * An answer that says nothing that B2 would say.
     *
     * @param cause what reading it came to
     */
    public static LostAnswerException garbled(Throwable cause) {
        return new LostAnswerException("The answer is not what B2 would say", cause, true);
    }

    /** Whether somebody did answer: no broken connection, but perhaps no B2 either. */
    public boolean isGarbled() {
        return garbled;
    }
}
