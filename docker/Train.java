import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes the archive that the image starts from: runs the emulator, sends it each main operation a few times, signed as by
 * a client, and ends it with SIGTERM, whereupon the JVM writes what it had loaded. First choice is an AOT cache; where the
 * platform makes none, class-data sharing. The file {@code java.options} tells the launcher which.
 *
 * <p>Arguments: the folder with {@code runtime/} and {@code blb-emulator.jar}; then, to leave out the first choice,
 * {@code cds}. Few rounds on purpose: a long training makes a cache that starts more slowly.
 */
final class Train {
    private static final int ROUNDS = 3;
    // The JVM compiles what was recorded as often called while it starts: processor time that the first calls need.
    private static final List<String> WITHOUT_PROFILES =
            List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTRecordTraining");
    private static final String ACCESS_KEY = "emulator-training-0001";
    private static final String SECRET_KEY = "emulator-secret-key-0001";
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Pattern ENDPOINT = Pattern.compile("endpoint +(http://\\S+)");
    private static final Pattern BLB_ID = Pattern.compile("\"blbId\":\"([^\"]+)\"");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI endpoint;

    private Train(URI endpoint) {
        this.endpoint = endpoint;
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        boolean aot = arguments.length == 1;
        Path cache = folder.resolve("blb-emulator.aot");
        if (aot && made(folder, cache, WITHOUT_PROFILES, "-XX:AOTCacheOutput=", "-XX:AOTCache=")) {
            return;
        }
        // The archive of the application stands on one of the runtime's own classes, which jlink leaves out.
        Process dump = new ProcessBuilder(folder.resolve("runtime/bin/java").toString(), "-Xshare:dump")
                .inheritIO()
                .start();
        if (!dump.waitFor(5, TimeUnit.MINUTES)
                || dump.exitValue() != 0
                || !made(
                        folder,
                        folder.resolve("blb-emulator.jsa"),
                        List.of(),
                        "-XX:ArchiveClassesAtExit=",
                        "-XX:SharedArchiveFile=")) {
            throw new IllegalStateException("this Java made neither an AOT cache nor a shared archive");
        }
    }

