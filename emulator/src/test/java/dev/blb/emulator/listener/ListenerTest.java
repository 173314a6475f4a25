package dev.blb.emulator.listener;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static dev.blb.emulator.settings.SettingsTable.QUOTA_BACKENDS;
import static dev.blb.emulator.settings.SettingsTable.QUOTA_LISTENERS;
import static dev.blb.emulator.settings.SettingsTable.QUOTA_LOAD_BALANCERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.Json;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(Lifecycle.PER_CLASS)
class ListenerTest {
    private static final String TLS = ",\"certIds\":[\"cert-emulator0001\"]";
    private static final String S12 =
            "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES256-SHA384:ECDHE-ECDSA-AES256-SHA:ECDHE-ECDSA-AES128-GCM-SHA256"
                    + ":ECDHE-ECDSA-AES128-SHA256:ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES256-GCM-SHA384"
                    + ":ECDHE-RSA-AES256-SHA384:ECDHE-RSA-AES256-SHA:ECDHE-RSA-AES128-GCM-SHA256"
                    + ":ECDHE-RSA-AES128-SHA256:ECDHE-RSA-AES128-SHA";

    private final BlbEmulator emulator =
            TestEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE));
    private final Api api = Api.of(emulator).as("listeners");

    @AfterAll
    void stop() {
        emulator.close();
    }

    private static String body(int port, String more) {
        return "{\"listenerPort\":" + port + ",\"backendPort\":8080,\"scheduler\":\"RoundRobin\"" + more + "}";
    }

    private static String minimal(String protocol) {
        return switch (protocol) {
            case "UDP" -> ",\"healthCheckString\":\"\"";
            case "HTTPS", "SSL" -> TLS;
            default -> "";
        };
    }

    private String create(Api as, String protocol, int port, String more) {
        String id = as.create();
        as.post("/v1/blb/" + id + "/" + protocol + "listener", body(port, more)).ok();
        return "/v1/blb/" + id;
    }

    private Api fresh() {
        return Api.of(emulator);
    }

    @Test
    void httpListenerHasTheDocumentedDefaults() {
        Api mine = fresh();
        String path = create(mine, "HTTP", 80, "");
        assertThat(mine.get(path + "/HTTPlistener").ok().json()).isEqualTo(Json.of("""
                        {"listenerList":[{"listenerPort":80,"backendPort":8080,"scheduler":"RoundRobin",
                          "keepSession":false,"keepSessionType":null,"keepSessionDuration":null,
                          "keepSessionTimeout":null,"keepSessionCookieName":null,"xForwardFor":false,
                          "xForwardedFor":false,"xForwardedProto":false,"healthCheckType":"HTTP",
                          "healthCheckPort":8080,"healthCheckURI":"/","healthCheckTimeoutInSecond":3,
                          "healthCheckInterval":3,"unhealthyThreshold":3,"healthyThreshold":3,
                          "healthCheckNormalStatus":"http_2xx|http_3xx","healthCheckHost":"","serverTimeout":30,
                          "redirectPort":0,"getBlbIp":false,"listenerType":"HTTP","description":""}],
                         "marker":"listener-0050","nextMarker":null,"isTruncated":false,"maxKeys":1000}"""));
    }

    @Test
    void tcpUdpAndSslListenersHaveTheDocumentedDefaults() {
        Api mine = fresh();
        String tcp = create(mine, "TCP", 22, "");
        assertThat(mine.get(tcp + "/TCPlistener").json().at("/listenerList/0")).isEqualTo(Json.of("""
                        {"listenerPort":22,"backendPort":8080,"scheduler":"RoundRobin","tcpSessionTimeout":900,
                         "healthCheckType":"TCP","healthCheckTimeoutInSecond":3,"healthCheckInterval":3,
                         "unhealthyThreshold":3,"healthyThreshold":3,"getBlbIp":false,"listenerType":"TCP",
                         "description":"","backendPortType":"TCP","healthCheckValid":1}"""));
        String udp = create(mine, "UDP", 53, ",\"healthCheckString\":\"\\\\00\\\\01ping\"");
        assertThat(mine.get(udp + "/UDPlistener").json().at("/listenerList/0")).isEqualTo(Json.of("""
                        {"listenerPort":53,"backendPort":8080,"scheduler":"RoundRobin","udpSessionTimeout":90,
                         "healthCheckType":"UDP","healthCheckTimeoutInSecond":3,"healthCheckInterval":3,
                         "unhealthyThreshold":3,"healthyThreshold":3,"healthCheckPort":8080,
                         "healthCheckString":"\\\\00\\\\01ping","getBlbIp":false,"listenerType":"UDP",
                         "description":"","backendPortType":"UDP","healthCheckValid":1}"""));
        String ssl = create(mine, "SSL", 8443, TLS);
        assertThat(mine.get(ssl + "/SSLlistener").json().at("/listenerList/0")).isEqualTo(Json.of("""
                        {"listenerPort":8443,"backendPort":8080,"scheduler":"RoundRobin","serverTimeout":900,
                         "healthCheckType":"TCP","healthCheckTimeoutInSecond":3,"healthCheckInterval":3,
                         "unhealthyThreshold":3,"healthyThreshold":3,"certIds":["cert-emulator0001"],
                         "encryptionType":"tls_cipher_policy_default",
                         "encryptionProtocols":["tlsv10","tlsv11","tlsv12"],
                         "appliedCiphers":"%s:AES128-GCM-SHA256:AES256-SHA:AES128-SHA:AES256-GCM-SHA384:AES256-SHA256:AES128-SHA256:DES-CBC3-SHA",
                         "dualAuth":false,"clientCertIds":[],"ie6Compatible":true,"getBlbIp":false,
                         "listenerType":"SSL","description":""}""".formatted(S12)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "TCP   | LeastConnection | LeastConnection",
                "TCP   | WeightLeastConn | WeightLeastConn",
                "UDP   | Hash            | Hash",
                "SSL   | WeightLeastConn | WeightLeastConn",
                "HTTPS | LeastConnection | LeastConnection"
            })
    void theSchedulerIsEchoedAsSent(String protocol, String sent, String shown) {
        Api mine = fresh();
        String id = mine.create();
        String path = "/v1/blb/" + id + "/" + protocol + "listener";
        mine.post(path, body(80, minimal(protocol)).replace("RoundRobin", sent)).ok();
        assertThat(mine.get(path).text("/listenerList/0/scheduler")).isEqualTo(shown);
    }

    @Test
    void theNamesOfOldClientsAreReadAndShown() {
        Api mine = fresh();
        String path = create(
                mine,
                "HTTP",
                80,
                ",\"keepSession\":true,\"keepSessionTimeout\":77,\"xForwardedFor\":true,\"xforwardedProto\":true");
        var shown = mine.get(path + "/HTTPlistener").json().at("/listenerList/0");
        assertThat(shown.path("keepSessionDuration").asInt()).isEqualTo(77);
        assertThat(shown.path("keepSessionTimeout").asInt()).isEqualTo(77);
        assertThat(shown.path("keepSessionType").asText()).isEqualTo("insert");
        assertThat(shown.path("xForwardFor").asBoolean()).isTrue();
        assertThat(shown.path("xForwardedFor").asBoolean()).isTrue();
        assertThat(shown.path("xForwardedProto").asBoolean()).isTrue();

        // The canonical name wins, also when it says false.
        mine.put(path + "/HTTPlistener?listenerPort=80", "{\"xForwardFor\":false,\"xForwardedFor\":true}")
                .ok();
        assertThat(mine.get(path + "/HTTPlistener")
                        .json()
                        .at("/listenerList/0/xForwardFor")
                        .asBoolean(true))
                .isFalse();
    }

    @Test
    void updateKeepsWhatItDoesNotName() {
        Api mine = fresh();
        String path = create(
                mine,
                "HTTPS",
                443,
                TLS + ",\"serverTimeout\":99,\"healthCheckURI\":\"/up\",\"description\":\"note\",\"keepSession\":true,"
                        + "\"keepSessionType\":\"rewrite\",\"keepSessionCookieName\":\"sid\"");
        var before = mine.get(path + "/HTTPSlistener").json();

        mine.put(
                        path + "/HTTPSlistener?listenerPort=443",
                        "{\"certIds\":[\"cert-a\",\"cert-b\"],\"healthCheckURI\":null,\"listenerPort\":444,\"blbId\":\"lb-x\"}")
                .ok();
        var after = mine.get(path + "/HTTPSlistener").json();
        assertThat(after.at("/listenerList/0/certIds")).isEqualTo(Json.of("[\"cert-b\"]"));
        ((com.fasterxml.jackson.databind.node.ObjectNode) after.at("/listenerList/0"))
                .set("certIds", before.at("/listenerList/0/certIds"));
        assertThat(after).isEqualTo(before);
        mine.put(path + "/HTTPSlistener?listenerPort=443", "{\"keepSession\":false,\"description\":\"\"}")
                .ok();
        var off = mine.get(path + "/HTTPSlistener").json().at("/listenerList/0");
        assertThat(off.path("keepSessionCookieName").isNull()).isTrue();
        assertThat(off.path("description").asText("?")).isEmpty();
    }

    @Test
    void onlyCertIdAndHostComeBackOfAdditionalDomains() {
        Api mine = fresh();
        String path = create(
                mine,
                "HTTPS",
                443,
                TLS + ",\"additionalCertDomains\":[{\"certId\":\"cert-x\",\"Host\":\"a.example.org\",\"z\":1}]");
        assertThat(mine.get(path + "/HTTPSlistener").json().at("/listenerList/0/additionalCertDomains"))
                .isEqualTo(Json.of("[{\"certId\":\"cert-x\",\"host\":\"a.example.org\"}]"));
    }

    @ParameterizedTest
    @CsvSource({
        "tls_cipher_policy_default,tlsv10+tlsv11+tlsv12,false",
        "tls_cipher_policy_1_2_secure,tlsv12,true",
        "tls_cipher_policy_1_1,tlsv11+tlsv12,false",
        "tls_cipher_policy_1_2,tlsv12,false"
    })
    void aTlsPolicyIsExpanded(String type, String protocols, boolean secureOnly) {
        Api mine = fresh();
        String path = create(mine, "SSL", 443, TLS + ",\"encryptionType\":\"" + type + "\"");
        var shown = mine.get(path + "/SSLlistener").json().at("/listenerList/0");
        List<String> names = new ArrayList<>();
        shown.path("encryptionProtocols").forEach(name -> names.add(name.asText()));
        assertThat(names).isEqualTo(List.of(protocols.split("\\+", -1)));
        assertThat(shown.path("encryptionType").asText()).isEqualTo(type);
        assertThat(shown.path("appliedCiphers").asText()).startsWith(S12);
        assertThat(shown.path("appliedCiphers").asText().equals(S12)).isEqualTo(secureOnly);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "UDP   | ,\"healthCheckType\":\"UDP\"                                     | MissingParameter | healthCheckString",
                "HTTP  | ,\"keepSession\":true,\"keepSessionCookieName\":\"sid\"          | InvalidParameter | keepSessionCookieName",
                "HTTPS | ,\"dualAuth\":true                                               | MissingParameter | clientCertIds",
                "HTTPS | ,\"encryptionType\":\"userDefind\"                               | MissingParameter | encryptionProtocols",
                "HTTPS | ,\"additionalCertDomains\":[{\"certId\":\"cert-1\"}]             | MissingParameter | host",
                "HTTP  | ,\"redirectPort\":443                                            | RedirectPortNotFound | redirectPort",
                "TCP   | ,\"healthCheckType\":\"HTTP\"                                    | InvalidParameter | healthCheckType",
                "HTTP  | `,\"healthCheckNormalStatus\":\"http_2xx|http_6xx\"`             | InvalidParameter | healthCheckNormalStatus",
                "HTTP  | ,\"additionalAttributes\":{\"gzipJson\":\"maybe\"}               | InvalidParameter | additionalAttributes.gzipJson",
                "UDP   | ,\"healthCheckType\":\"ICMP_UDP\",\"healthCheckString\":\"\"     | InvalidParameter | healthCheckType",
                "SSL   | ,\"clientCertIds\":[\"nonsense\"]                                | InvalidParameter | clientCertIds"
            })
    void fieldsThatDoNotGoTogetherAreRefusedAndNothingIsMade(String protocol, String more, String code, String names) {
        Api mine = fresh();
        String id = mine.create();
        String base = protocol.equals("UDP") ? "" : minimal(protocol);
        var answer = mine.post("/v1/blb/" + id + "/" + protocol + "listener", body(80, base + more.strip()));
        assertThat(answer.code()).as(answer.body()).isEqualTo(code);
        assertThat(answer.message()).contains(names);
        assertThat(mine.get("/v1/blb/" + id + "/listener").json().path("listenerList"))
                .isEmpty();
    }

    @Test
    void aRedirectionLeadsToAnHttpsListener() {
        Api mine = fresh();
        String path = create(mine, "HTTPS", 443, TLS);
        mine.post(path + "/TCPlistener", Api.tcp(22)).ok();
        mine.post(path + "/HTTPlistener", body(80, ",\"redirectPort\":22")).refused(404, "RedirectPortNotFound");
        mine.post(path + "/HTTPlistener", body(80, ",\"redirectPort\":443")).ok();
        mine.put(path + "/HTTPlistener?listenerPort=80", "{\"redirectPort\":444}")
                .refused(404, "RedirectPortNotFound");
        mine.put(path + "/HTTPlistener?listenerPort=80", "{\"redirectPort\":0}").ok();
        assertThat(mine.get(path + "/HTTPlistener")
                        .json()
                        .at("/listenerList/0/redirectPort")
                        .asInt(9))
                .isZero();
    }

    @Test
    void aPortHasOneListener() {
        Api mine = fresh();
        String path = create(mine, "TCP", 53, "");
        String other = create(mine, "UDP", 53, minimal("UDP"));
        var refusal = mine.post(path + "/UDPlistener", body(53, minimal("UDP"))).refused(400, "ListenerAlreadyExist");
        assertThat(refusal.message())
                .startsWith("Listener already exists.")
                .contains("53", "(TCP)", "--same-port-protocols");
        mine.post(other + "/HTTPlistener", body(53, "")).refused(400, "ListenerAlreadyExist");
        assertThat(types(mine.get(path + "/listener"))).containsExactly("TCP53");
        assertThat(types(mine.get(other + "/listener"))).containsExactly("UDP53");
        mine.post(path + "/UDPlistener", body(54, minimal("UDP"))).ok();

        mine.with("samePortProtocols", "allowed");
        mine.post(path + "/UDPlistener", body(53, minimal("UDP"))).ok();
    }

    @Test
    void portsAreSharedOnlyBetweenUdpAndTheOthers() {
        Api mine = fresh().with("samePortProtocols", "allowed");
        String path = create(mine, "TCP", 80, "");
        for (String protocol : List.of("TCP", "HTTP", "HTTPS", "SSL")) {
            var refusal = mine.post(path + "/" + protocol + "listener", body(80, minimal(protocol)))
                    .refused(400, "ListenerAlreadyExist");
            assertThat(refusal.message()).startsWith("Listener already exists.").contains("80");
        }
        mine.post(path + "/UDPlistener", body(80, minimal("UDP"))).ok();
        mine.post(path + "/UDPlistener", body(80, minimal("UDP"))).refused(400, "ListenerAlreadyExist");
    }

    @Test
    void listsAreSortedByPortAndPagedAtTheMarker() {
        Api mine = fresh().with("samePortProtocols", "allowed");
        String path = create(mine, "TCP", 802, "");
        mine.post(path + "/TCPlistener", Api.tcp(90)).ok();
        mine.post(path + "/UDPlistener", body(90, minimal("UDP"))).ok();
        mine.post(path + "/HTTPlistener", body(80, "")).ok();

        assertThat(types(mine.get(path + "/listener"))).containsExactly("HTTP80", "TCP90", "UDP90", "TCP802");
        var first = mine.get(path + "/listener?maxKeys=2");
        assertThat(types(first)).containsExactly("HTTP80", "TCP90");
        assertThat(first.text("/marker")).isEqualTo("listener-0050");
        assertThat(first.text("/nextMarker")).isEqualTo("listener-005A-UDP");
        var second = mine.get(path + "/listener?maxKeys=2&marker=" + first.text("/nextMarker"));
        assertThat(types(second)).containsExactly("UDP90", "TCP802");
        assertThat(second.json().path("nextMarker").isNull()).isTrue();
        assertThat(types(mine.get(path + "/listener?marker=listener-005B"))).containsExactly("TCP802");
        assertThat(types(mine.get(path + "/listener?listenerPort=90"))).containsExactly("TCP90", "UDP90");
        assertThat(types(mine.get(path + "/TCPlistener"))).containsExactly("TCP90", "TCP802");
        assertThat(types(mine.get(path + "/TCPlistener?listenerPort=80")))
                .as("no match is no error")
                .isEmpty();
        assertThat(types(mine.get(path + "/UDPlistener"))).containsExactly("UDP90");
        mine.get(path + "/listener?marker=blb-00000001").refused(400, "InvalidParameter");
        mine.get(path + "/listener?listenerPort=0").refused(400, "InvalidParameter");
        assertThat(mine.get(path).json().path("listener").get(0))
                .isEqualTo(Json.of("{\"port\":\"80\",\"type\":\"HTTP\",\"description\":\"\"}"));
    }

    private static List<String> types(Api.Answer answer) {
        List<String> types = new ArrayList<>();
        answer.ok()
                .json()
                .path("listenerList")
                .forEach(each -> types.add(each.path("listenerType").asText()
                        + each.path("listenerPort").asInt()));
        return types;
    }

    @Test
    void updateFindsTheListenerByPathAndQuery() {
        Api mine = fresh();
        String path = create(mine, "TCP", 80, "");
        mine.put(path + "/HTTPlistener?listenerPort=80", "{}").refused(404, "ListenerNotFound");
        mine.put(path + "/TCPlistener?listenerPort=81", "{}").refused(404, "ListenerNotFound");
        mine.put(path + "/TCPlistener", "{}").refused(400, "MissingParameter");
        mine.put(path + "/TCPlistener?listenerPort=", "{}").refused(400, "MissingParameter");
        mine.put(path + "/TCPlistener?listenerPort=80", "{}").ok();
    }

    @Test
    void aBatchDeletesAllOrNothing() {
        Api mine = fresh().with("samePortProtocols", "allowed");
        String path = create(mine, "TCP", 80, "");
        mine.post(path + "/UDPlistener", body(80, minimal("UDP"))).ok();
        mine.post(path + "/TCPlistener", Api.tcp(81)).ok();
        String batch = path + "/listener?batchdelete";

        mine.put(batch, "{\"portList\":[81,99]}").refused(404, "ListenerNotFound");
        mine.put(batch, "{\"portTypeList\":[{\"port\":81,\"type\":\"TCP\"},{\"port\":80,\"type\":\"HTTP\"}]}")
                .refused(404, "ListenerNotFound");
        mine.put(batch, "{}").refused(400, "MissingParameter");
        mine.put(batch, "{\"portList\":[],\"portTypeList\":null}").refused(400, "MissingParameter");
        assertThat(types(mine.get(path + "/listener"))).hasSize(3);

        mine.put(batch + "=", "{\"portTypeList\":[{\"port\":80,\"type\":\"UDP\"}]}")
                .ok();
        assertThat(types(mine.get(path + "/listener"))).containsExactly("TCP80", "TCP81");
        mine.put(batch, "{\"portList\":[80,81]}").ok();
        assertThat(types(mine.get(path + "/listener"))).isEmpty();
    }

    @Test
    void aListenerMayBeNamedTwiceInABatch() {
        Api mine = fresh().with("samePortProtocols", "allowed");
        String path = create(mine, "TCP", 80, "");
        mine.post(path + "/UDPlistener", body(80, minimal("UDP"))).ok();
        for (int port = 81; port <= 83; port++) {
            mine.post(path + "/TCPlistener", Api.tcp(port)).ok();
        }
        String batch = path + "/listener?batchdelete";

        mine.put(batch, "{\"portList\":[81,81]}").ok();
        mine.put(batch, "{\"portTypeList\":[{\"port\":82,\"type\":\"TCP\"},{\"port\":82,\"type\":\"TCP\"}]}")
                .ok();
        mine.put(batch, "{\"portList\":[80,83],\"portTypeList\":[{\"port\":83,\"type\":\"TCP\"}]}")
                .ok();

        assertThat(types(mine.get(path + "/listener"))).isEmpty();
    }

    @Test
    void theQuotaIsPerInstance() {
        try (BlbEmulator small = TestEmulator.start(Settings.DEFAULTS
                .with(PORT, 0)
                .with(AUTH, AuthMode.PARSE)
                .with(QUOTA_LOAD_BALANCERS, 60)
                .with(QUOTA_LISTENERS, 2)
                .with(QUOTA_BACKENDS, 50))) {
            Api mine = Api.of(small);
            String path = "/v1/blb/" + mine.create();
            mine.post(path + "/TCPlistener", Api.tcp(1)).ok();
            mine.post(path + "/TCPlistener", Api.tcp(2)).ok();
            mine.post(path + "/TCPlistener", Api.tcp(2)).refused(400, "ListenerAlreadyExist");
            mine.post(path + "/TCPlistener", Api.tcp(3)).refused(413, "ListenerExceeded");
            assertThat(types(mine.get(path + "/listener"))).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TCP", "UDP", "HTTP", "HTTPS", "SSL"})
    void anInstanceThatIsNotThereIsTold(String protocol) {
        api.post("/v1/blb/lb-00000000/" + protocol + "listener", body(80, minimal(protocol)))
                .refused(404, "InstanceNotFound");
        api.put("/v1/blb/lb-00000000/" + protocol + "listener?listenerPort=80", "{}")
                .refused(404, "InstanceNotFound");
        api.get("/v1/blb/lb-00000000/" + protocol + "listener").refused(404, "InstanceNotFound");
    }

    @Test
    void theMarkerOfAPageIsThatOfItsFirstListener() {
        Api mine = fresh().with("samePortProtocols", "allowed");
        String path = create(mine, "TCP", 53, "");
        mine.post(path + "/UDPlistener", body(53, minimal("UDP"))).ok();
        mine.post(path + "/UDPlistener", body(54, minimal("UDP"))).ok();

        var second = mine.get(path + "/listener?maxKeys=1&marker=listener-0035-UDP");
        assertThat(types(second)).containsExactly("UDP53");
        assertThat(second.text("/marker")).isEqualTo("listener-0035-UDP");
        assertThat(second.text("/nextMarker")).isEqualTo("listener-0036");
        assertThat(mine.get(path + "/UDPlistener?maxKeys=1").text("/marker")).isEqualTo("listener-0035-UDP");
        assertThat(mine.get(path + "/UDPlistener?listenerPort=54").text("/marker"))
                .isEqualTo("listener-0036");
        assertThat(types(mine.get(path + "/UDPlistener?marker=listener-0035-UDP")))
                .containsExactly("UDP53", "UDP54");
    }
}
