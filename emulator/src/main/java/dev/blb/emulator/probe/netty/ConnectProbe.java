package dev.blb.emulator.probe.netty;

import dev.blb.emulator.probe.ProbeSockets.Progress;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** A connection that is opened, and reset. */
final class ConnectProbe extends ChannelInboundHandlerAdapter {
    private final Progress progress;

    ConnectProbe(Progress progress) {
        this.progress = progress;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        Channel channel = context.channel();
        // A socket can happen to get the very port that it connects to.
        boolean itself = channel.remoteAddress().equals(channel.localAddress());
        progress.decided(!itself, itself ? "connection refused" : "connected");
        NettyProbeSockets.close(channel);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        progress.ended();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        progress.failed(NettyProbeSockets.original(cause));
        NettyProbeSockets.close(context.channel());
    }
}
