package dev.blb.emulator.probe;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What one probe says and hears, without ever waiting: it goes on whenever its channel is ready. */
interface Conversation {
    /** A result. */
    record Verdict(boolean up, String reason) {}

    /** What it talks through. */
    SelectableChannel channel();

    /** What it waits for, as interest of a {@link SelectionKey}; 0 once there is nothing more to say or hear. */
    int interest();

    /** Goes on as far as it can; the result if this is where it is known. */
    Optional<Verdict> goOn() throws IOException;

    /** Begins. */
    static Conversation open(Check check, InetSocketAddress to) throws IOException {
        return switch (check.type()) {
            case CONNECT -> new Connect(connecting(to, true));
            case GET -> new Get(connecting(to, false), check, to);
            case DATAGRAM -> new Datagram(sending(to), payload(check.payload()));
            case ECHO -> throw new IllegalStateException("an echo has no channel");
        };
    }

    private static SocketChannel connecting(InetSocketAddress to, boolean endsWithReset) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.configureBlocking(false);
            if (endsWithReset) {
                // As the cloud does, and so that thousands of probes leave no port behind in TIME_WAIT.
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
            channel.connect(to);
            return channel;
        } catch (IOException | RuntimeException failure) {
            channel.close();
            throw failure;
        }
    }

    private static DatagramChannel sending(InetSocketAddress to) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.configureBlocking(false);
            // Only a connected channel hears that a port is unreachable.
            channel.connect(to);
            if (isToItself(channel, to)) {
                throw new PortUnreachableException();
            }
            return channel;
        } catch (IOException | RuntimeException failure) {
            channel.close();
            throw failure;
        }
    }

    /** Whether a channel happened to get the very port that it connects to, and talks to itself. */
    static boolean isToItself(NetworkChannel channel, SocketAddress remote) throws IOException {
        return remote.equals(channel.getLocalAddress());
    }

    /** The bytes that a {@code healthCheckString} stands for. */
    static byte[] payload(String text) {
        Matcher escape = Pattern.compile("\\\\x?([0-9A-Fa-f]{2})").matcher(text);
        ByteBuffer bytes = ByteBuffer.allocate(text.length() * 3);
        int done = 0;
        while (escape.find()) {
            bytes.put(text.substring(done, escape.start()).getBytes(StandardCharsets.UTF_8));
            bytes.put((byte) Integer.parseInt(escape.group(1), 16));
            done = escape.end();
        }
        bytes.put(text.substring(done).getBytes(StandardCharsets.UTF_8));
        byte[] payload = new byte[bytes.position()];
        bytes.flip().get(payload);
        return payload;
    }

    /** A connection that is opened, and reset. */
    final class Connect implements Conversation {
        private final SocketChannel channel;
        private boolean connected;

        Connect(SocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public SelectableChannel channel() {
            return channel;
        }

        @Override
        public int interest() {
            return connected ? 0 : SelectionKey.OP_CONNECT;
        }

        @Override
        public Optional<Verdict> goOn() throws IOException {
            connected = channel.finishConnect();
            if (!connected) {
                return Optional.empty();
            }
            boolean itself = isToItself(channel, channel.getRemoteAddress());
            return Optional.of(new Verdict(!itself, itself ? "connection refused" : "connected"));
        }
    }

    /**
     * A GET: the class of the first status line decides. What follows is heard and thrown away, because a connection that is
     * closed with unread bytes is reset, and the server would log a broken pipe for each probe.
     */
    final class Get implements Conversation {
        private static final Pattern STATUS_LINE = Pattern.compile("HTTP/\\d(?:\\.\\d)? ([1-5])(\\d\\d)(?!\\d)");
        private static final int STATUS_LINE_LENGTH = 13;
        private static final int MAX_HEARD_BYTES = 1024 * 1024;

        private final SocketChannel channel;
        private final String normalStatus;
        private final ByteBuffer request;
        private final StringBuilder head = new StringBuilder();
        private final ByteBuffer buffer = ByteBuffer.allocate(4096);
        private boolean connected;
        private boolean decided;
        private boolean ended;
        private int heardBytes;

        Get(SocketChannel channel, Check check, InetSocketAddress to) {
            this.channel = channel;
            this.normalStatus = check.normalStatus();
            String host = check.host().isEmpty()
                    ? new Machine.Address(to.getAddress().getHostAddress(), to.getPort()).toString()
                    : printable(check.host());
            String path = printable(check.uri());
            this.request = ByteBuffer.wrap(("GET " + (path.startsWith("/") ? path : "/" + path) + " HTTP/1.1\r\nHost: "
                            + host + "\r\nUser-Agent: blb-emulator\r\nAccept: */*\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
        }

        /** The text with whatever could end a line or a word of the request percent-encoded. */
        static String printable(String text) {
            StringBuilder printable = new StringBuilder();
            for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
                if (each > ' ' && each < 127) {
                    printable.append((char) each);
                } else {
                    printable
                            .append('%')
                            .append(Character.forDigit(each >> 4 & 15, 16))
                            .append(Character.forDigit(each & 15, 16));
                }
            }
            return printable.toString();
        }

        @Override
        public SelectableChannel channel() {
            return channel;
        }

        @Override
        public int interest() {
            if (ended) {
                return 0;
            }
            return !connected
                    ? SelectionKey.OP_CONNECT
                    : request.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ;
        }

        @Override
        public Optional<Verdict> goOn() throws IOException {
            connected = connected || channel.finishConnect();
            if (!connected) {
                return Optional.empty();
            }
            if (request.hasRemaining()) {
                channel.write(request);
            }
            int read;
            while ((read = channel.read(buffer.clear())) > 0) {
                heardBytes += read;
                if (!decided) {
                    head.append(StandardCharsets.ISO_8859_1.decode(buffer.flip()));
                    if (head.length() >= STATUS_LINE_LENGTH) {
                        decided = true;
                        return Optional.of(verdict());
                    }
                }
                if (heardBytes > MAX_HEARD_BYTES) {
                    read = -1;
                    break;
                }
            }
            ended = read < 0;
            if (ended && !decided) {
                decided = true;
                return Optional.of(verdict());
            }
            return Optional.empty();
        }

        private Verdict verdict() {
            Matcher line = STATUS_LINE.matcher(head);
            if (head.isEmpty()) {
                return new Verdict(false, "connection closed without an answer");
            }
            if (!line.lookingAt()) {
                return new Verdict(false, "the answer is no HTTP");
            }
            boolean normal = normalStatus.contains("http_" + line.group(1) + "xx");
            return new Verdict(
                    normal,
                    "HTTP " + line.group(1) + line.group(2) + (normal ? " is in " : " is not in ") + normalStatus);
        }
    }

    /** A datagram, and any answer. */
    final class Datagram implements Conversation {
        private final DatagramChannel channel;
        private final ByteBuffer payload;
        private boolean sent;
        private boolean ended;

        Datagram(DatagramChannel channel, byte[] payload) {
            this.channel = channel;
            this.payload = ByteBuffer.wrap(payload);
        }

        @Override
        public SelectableChannel channel() {
            return channel;
        }

        @Override
        public int interest() {
            return ended ? 0 : sent ? SelectionKey.OP_READ : SelectionKey.OP_WRITE;
        }

        @Override
        public Optional<Verdict> goOn() throws IOException {
            if (!sent) {
                // An empty payload is sent too: a datagram need not carry anything.
                int length = payload.remaining();
                sent = channel.write(payload) == length;
                return Optional.empty();
            }
            ended = channel.receive(ByteBuffer.allocate(1)) != null;
            return ended ? Optional.of(new Verdict(true, "answered")) : Optional.empty();
        }
    }
}
