package io.jenkins.plugins.b2.emulator.api;

import io.jenkins.plugins.b2.emulator.http.Exchange;
import java.io.IOException;

/** An answer that is ready to be sent. Closing it without sending lets go of what it holds. */
interface Reply extends AutoCloseable {
    void send(Exchange exchange) throws IOException;

    @Override
    default void close() throws IOException {}
}
