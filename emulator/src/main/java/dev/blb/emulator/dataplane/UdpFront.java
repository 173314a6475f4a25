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
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket of a UDP listener. Datagrams of one client, by address and port, are one session: it has one server and a
 * socket of its own, connected to it, so that the kernel passes only that server's answers and tells of an unreachable
 * port. Datagrams of either side keep it [meta]. All sessions are on the event loop of the socket.
 */
final class UdpFront extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(UdpFront.class);

    /** The most sessions of a listener; a datagram that would open one more is dropped. */
    static final int MAX_SESSIONS = 4_096;

    /** The most datagrams that wait until a session's socket is open. */
    private static final int MAX_EARLY = 64;

    /** The most datagrams of a direction of a session that faults let wait at one time; further ones are dropped. */
    private static final int MAX_WAITING = 1_024;

    /** How long a datagram waits for the one that is to overtake it, in real time. */
    private static final long MAX_HELD_MILLIS = 10_000;

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
        if (session == null) {
            session = open(context.channel(), packet.sender());
        }
        if (session == null) {
            listener.counters().count(Metric.DROPPED);
            bytes.release();
        } else {
            session.toServer.meet(bytes);
        }
    }

    /** One direction of a session: datagrams pass later, twice, out of order or not at all where a fault says so. */
    private final class Direction {
        private final Point point;
        private final Consumer<ByteBuf> pass;
        private final Runnable flush;

        private final Set<Waiting> waiting = new HashSet<>();

        /** The one of them that the next datagram overtakes. */
        private @Nullable Waiting held;

        private Direction(Point point, Consumer<ByteBuf> pass, Runnable flush) {
            this.point = point;
            this.pass = pass;
            this.flush = flush;
        }

        private void meet(ByteBuf bytes) {
            Hit hit = listener.fault(point, "");
            TrafficFault fault = hit == null ? null : hit.fault();
            boolean isHeld = fault instanceof TrafficFault.Reorder && held == null;
            boolean waits = isHeld || fault instanceof TrafficFault.Delay;
            if (fault instanceof TrafficFault.Loss || (waits && waiting.size() >= MAX_WAITING)) {
                listener.counters().count(Metric.DROPPED);
                bytes.release();
            } else if (fault instanceof TrafficFault.Delay delay) {
                later(bytes, delay.time().toMillis());
            } else if (isHeld) {
                held = later(bytes, MAX_HELD_MILLIS);
            } else {
                if (fault instanceof TrafficFault.Duplicate) {
                    pass.accept(bytes.retainedDuplicate());
                }
                pass.accept(bytes);
                passHeld();
            }
        }

        @SuppressWarnings("FutureReturnValueIgnored") // what fails to pass is a bug, which the loop logs
        private Waiting later(ByteBuf bytes, long millis) {
            Waiting datagram = new Waiting(bytes);
            waiting.add(datagram);
            Runnable due = () -> {
                passWaiting(datagram);
                flush.run();
            };
            worker.loop().schedule(due, millis, TimeUnit.MILLISECONDS);
            return datagram;
        }

        private void passHeld() {
            Waiting overtaken = held;
            if (overtaken != null) {
                passWaiting(overtaken);
            }
        }

        /** Passes one on unless that is done, or its session is over. */
        private void passWaiting(Waiting datagram) {
            if (held == datagram) {
                held = null;
            }
            if (waiting.remove(datagram)) {
                pass.accept(datagram.bytes);
            }
        }

        /** Drops those that wait. */
        private void end() {
            waiting.forEach(datagram -> {
                listener.counters().count(Metric.DROPPED);
                datagram.bytes.release();
            });
            waiting.clear();
            held = null;
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

    /** A datagram that waits until it is due; each is another one, whatever its bytes. */
    private static final class Waiting {
        private final ByteBuf bytes;

        private Waiting(ByteBuf bytes) {
            this.bytes = bytes;
        }
    }

    /** Sends a datagram. */
    @FunctionalInterface
    private interface Sending {
        void send() throws IOException;
    }

    /** A client's session with a server; hears the server. */
    private final class Session extends ChannelInboundHandlerAdapter implements Watched {
        private final Channel socket;
        private final InetSocketAddress client;
        private final Server server;
        private final Queue<ByteBuf> early = new ArrayDeque<>();
        private final Direction toServer;
        private final Direction toClient;
        private @Nullable Channel upstream;
        private long lastMillis;
        private boolean over;

        private Session(Channel socket, InetSocketAddress client, Server server) {
            this.socket = socket;
            this.client = client;
            this.server = server;
            this.toServer = new Direction(Point.DATAGRAM_TO_SERVER, this::send, this::flush);
            this.toClient = new Direction(Point.DATAGRAM_TO_CLIENT, this::answer, socket::flush);
        }

        private void begin() {
            listener.count(server, Metric.NEW_CONNECTIONS, 1);
            listener.count(server, Metric.ACTIVE_CONNECTIONS, 1);
            lastMillis = worker.nowMillis();
            worker.watch(this);
            InetSocketAddress address = server.plan().address();
            if (address == null) {
                failed();
                return;
            }
            Upstream.udp(worker.loop(), address, client, this, (channel, failure) -> {
                if (failure != null) {
                    failed();
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

        private void failed() {
            listener.count(server, Metric.CONNECT_FAILURES, 1);
            end();
        }

        private void send(ByteBuf bytes) {
            lastMillis = worker.nowMillis();
            Channel to = upstream;
            if (to == null && early.size() < MAX_EARLY && !over) {
                early.add(bytes);
            } else if (to == null || !to.isWritable()) {
                listener.counters().count(Metric.DROPPED);
                bytes.release();
            } else if (bytes.isReadable()) {
                server.counters().add(Metric.BYTES_IN, bytes.readableBytes());
                Channels.write(to, bytes);
                unflushed.add(this);
            } else {
                to.flush();
                bytes.release();
                sendEmpty(() -> EmptyDatagram.sendConnected(to));
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
            toClient.meet(((DatagramPacket) message).content());
        }

        private void answer(ByteBuf bytes) {
            if (!socket.isWritable()) {
                listener.count(server, Metric.DROPPED, 1);
                bytes.release();
                return;
            }
            if (!bytes.isReadable()) {
                socket.flush();
                bytes.release();
                sendEmpty(() -> EmptyDatagram.send(socket, client));
                return;
            }
            listener.count(server, Metric.BYTES_OUT, bytes.readableBytes());
            Channels.write(socket, new DatagramPacket(bytes, client));
        }

        private void sendEmpty(Sending sending) {
            try {
                sending.send();
            } catch (IOException e) {
                LOG.debug("an empty datagram of {} cannot be sent", client, e);
                listener.count(server, Metric.DROPPED, 1);
            }
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
            toServer.end();
            toClient.end();
            Channel open = upstream;
            if (open != null) {
                Channels.close(open);
            }
        }
    }
}
