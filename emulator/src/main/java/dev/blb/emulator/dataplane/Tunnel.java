package dev.blb.emulator.dataplane;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import java.util.List;

/** Turns the two connections of an exchange into one session of bytes, after the server agreed to change the protocol. */
final class Tunnel {
    private Tunnel() {}

    static void open(RelaySession session, HttpFront front, HttpBack back) {
        List<ChannelHandler> ofClient = enter(front.channel(), session.clientSide());
        List<ChannelHandler> ofServer = enter(back.channel(), session.serverSide());
        front.worker().forget(front);
        front.worker().forget(back);
        session.begin(front.channel(), back.channel(), List.of());
        // A reader that is taken out passes on what it has not read yet; the session counts the bytes.
        leave(front.channel(), ofClient);
        leave(back.channel(), ofServer);
    }

    private static List<ChannelHandler> enter(Channel channel, ChannelHandler relay) {
        ChannelPipeline pipeline = channel.pipeline();
        List<ChannelHandler> ofHttp = List.of(
                pipeline.get("bytes"),
                pipeline.get("http-reader"),
                pipeline.get("http-writer"),
                pipeline.get("exchange"));
        pipeline.addLast("relay", relay);
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        return ofHttp;
    }

    private static void leave(Channel channel, List<ChannelHandler> ofHttp) {
        // From the end: whatever a reader passes on must reach the relay alone.
        for (int i = ofHttp.size() - 1; i >= 0; i--) {
            channel.pipeline().remove(ofHttp.get(i));
        }
    }
}
