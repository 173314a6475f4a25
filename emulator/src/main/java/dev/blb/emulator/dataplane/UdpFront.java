package dev.blb.emulator.dataplane;

import dev.blb.emulator.traffic.Metric;
import dev.blb.emulator.traffic.Server;
import dev.blb.emulator.traffic.TrafficFault;
import dev.blb.emulator.traffic.TrafficFault.Point;
import dev.blb.emulator.traffic.TrafficFaults.Hit;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The socket of a UDP listener. Datagrams of one client, by address and port, are one session: it has one server and a
 * socket of its own, connected to it, so that the kernel passes only that server's answers and tells of an unreachable
 * port. Datagrams of either side keep it [meta]. All sessions are on the event loop of the socket.
 */
final class UdpFront extends ChannelInboundHandlerAdapter {
    /** The most sessions of a listener; a datagram that would open one more is dropped. */
    static final int MAX_SESSIONS = 4_096;

    /** The most datagrams that wait until a session's socket is open. */
    private static final int MAX_EARLY = 64;

    private final ActiveListener listener;
    private final Worker worker;
    private final Map<InetSocketAddress, Session> sessions = new HashMap<>();
    private final Set<Session> unflushed = new HashSet<>();

    UdpFront(ActiveListener listener, Worker worker) {
        this.listener = listener;
        this.worker = worker;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        DatagramPacket packet = (DatagramPacket) message;
        ByteBuf bytes = packet.content();
        listener.counters().add(Metric.BYTES_IN, bytes.readableBytes());
        Session session = sessions.get(packet.sender());
        if (!bytes.isReadable()) {
            // Netty sends no empty datagram.
            listener.counters().count(Metric.DROPPED);
            bytes.release();
            return;
        }
        if (session == null) {
            session = open(context.channel(), packet.sender());
        }
        if (session == null) {
            listener.counters().count(Metric.DROPPED);
            bytes.release();
        } else {
            meet(Point.DATAGRAM_TO_SERVER, bytes, session::send, session::flush);
        }
    }

    /** Passes a datagram on: later, twice or not at all where a fault says so. */
    @SuppressWarnings("FutureReturnValueIgnored") // what fails to pass is a bug, which the loop logs
    private void meet(Point point, ByteBuf bytes, Consumer<ByteBuf> pass, Runnable flush) {
        Hit hit = listener.fault(point, "");
        TrafficFault fault = hit == null ? null : hit.fault();
        if (fault instanceof TrafficFault.Loss) {
            listener.counters().count(Metric.DROPPED);
            bytes.release();
        } else if (fault instanceof TrafficFault.Delay delay) {
            Runnable later = () -> {
                pass.accept(bytes);
                flush.run();
            };
            worker.loop().schedule(later, delay.time().toMillis(), TimeUnit.MILLISECONDS);
        } else {
            if (fault instanceof TrafficFault.Duplicate) {
                pass.accept(bytes.retainedDuplicate());
            }
            pass.accept(bytes);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        unflushed.forEach(Session::flush);
        unflushed.clear();
    }

    /** A socket that is connected to one client cannot be written to for a while: nothing that ends others. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        listener.counters().count(Metric.RESETS);
    }

    private @Nullable Session open(Channel socket, InetSocketAddress client) {
        if (listener.isClosed() || sessions.size() >= MAX_SESSIONS || !listener.admits(client.getAddress())) {
            return null;
        }
        Server server = listener.current().servers().take(client.getAddress(), Set.of());
        if (server == null) {
            return null;
        }
        Session session = new Session(socket, client, server);
        sessions.put(client, session);
        session.begin();
        return session;
    }

    /** A client's session with a server; hears the server. */
    private final class Session extends ChannelInboundHandlerAdapter implements Watched {
        private final Channel socket;
        private final InetSocketAddress client;
        private final Server server;
        private final Queue<ByteBuf> early = new ArrayDeque<>();
        private @Nullable Channel upstream;
        private long lastMillis;
        private boolean over;

        private Session(Channel socket, InetSocketAddress client, Server server) {
            this.socket = socket;
            this.client = client;
            this.server = server;
        }

        private void begin() {
            listener.count(server, Metric.NEW_CONNECTIONS, 1);
            listener.count(server, Metric.ACTIVE_CONNECTIONS, 1);
            lastMillis = worker.nowMillis();
            worker.watch(this);
            InetSocketAddress address = Objects.requireNonNull(server.plan().address());
            Upstream.udp(worker.loop(), address, client, this, (channel, failure) -> {
                if (failure != null) {
                    listener.count(server, Metric.CONNECT_FAILURES, 1);
                    end();
                } else if (over) {
                    Channels.close(channel);
                } else {
                    upstream = channel;
                    for (ByteBuf bytes = early.poll(); bytes != null; bytes = early.poll()) {
                        send(bytes);
                    }
                    channel.flush();
                }
            });
        }

        private void send(ByteBuf bytes) {
            lastMillis = worker.nowMillis();
            Channel to = upstream;
            if (to == null && early.size() < MAX_EARLY && !over) {
                early.add(bytes);
            } else if (to == null || !to.isWritable()) {
                listener.counters().count(Metric.DROPPED);
                bytes.release();
            } else {
                server.counters().add(Metric.BYTES_IN, bytes.readableBytes());
                Channels.write(to, bytes);
                unflushed.add(this);
            }
        }

        private void flush() {
            Channel to = upstream;
            if (to != null) {
                to.flush();
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            lastMillis = worker.nowMillis();
            meet(Point.DATAGRAM_TO_CLIENT, ((DatagramPacket) message).content(), this::answer, socket::flush);
        }

        private void answer(ByteBuf bytes) {
            if (!socket.isWritable()) {
                listener.count(server, Metric.DROPPED, 1);
                bytes.release();
                return;
            }
            listener.count(server, Metric.BYTES_OUT, bytes.readableBytes());
            Channels.write(socket, new DatagramPacket(bytes, client));
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            socket.flush();
        }

        /** Its port is unreachable: the next datagram of the client opens another session. */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            listener.count(server, Metric.RESETS, 1);
            end();
        }

        @Override
        public ActiveListener listener() {
            return listener;
        }

        @Override
        public void check(long nowMillis, long realMillis) {
            if (nowMillis - lastMillis >= listener.idleMillis(server)) {
                listener.count(server, Metric.TIMEOUTS, 1);
                end();
            }
        }

        @Override
        public void listenerGone(boolean atOnce) {
            end();
        }

        private void end() {
            if (over) {
                return;
            }
            over = true;
            worker.forget(this);
            sessions.remove(client, this);
            server.release();
            listener.count(server, Metric.ACTIVE_CONNECTIONS, -1);
            for (ByteBuf bytes = early.poll(); bytes != null; bytes = early.poll()) {
                bytes.release();
            }
            Channel open = upstream;
            if (open != null) {
                Channels.close(open);
            }
        }
    }
}
