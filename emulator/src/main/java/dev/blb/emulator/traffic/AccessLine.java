package dev.blb.emulator.traffic;

import dev.blb.emulator.api.AddressText;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request in the access log of an HTTP or HTTPS listener.
 *
 * @param at when it ended, by the emulator's clock
 * @param listener the address and port that the API shows
 * @param scheme http or https
 * @param client where it came from
 * @param request the request line
 * @param requestBytes the length of the request in bytes as it was on the wire: line, headers and body with its framing
 * @param host its Host, or null
 * @param referer its Referer, or null
 * @param userAgent its User-Agent, or null
 * @param forwardedFor its X-Forwarded-For as the client sent it, or null
 * @param status the status of the answer; 499 if the client went before it
 * @param bodyBytes the length of the answer's body
 * @param requestMillis how long it took
 * @param server which server answered last, or null
 * @param serverAddress its address, or null
 * @param serverStatus the status that it answered, or 0
 * @param connectMillis how long connecting to it took; 0 on a kept connection
 * @param serverMillis how long it took
 * @param tls what the TLS session was, or null
 * @param reason why the emulator answered by itself, or what it did not pass on; empty if all went its usual way
 */
public record AccessLine(
        Instant at,
        InetSocketAddress listener,
        String scheme,
        InetSocketAddress client,
        String request,
        long requestBytes,
        @Nullable String host,
        @Nullable String referer,
        @Nullable String userAgent,
        @Nullable String forwardedFor,
        int status,
        long bodyBytes,
        long requestMillis,
        @Nullable String server,
        @Nullable InetSocketAddress serverAddress,
        int serverStatus,
        long connectMillis,
        long serverMillis,
        @Nullable TlsSession tls,
        String reason) {
    /**
     * The TLS session of a request.
     *
     * @param protocol such as TLSv1.2
     * @param cipher by its IANA name
     * @param reused whether an earlier session was resumed
     * @param handshakeMillis how long the handshake took
     */
    public record TlsSession(String protocol, String cipher, boolean reused, long handshakeMillis) {}

    /** The line with the names of the cloud's access log [doc:accesslog]; times are seconds, as there. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("time_local", at.toString());
        fields.put("vip", AddressText.of(listener.getAddress()));
        fields.put("vport", listener.getPort());
        fields.put("response_status", status);
        put(fields, "vdum_ups_id", server);
        put(fields, "upstream_addr", serverAddress == null ? null : AddressText.of(serverAddress));
        put(fields, "upstream_status", serverStatus == 0 ? null : serverStatus);
        fields.put("remote_addr", text(client));
        fields.put("cip", text(client));
        fields.put("cport", client.getPort());
        fields.put("scheme", scheme);
        put(fields, "host", host);
        fields.put("request", request);
        fields.put("request_length", requestBytes);
        fields.put("body_bytes_sent", bodyBytes);
        put(fields, "http_referer", referer);
        put(fields, "http_user_agent", userAgent);
        put(fields, "http_x_forwarded_for", forwardedFor);
        if (server != null) {
            fields.put("upstream_connect_time", connectMillis / 1000.0);
            fields.put("upstream_response_time", serverMillis / 1000.0);
        }
        fields.put("request_time", requestMillis / 1000.0);
        if (tls != null) {
            fields.put("ssl_protocol", tls.protocol());
            fields.put("ssl_cipher", tls.cipher());
            fields.put("ssl_handshake_time", tls.handshakeMillis() / 1000.0);
            fields.put("ssl_session_reused", tls.reused() ? "r" : ".");
        }
        if (!reason.isEmpty()) {
            fields.put("x_blb_emulator_reason", reason);
        }
        return fields;
    }

    /** A client as the log has it: its address without its port. */
    public static String text(InetSocketAddress client) {
        return AddressText.of(client.getAddress());
    }

    /** A text with each character, that is a byte, which cannot be printed as nginx writes it, such as {@code \\x09}. */
    public static String printable(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        text.chars().forEach(c -> {
            if (c >= ' ' && c < 127) {
                printable.append((char) c);
            } else {
                printable.append(String.format(Locale.ROOT, "\\x%02X", c & 0xFF));
            }
        });
        return printable.toString();
    }

    private static void put(Map<String, Object> fields, String name, @Nullable Object value) {
        if (value != null) {
            fields.put(name, value);
        }
    }
}
