package io.jenkins.plugins.b2.emulator.http;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.Request;

/** The TCP connection under a request, for what HTTP has no words for. */
final class Socket {
    private final EndPoint endPoint;
    private final EndPoint tcp;
    private final SocketChannel channel;

    private Socket(EndPoint endPoint, EndPoint tcp, SocketChannel channel) {
        this.endPoint = endPoint;
        this.tcp = tcp;
        this.channel = channel;
    }

    static Socket of(Request request) {
        EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        EndPoint tcp = endPoint instanceof EndPoint.Wrapper tls ? tls.unwrap() : endPoint;
        return new Socket(endPoint, tcp, ((SocketChannelEndPoint) tcp).getChannel());
    }

    /** Ends the connection with a reset: what is on its way is lost. */
    void reset() throws IOException {
        if (channel.isOpen()) {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        }
        tcp.close();
    }

    /** Ends the connection in order: what was written still arrives. */
    void close() {
        endPoint.close();
    }

    /**
     * Whether the client has gone. With the whole request read, the end of the stream tells. With body bytes still
     * queued before that end, only sending tells: one urgent byte, which no HTTP client reads, makes a dead peer answer
     * with a reset. Nothing else may be sent on the connection afterwards.
     */
    boolean clientGone(boolean requestRead) {
        try {
            if (requestRead) {
                return channel.read(ByteBuffer.allocate(1)) < 0;
            }
            channel.socket().sendUrgentData(0);
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
