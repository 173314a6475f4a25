package dev.blb.emulator.probe.netty;

import dev.blb.emulator.api.AddressText;
import dev.blb.emulator.probe.Check;
import dev.blb.emulator.probe.Machine;
import dev.blb.emulator.probe.ProbeSockets.Progress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A GET: the class of the first status line decides. The rest of the answer is read and dropped, because closing a
 * connection with unread bytes resets it, and the server would log a broken pipe for each probe.
 */
final class GetProbe extends SimpleChannelInboundHandler<ByteBuf> {
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/\\d(?:\\.\\d)? ([1-5])(\\d\\d)(?!\\d)");
    private static final int STATUS_LINE_LENGTH = 13;
    private static final int MAX_READ_BYTES = 1024 * 1024;

    private final Progress progress;
    private final String normalStatus;
    private final String request;
    private final StringBuilder head = new StringBuilder();
    private boolean decided;
    private int readBytes;

    GetProbe(Check check, InetSocketAddress to, Progress progress) {
        this.progress = progress;
        this.normalStatus = check.normalStatus();
        String host = check.host().isEmpty()
                ? new Machine.Address(AddressText.of(to.getAddress()), to.getPort()).toString()
                : printable(check.host());
        String path = printable(check.uri());
        this.request = "GET " + (path.startsWith("/") ? path : "/" + path) + " HTTP/1.1\r\nHost: " + host
                + "\r\nUser-Agent: blb-emulator\r\nAccept: */*\r\nConnection: close\r\n\r\n";
    }

    /** The text with all bytes percent-encoded that could end a line or a token of the request. */
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
    public void channelActive(ChannelHandlerContext context) {
        NettyProbeSockets.send(context.channel(), Unpooled.copiedBuffer(request, StandardCharsets.US_ASCII));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
        readBytes += bytes.readableBytes();
        if (!decided) {
            head.append(bytes.toString(StandardCharsets.ISO_8859_1));
            if (head.length() >= STATUS_LINE_LENGTH) {
                decide();
            }
        }
        if (readBytes > MAX_READ_BYTES) {
            NettyProbeSockets.close(context.channel());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (!decided) {
            decide();
        }
        progress.ended();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        decided = true;
        progress.failed(NettyProbeSockets.original(cause));
        NettyProbeSockets.close(context.channel());
    }

    private void decide() {
        decided = true;
        Matcher line = STATUS_LINE.matcher(head);
        if (head.isEmpty()) {
            progress.decided(false, "connection closed without an answer");
        } else if (!line.lookingAt()) {
            progress.decided(false, "the answer is no HTTP");
        } else {
            boolean normal = normalStatus.contains("http_" + line.group(1) + "xx");
            progress.decided(
                    normal,
                    "HTTP " + line.group(1) + line.group(2) + (normal ? " is in " : " is not in ") + normalStatus);
        }
    }
}
