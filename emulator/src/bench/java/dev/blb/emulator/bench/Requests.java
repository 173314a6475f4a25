package dev.blb.emulator.bench;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Requests as bytes, signed as a client signs them. */
final class Requests {
    private static final String CREATE =
            "{\"name\":\"web\",\"desc\":\"made by the benchmark\",\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"sbn-emulator0001\"}";

    private final int port;
    private final String prefix;
    private final Mac mac;

    /** Requests to a server on this port, good for an hour. */
    Requests(int port) {
        this.port = port;
        this.prefix = "bce-auth-v1/emulator-bench/" + Instant.now().truncatedTo(ChronoUnit.SECONDS) + "/3600";
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec("emulator-secret-key-0001".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            String key = HexFormat.of().formatHex(mac.doFinal(prefix.getBytes(StandardCharsets.UTF_8)));
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    byte[] create() {
        return signed("POST", "/v1/blb", "", CREATE);
    }

    byte[] describe(String blbId) {
        return signed("GET", "/v1/blb/" + blbId, "", "");
    }

    /** A page of 100 instances; the query follows. */
    byte[] list(String query) {
        return signed("GET", "/v1/blb", "maxKeys=100" + query, "");
    }

    byte[] delete(String blbId) {
        return signed("DELETE", "/v1/blb/" + blbId, "", "");
    }

    byte[] createListener(String blbId, int port) {
        return signed(
                "POST",
                "/v1/blb/" + blbId + "/TCPlistener",
                "",
                "{\"listenerPort\":" + port + ",\"backendPort\":8080,\"scheduler\":\"RoundRobin\"}");
    }

    byte[] addServer(String blbId, int number) {
        return signed(
                "POST",
                "/v1/blb/" + blbId + "/backendserver",
                "",
                "{\"backendServerList\":[{\"instanceId\":\"i-bench" + number + "\",\"weight\":50}]}");
    }

    byte[] health(String blbId) {
        return signed("GET", "/v1/blb/" + blbId + "/backendserver", "listenerPort=80", "");
    }

    /** A request to the server that is the limit. */
    byte[] limit(String path) {
        return bytes(path.equals("/insert") ? "POST" : "GET", path, "", path.equals("/insert") ? CREATE : "");
    }

    private byte[] signed(String method, String path, String query, String body) {
        String canonical = method + "\n" + path + "\n" + sorted(query) + "\nhost:127.0.0.1%3A" + port;
        String signature = HexFormat.of().formatHex(mac.doFinal(canonical.getBytes(StandardCharsets.UTF_8)));
        return bytes(
                method,
                query.isEmpty() ? path : path + "?" + query,
                "Authorization: " + prefix + "/host/" + signature + "\r\n",
                body);
    }

    private static String sorted(String query) {
        String[] pairs = query.split("&", -1);
        java.util.Arrays.sort(pairs);
        return String.join("&", pairs);
    }

    private byte[] bytes(String method, String target, String header, String body) {
        String content =
                body.isEmpty() ? "" : "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n";
        String text = method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n" + header + content
                + "\r\n" + body;
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
