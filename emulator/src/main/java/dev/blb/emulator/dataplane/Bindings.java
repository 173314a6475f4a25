package dev.blb.emulator.dataplane;

import dev.blb.emulator.traffic.Placement.Failure;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.util.Locale;
import java.util.Optional;

/** What the bindings of both transports share. */
final class Bindings {
    /** How long an event loop may take to bind or close. */
    static final long TIMEOUT_MILLIS = 60_000;

    private Bindings() {}

    /** Why this socket was not bound; empty if it was. */
    static Optional<Failure> await(ChannelFuture bound) {
        if (!bound.awaitUninterruptibly(TIMEOUT_MILLIS)) {
            Channels.close(bound.channel());
            throw new IllegalStateException("an event loop of the data plane is busy for " + TIMEOUT_MILLIS + " ms");
        }
        return bound.isSuccess() ? Optional.empty() : Optional.of(failure(bound.cause()));
    }

    /** Closes a socket; when it returns, the operating system has it back. */
    static void close(Channel socket) {
        socket.close().awaitUninterruptibly(TIMEOUT_MILLIS);
        ((Loop) socket.eventLoop()).awaitSelection();
    }

    /** What a failure to bind means; Java tells by the text of the operating system only. */
    static Failure failure(Throwable cause) {
        String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        if (message.contains("permission denied") || message.contains("forbidden")) {
            return Failure.DENIED;
        }
        return message.contains("in use") ? Failure.TAKEN : Failure.NOT_HERE;
    }
}
