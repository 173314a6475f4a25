package dev.blb.emulator.dataplane;

import dev.blb.emulator.traffic.Metric;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import java.util.List;

/** Turns the two connections of an exchange into one session of bytes, after the server agreed to change the protocol. */
final class Tunnel {
    private Tunnel() {}

    static void open(RelaySession session, HttpFront front, HttpBack back) {
        List<Channel> channels = List.of(front.channel(), back.channel());
        enter(front.channel(), session.clientSide());
        enter(back.channel(), session.serverSide());
        front.worker().forget(front);
        front.worker().forget(back);
        session.begin(front.channel(), back.channel(), List.of());
        // A reader that is taken out passes on what it has not read yet, which must reach the relay alone, and be
        // written as it is to the other side. The session counts the bytes, so those of the client would count twice.
        HttpReader reader = front.channel().pipeline().get(HttpReader.class);
        front.listener().counters().add(Metric.BYTES_IN, -reader.bytesLeft());
        for (String name : List.of("exchange", "http-writer", "bytes", "http-reader")) {
            channels.forEach(channel -> channel.pipeline().remove(name));
        }
    }

    private static void enter(Channel channel, ChannelHandler relay) {
        channel.pipeline().addLast("relay", relay);
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }
}
