package io.jenkins.plugins.b2.emulator.api;

import io.jenkins.plugins.b2.emulator.http.ServerExchange;
import java.io.IOException;

/** An answer that is ready to be sent. Closing it without sending lets go of what it holds. */
interface Reply extends AutoCloseable {
    void send(ServerExchange exchange) throws IOException;

    @Override
    default void close() throws IOException {}
}
