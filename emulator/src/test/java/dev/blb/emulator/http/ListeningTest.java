package dev.blb.emulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.net.SocketException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is said of an address that cannot be listened on. */
class ListeningTest {
    @Test
    void theReasonThatTheSystemGivesIsTold() {
        Map<Exception, String> reasons = Map.of(
                new BindException("Address already in use"), "Address already in use, or not local: h:80",
                new BindException("Cannot assign requested address"), "Address already in use, or not local: h:80",
                new BindException("Permission denied"), "Not permitted to listen on h:80: Permission denied",
                new SocketException("Permission denied"), "Not permitted to listen on h:80: Permission denied",
                new IOException("Protocol family unavailable"), "Cannot listen on h:80: Protocol family unavailable",
                new UnresolvedAddressException(), "Cannot listen on h:80: unknown host");
        reasons.forEach(
                (failure, reason) -> assertThat(Listening.why(failure, "h", 80)).isEqualTo(reason));
        assertThat(Listening.why(new BindException("Permission denied"), "::1", 80))
                .contains("[::1]:80");
    }
}