    private static boolean made(Path folder, Path archive, List<String> options, String write, String use)
            throws Exception {
        Path jar = folder.resolve("blb-emulator.jar");
        List<String> command = new ArrayList<>(List.of(folder.resolve("runtime/bin/java").toString()));
        command.addAll(options);
        command.addAll(List.of(write + archive, "-jar", jar.toString(), "--port", "0"));
        Process emulator = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        CompletableFuture.delayedExecutor(5, TimeUnit.MINUTES).execute(emulator::destroyForcibly);
        try (BufferedReader out = emulator.inputReader(StandardCharsets.UTF_8)) {
            URI endpoint = null;
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                System.out.println(line);
                Matcher matcher = ENDPOINT.matcher(line);
                if (matcher.find()) {
                    endpoint = URI.create(matcher.group(1));
                }
                if (line.contains("--help")) {
                    break;
                }
            }
            if (endpoint == null) {
                System.out.println("no start with " + write + archive);
                return false;
            }
            Train train = new Train(endpoint);
            for (int round = 1; round <= ROUNDS; round++) {
                train.round();
            }
            // By its handle, for Process.destroy() would close the stream.
            emulator.toHandle().destroy();
            out.lines().forEach(System.out::println);
        } finally {
            emulator.destroyForcibly();
        }
        if (!Files.isRegularFile(archive)) {
            return false;
        }
        Files.writeString(folder.resolve("java.options"), use + archive + "\n");
        System.out.println(archive + ": " + Files.size(archive) / 1_000_000 + " MB");
        return true;
    }

    /** Each main operation once: what a test of a user does first. */
    private void round() throws Exception {
        control("GET", "/_blb/health", "");
        String blbId = blbId(send(
                "POST",
                "/v1/blb",
                "clientToken=" + Instant.now().toEpochMilli(),
                "{\"name\":\"training\",\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"sbn-emulator0001\","
                        + "\"tags\":[{\"tagKey\":\"kind\",\"tagValue\":\"training\"}]}"));
        String path = "/v1/blb/" + blbId;
        send("GET", "/v1/blb", "maxKeys=10", "");
        send("GET", "/v1/blb", "name=training", "");
        send("GET", path, "", "");
        send("PUT", path, "", "{\"name\":\"trained\",\"desc\":\"by the image's build\"}");
        int port = 80;
        for (String protocol : List.of("TCP", "UDP", "HTTP", "HTTPS", "SSL")) {
            String more = protocol.equals("HTTPS") || protocol.equals("SSL")
                    ? ",\"certIds\":[\"cert-emulator0001\"]"
                    : protocol.equals("UDP") ? ",\"healthCheckString\":\"ping\"" : "";
            String listener = path + "/" + protocol + "listener";
            String rules = "\"backendPort\":8080,\"scheduler\":\"RoundRobin\"" + more;
            send("POST", listener, "", "{\"listenerPort\":" + port + "," + rules + "}");
            send("PUT", listener, "listenerPort=" + port, "{\"scheduler\":\"LeastConnection\"}");
            send("GET", listener, "listenerPort=" + port, "");
            port++;
        }
        send("GET", path + "/listener", "", "");
        String servers = path + "/backendserver";
        send("POST", servers, "", "{\"backendServerList\":[{\"instanceId\":\"i-emul0001\",\"weight\":50}]}");
        send("PUT", servers, "update=", "{\"backendServerList\":[{\"instanceId\":\"i-emul0001\",\"weight\":10}]}");
        send("GET", servers, "", "");
        send("GET", servers, "listenerPort=80", "");
        send("PUT", servers, "", "{\"backendServerList\":[\"i-emul0001\"]}");
        send("PUT", path + "/securitygroup", "bind=", "{\"securityGroupIds\":[\"g-emulator0001\"]}");
        send("GET", path + "/securitygroup", "", "");
        send("PUT", path + "/listener", "batchdelete=", "{\"portList\":[80,81,82,83,84]}");
        send("DELETE", path, "", "");
        refused(send("GET", path, "", "", 404));
        control("PUT", "/_blb/backends/i-emul0001/health", "{\"status\":\"Dead\"}");
        control("DELETE", "/_blb/backends/i-emul0001/health", "");
        control("POST", "/_blb/reset", "");
    }

    private static void refused(String answer) {
        if (!answer.contains("\"code\"")) {
            throw new IllegalStateException("a refusal without a code: " + answer);
        }
    }

    private static String blbId(String answer) {
        Matcher matcher = BLB_ID.matcher(answer);
        if (!matcher.find()) {
            throw new IllegalStateException("no id: " + answer);
        }
        return matcher.group(1);
    }

    private String send(String method, String path, String query, String body) throws Exception {
        return send(method, path, query, body, 200);
    }

    private String send(String method, String path, String query, String body, int status) throws Exception {
        String prefix = "bce-auth-v1/" + ACCESS_KEY + "/" + Instant.now().truncatedTo(ChronoUnit.SECONDS) + "/1800";
        String canonical = method + "\n" + path + "\n" + query + "\nhost:127.0.0.1%3A" + endpoint.getPort();
        String signature = hmac(hmac(SECRET_KEY, prefix), canonical);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path + (query.isEmpty() ? "" : "?" + query)))
                .header("Authorization", prefix + "/host/" + signature);
        return answer(request, method, path, body, status);
    }

    private void control(String method, String path, String body) throws IOException, InterruptedException {
        answer(HttpRequest.newBuilder(uri(path)), method, path, body, 200);
    }

    private URI uri(String path) {
        return endpoint.resolve(path);
    }

    private String answer(HttpRequest.Builder request, String method, String path, String body, int status)
            throws IOException, InterruptedException {
        request.timeout(ANSWER).header("Content-Type", "application/json");
        request.method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
        if (response.statusCode() != status) {
            throw new IllegalStateException(method + " " + path + ": " + response.statusCode() + " " + response.body());
        }
        return response.body();
    }

    private static String hmac(String key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }
}
