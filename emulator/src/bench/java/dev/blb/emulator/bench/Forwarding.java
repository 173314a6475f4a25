package dev.blb.emulator.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The data plane, nginx and HAProxy before the same server: each forwards the same requests in turns. */
final class Forwarding implements AutoCloseable {
    private static final Path NGINX = Path.of("/usr/sbin/nginx");
    private static final Path HAPROXY = Path.of("/usr/sbin/haproxy");
    private static final Path OPENSSL = Path.of("/usr/bin/openssl");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path folder;
    private final Served backend;
    private final Served emulator;
    private final String blbId;
    private final Served nginx;
    private final Served nginxTls;
    private final Served haproxy;

    /** Starts the proxies before a server; the emulator's data plane is on and its signatures are off. */
    Forwarding(Path folder, Served backend, Served emulator) throws IOException, InterruptedException {
        this.folder = folder;
        this.backend = backend;
        this.emulator = emulator;
        blbId = call("POST", "/v1/blb", "{\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"sbn-emulator0001\"}")
                .path("blbId")
                .textValue();
        call("PUT", "/_blb/machines/i-bench", "{\"address\":\"127.0.0.1:" + backend.port() + "\"}");
        call("PUT", "/_blb/backends/i-bench/health", "{\"status\":\"Alive\"}");
        call("PUT", "/_blb/world/certificates/cert-bench", "{\"domains\":[\"localhost\"]}");
        call(
                "POST",
                "/v1/blb/" + blbId + "/backendserver",
                "{\"backendServerList\":[{\"instanceId\":\"i-bench\",\"weight\":50}]}");
        nginx = nginx("");
        nginxTls = nginx(certificate());
        haproxy = haproxy();
    }

    /** Why nothing can be compared; empty if all programs are there. */
    static Optional<String> obstacle() {
        return List.of(NGINX, HAPROXY, OPENSSL).stream()
                .filter(program -> !Files.isExecutable(program))
                .map(program -> program + " is not installed")
                .findFirst();
    }

    /** For each kind of traffic the series of the figures, with where it goes. */
    Map<String, Map<String, Served>> routes() throws IOException, InterruptedException {
        Map<String, Map<String, Served>> routes = new LinkedHashMap<>();
        routes.put("HTTP", Map.of("emulator", listener("HTTP", 8080, ""), "nginx", nginx));
        routes.put("TCP", Map.of("emulator", listener("TCP", 8081, ""), "HAProxy", haproxy));
        Served https = listener("HTTPS", 8443, ",\"certIds\":[\"cert-bench\"]");
        routes.put("HTTPS", Map.of("emulator", https.withTls(), "nginx", nginxTls.withTls()));
        return routes;
    }

    /** Creates a listener; where it really listens. */
    Served listener(String protocol, int port, String members) throws IOException, InterruptedException {
        call(
                "POST",
                "/v1/blb/" + blbId + "/" + protocol + "listener",
                "{\"listenerPort\":" + port + ",\"backendPort\":80,\"scheduler\":\"RoundRobin\"" + members + "}");
        JsonNode endpoint = call("GET", "/_blb/endpoints?blbId=" + blbId + "&listenerPort=" + port, "")
                .path("endpoints")
                .path(0);
        if (!endpoint.path("state").asText().equals("listening")) {
            throw new IllegalStateException("the listener does not listen: " + endpoint);
        }
        String real = endpoint.path("real").textValue();
        int colon = real.lastIndexOf(':');
        return emulator.at(
                new InetSocketAddress(real.substring(0, colon), Integer.parseInt(real.substring(colon + 1))));
    }

    private JsonNode call(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + emulator.port() + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(30))
                .build();
        var answer = http.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(method + " " + path + ": " + answer.body());
        }
        return answer.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(answer.body());
    }

    /** The directives of a certificate that openssl makes. */
    private String certificate() throws IOException, InterruptedException {
        Path key = folder.resolve("key.pem");
        Path chain = folder.resolve("chain.pem");
        Process process = new ProcessBuilder((OPENSSL + " req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
                                + " -days 2 -subj /CN=localhost -keyout " + key + " -out " + chain)
                        .split(" ", -1))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("openssl.log").toFile())
                .start();
        if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new IllegalStateException(Files.readString(folder.resolve("openssl.log")));
        }
        return "ssl_certificate " + chain + "; ssl_certificate_key " + key + ";";
    }

    /** One process of nginx, which forwards over kept connections as the data plane does; by TLS if there are directives for it. */
    private Served nginx(String tls) throws IOException, InterruptedException {
        int port = Served.freePort();
        Path root = Files.createTempDirectory(folder, "nginx");
        Path configuration = Files.writeString(
                root.resolve("nginx.conf"), """
                daemon off;
                master_process off;
                pid nginx.pid;
                error_log error.log;
                events { worker_connections 4096; }
                http {
                    access_log off;
                    keepalive_requests 100000000;
                    client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
                    upstream server { server 127.0.0.1:%d; keepalive 64; keepalive_requests 100000000; }
                    server {
                        listen 127.0.0.1:%d%s;
                        %s
                        location / { proxy_pass http://server; proxy_http_version 1.1; proxy_set_header Connection ""; }
                    }
                }
                """.formatted(backend.port(), port, tls.isEmpty() ? "" : " ssl", tls));
        Served served = Served.started(
                root.resolve("log"),
                port,
                List.of(NGINX.toString(), "-p", root.toString(), "-c", configuration.toString()));
        return tls.isEmpty() ? served.ready() : served;
    }

    private Served haproxy() throws IOException, InterruptedException {
        int port = Served.freePort();
        Path configuration = Files.writeString(folder.resolve("haproxy.cfg"), """
                global
                    nbthread 1
                defaults
                    mode tcp
                    timeout connect 5s
                    timeout client 60s
                    timeout server 60s
                listen front
                    bind 127.0.0.1:%d
                    server one 127.0.0.1:%d
                """.formatted(port, backend.port()));
        return Served.started(
                        folder.resolve("haproxy.log"),
                        port,
                        List.of(HAPROXY.toString(), "-db", "-f", configuration.toString()))
                .ready();
    }

    @Override
    public void close() {
        List.of(nginx, nginxTls, haproxy).forEach(Served::close);
    }
}
