package dev.blb.contract.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.baidubce.BceServiceException;
import com.baidubce.Protocol;
import com.baidubce.auth.DefaultBceCredentials;
import com.baidubce.services.blb.BlbClient;
import com.baidubce.services.blb.BlbClientConfiguration;
import com.baidubce.services.blb.model.BackendServer;
import com.baidubce.services.blb.model.BlbDetailRequest;
import dev.blb.contract.target.EmulatorJar;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The official SDK over TLS by the cloud's host name, in a process whose resolver maps the name to this machine. The SDK has no
 * setting for the trusted authority: it takes the JVM's default TLS context.
 */
class OfficialSdkHttpsTest {
    private static final String HOST = "blb.bj.baidubce.com";
    private static final String PASSWORD = "changeit";

    /** Arguments: the port, and a CA file if the JVM has no trust store for it. */
    static final class Program {
        public static void main(String[] arguments) throws Exception {
            if (arguments.length > 1) {
                TrustManagerFactory trusted =
                        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                trusted.init(store(Files.readString(Path.of(arguments[1]))));
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(null, trusted.getTrustManagers(), null);
                SSLContext.setDefault(context);
            }
            BlbClientConfiguration configuration = new BlbClientConfiguration();
            configuration.withCredentials(new DefaultBceCredentials("emulator-https", "emulator-secret-key-0001"));
            configuration.withProtocol(Protocol.HTTPS);
            configuration.withEndpoint(HOST + ":" + arguments[0]);
            BlbClient blb = new BlbClient(configuration);
            say("endpoint " + blb.getEndpoint());

            String blbId = blb.createBlb("web", "over TLS", "vpc-emulator0001", "sbn-emulator0001")
                    .getBlbId();
            blb.createListener(Sdk.listener(
                    blbId, "HTTP", "{\"listenerPort\":80,\"backendPort\":8080,\"scheduler\":\"RoundRobin\"}"));
            BackendServer server = new BackendServer();
            server.setInstanceId("i-emul0001");
            server.setWeight(50);
            blb.addBackendServers(blbId, List.of(server));

            BlbDetailRequest detail = new BlbDetailRequest().withBlbId(blbId);
            say("name " + blb.blbDetail(detail).getName());
            say("listener "
                    + blb.listHttpListener(blbId).getListenerList().get(0).getListenerPort());
            BackendServer attached =
                    blb.listBackendServers(blbId).getBackendServerList().get(0);
            say("server " + attached.getInstanceId() + " " + attached.getWeight());
            blb.deleteBlb(blbId);
            try {
                blb.blbDetail(detail);
            } catch (BceServiceException gone) {
                say("deleted " + gone.getStatusCode() + " " + gone.getErrorCode());
            }
        }

        /** A line that stands apart from the SDK's log. */
        private static void say(String text) {
            System.out.println("> " + text);
        }
    }

    private static KeyStore store(String pem) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry(
                "ca",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))));
        return store;
    }

    private static List<String> run(Path folder, List<String> options, String... arguments) throws Exception {
        Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 " + HOST + "\n");
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.add("-Djdk.net.hosts.file=" + hosts);
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Program.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output.lines().filter(line -> line.startsWith("> ")).toList();
    }

    @Test
    void bothWaysToTrustTheAuthorityServeEachKindOfCall(@TempDir Path folder) throws Exception {
        try (EmulatorJar emulator = EmulatorJar.start(
                "--https-port", "0", "--data-dir", folder.resolve("data").toString())) {
            String port = String.valueOf(emulator.httpsEndpoint().getPort());
            Path ca = folder.resolve("data").resolve("ca.pem");
            Path trustStore = folder.resolve("blb.p12");
            try (OutputStream out = Files.newOutputStream(trustStore)) {
                store(Files.readString(ca)).store(out, PASSWORD.toCharArray());
            }
            String[] expected = {
                "> endpoint https://" + HOST + ":" + port,
                "> name web",
                "> listener 80",
                "> server i-emul0001 50",
                "> deleted 404 InstanceNotFound"
            };

            assertThat(run(
                            folder,
                            List.of(
                                    "-Djavax.net.ssl.trustStore=" + trustStore,
                                    "-Djavax.net.ssl.trustStorePassword=" + PASSWORD),
                            port))
                    .containsExactly(expected);
            assertThat(run(folder, List.of(), port, ca.toString())).containsExactly(expected);
            assertThat(emulator.stop()).isIn(0, 143);
            assertThat(emulator.output()).doesNotContain("\tat ");
        }
    }
}
