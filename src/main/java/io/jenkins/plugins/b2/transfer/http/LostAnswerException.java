package io.jenkins.plugins.b2.transfer.http;

import com.backblaze.b2.client.exceptions.B2NetworkException;

/** The whole request went out and no answer came back: B2 may have done what was asked, or not. */
public final class LostAnswerException extends B2NetworkException {
    private static final long serialVersionUID = 1L;

    LostAnswerException(String message, Throwable cause) {
        super("lost_answer", null, message, cause);
    }
}
