package io.jenkins.plugins.b2.transfer.http;

import java.io.IOException;

/** An answer came, and it is nothing that B2 would say. */
final class GarbledAnswerException extends IOException {
    private static final long serialVersionUID = 1L;

    GarbledAnswerException(String message) {
        super(message);
    }
}
