package dev.blb.emulator.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.traffic.TrafficFault.Pace;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When bytes pass, on a clock that the test moves. */
class PacedBytesTest {
    private static final int MUCH = 100_000;

    private long nowNanos;
    private final List<String> heard = new ArrayList<>();
    private EmbeddedChannel channel = new EmbeddedChannel();

    private void paced(Duration latency, int bytesPerSecond, boolean toServer, boolean toClient) {
        channel = new EmbeddedChannel(
                new PacedBytes(new Pace(toServer, toClient, latency, bytesPerSecond), () -> nowNanos, true),
                new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext context, Object message) {
                        ByteBuf bytes = (ByteBuf) message;
                        heard.add(bytes.toString(StandardCharsets.US_ASCII));
                        bytes.release();
                    }

                    @Override
                    public void userEventTriggered(ChannelHandlerContext context, Object event) {
                        heard.add("end");
                    }
                });
        channel.freezeTime();
    }

    @AfterEach
    void everythingIsReleased() {
        channel.finishAndReleaseAll();
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }

    private void advance(long millis) {
        nowNanos += TimeUnit.MILLISECONDS.toNanos(millis);
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }

    private List<String> sent() {
        List<String> sent = new ArrayList<>();
        for (ByteBuf each = channel.readOutbound(); each != null; each = channel.readOutbound()) {
            sent.add(each.toString(StandardCharsets.US_ASCII));
            each.release();
        }
        return sent;
    }

    @Test
    void eachPieceWaitsForTheLatency() {
        paced(Duration.ofMillis(50), 0, true, true);
        channel.writeInbound(bytes("a"));
        advance(30);
        channel.writeInbound(bytes("b"));
        channel.writeOutbound(bytes("x"));
        assertThat(heard).isEmpty();
        advance(20);
        assertThat(heard).containsExactly("a");
        assertThat(sent()).isEmpty();
        advance(30);
        assertThat(heard).containsExactly("a", "b");
        assertThat(sent()).containsExactly("x");
    }

    @Test
    void aPieceThatIsDueBetweenTwoTicksOfTheClockPassesAtTheNext() {
        paced(Duration.ZERO, 3_000, true, true);
        channel.writeInbound(bytes("a"));
        channel.writeInbound(bytes("b"));
        channel.writeOutbound(bytes("x"));
        // The clock counts whole milliseconds, timers count finer: one for 333 microseconds fires before the clock
        // moves.
        channel.advanceTimeBy(999, TimeUnit.MICROSECONDS);
        channel.runScheduledPendingTasks();
        nowNanos += TimeUnit.MILLISECONDS.toNanos(1);
        channel.advanceTimeBy(1, TimeUnit.MICROSECONDS);
        channel.runScheduledPendingTasks();
        assertThat(heard).containsExactly("a", "b");
        assertThat(sent()).containsExactly("x");
    }

    @Test
    void noMorePassInASecondThanTheRate() {
        paced(Duration.ZERO, 20, true, false);
        channel.writeInbound(bytes("01234"), bytes("56"));
        advance(99);
        assertThat(heard).isEmpty();
        advance(1);
        assertThat(heard).containsExactly("01");
        advance(149);
        assertThat(heard).containsExactly("01", "23");
        advance(1);
        assertThat(heard).containsExactly("01", "23", "4");
        advance(100);
        assertThat(heard).containsExactly("01", "23", "4", "56");
        channel.writeOutbound(bytes("x"));
        assertThat(sent()).as("the other direction").containsExactly("x");
    }

    @Test
    void aWriteIsDoneWithItsLastByte() {
        paced(Duration.ZERO, 5, false, true);
        ChannelFuture written = channel.writeOneOutbound(bytes("xyz"));
        advance(400);
        assertThat(sent()).containsExactly("x", "y");
        assertThat(written.isDone()).isFalse();
        advance(200);
        assertThat(sent()).containsExactly("z");
        assertThat(written.isSuccess()).isTrue();
        ChannelFuture cut = channel.writeOneOutbound(bytes("xyz"));
        channel.finishAndReleaseAll();
        assertThat(cut.cause()).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void theEndComesAfterWhatWaits() {
        paced(Duration.ofMillis(50), 0, true, false);
        channel.writeInbound(bytes("a"));
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertThat(heard).isEmpty();
        advance(50);
        assertThat(heard).containsExactly("a", "end");
    }

    @Test
    void underHttpTheEndClosesTheConnectionAfterWhatWaits() {
        paced(Duration.ofMillis(50), 0, true, false);
        channel.pipeline()
                .addAfter(channel.pipeline().firstContext().name(), "http-reader", new ChannelDuplexHandler());
        channel.writeInbound(bytes("a"));
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertThat(channel.isOpen()).isTrue();
        advance(50);
        assertThat(heard).containsExactly("a");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void whatWaitsIsBounded() {
        paced(Duration.ofMillis(50), 0, false, true);
        assertThat(channel.writeOneOutbound(bytes("x".repeat(MUCH))).isDone()).isFalse();
        assertThat(channel.isWritable()).isFalse();
        advance(50);
        assertThat(sent()).hasSize(1);
        assertThat(channel.isWritable()).isTrue();
    }
}
