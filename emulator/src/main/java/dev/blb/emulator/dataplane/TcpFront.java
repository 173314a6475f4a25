package dev.blb.emulator.dataplane;

import dev.blb.emulator.traffic.Metric;
import dev.blb.emulator.traffic.Server;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection to a TCP or SSL listener until a server is connected, too; then a {@link RelaySession} takes its
 * place. A server that cannot be connected to is passed over for the next one, each once; then the client is reset
 * (assumption, as nginx does it).
 */
final class TcpFront extends ChannelInboundHandlerAdapter implements Watched {
    private final ActiveListener listener;
    private final Worker worker;
    private final Channel client;
    private final InetSocketAddress clientAddress;
    private final Set<Server> tried = new HashSet<>();
    private final Queue<ByteBuf> early = new ArrayDeque<>();
    private boolean begun;
    private boolean inputEnded;

    TcpFront(ActiveListener listener, Worker worker, Channel client) {
        this.listener = listener;
        this.worker = worker;
        this.client = client;
        this.clientAddress = Channels.remote(client);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        worker.watch(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        worker.forget(this);
    }

    @Override
    public ActiveListener listener() {
        return listener;
    }

    @Override
    public void check(long nowMillis, long realMillis) {}

    @Override
    public void listenerGone(boolean atOnce) {
        Channels.reset(client);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (listener.protocol().isEncrypted()) {
            context.read();
        } else {
            connect();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess() && !begun) {
                connect();
            } else {
                Channels.close(client);
            }
        } else if (RelaySession.isEnd(event)) {
            inputEnded = true;
        }
    }

    private void connect() {
        begun = true;
        Server server = next();
        if (server != null) {
            connectTo(server);
        }
    }

    /** Takes the next server; null, and the client is reset, if there is none left. */
    private @Nullable Server next() {
        Server server =
                listener.isClosed() ? null : listener.current().servers().take(clientAddress.getAddress(), tried);
        if (server == null) {
            listener.counters().count(Metric.DROPPED);
            Channels.reset(client);
        }
        return server;
    }

    private void connectTo(Server server) {
        tried.add(server);
        RelaySession session = new RelaySession(listener, worker, server, () -> ended(server));
        ConnectionFaults.connect(listener, worker, server, failure -> failed(server), prepare -> {
            InetSocketAddress address = server.plan().address();
            if (address == null) {
                failed(server);
                return;
            }
            Upstream.tcp(worker.loop(), address, clientAddress, session.serverSide(), (channel, failure) -> {
                if (failure != null) {
                    failed(server);
                } else {
                    prepare.accept(channel);
                    connected(server, session, channel);
                }
            });
        });
    }

    private void failed(Server server) {
        server.release();
        listener.count(server, Metric.CONNECT_FAILURES, 1);
        Server next = client.isActive() ? next() : null;
        if (next != null) {
            listener.count(server, Metric.RETRIES, 1);
            connectTo(next);
        }
    }

    private void connected(Server server, RelaySession session, Channel upstream) {
        listener.count(server, Metric.ACTIVE_CONNECTIONS, 1);
        server.counters().count(Metric.NEW_CONNECTIONS);
        if (!client.isActive() || listener.isClosed()) {
            ended(server);
            Channels.reset(upstream);
            Channels.reset(client);
            return;
        }
        client.pipeline().replace(this, "relay", session.clientSide());
        List<ByteBuf> sent = List.copyOf(early);
        early.clear();
        session.begin(client, upstream, sent);
        if (inputEnded) {
            session.clientEnded();
        }
    }

    private void ended(Server server) {
        server.release();
        listener.count(server, Metric.ACTIVE_CONNECTIONS, -1);
    }

    /** Bytes that came along with the end of a TLS handshake, as the client's end may, though the client is not read yet. */
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        early.add((ByteBuf) message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        for (ByteBuf bytes = early.poll(); bytes != null; bytes = early.poll()) {
            bytes.release();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Channels.close(client);
    }
}
