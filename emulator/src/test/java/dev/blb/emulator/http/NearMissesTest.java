package dev.blb.emulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import dev.blb.emulator.settings.SettingsTable;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The usual mistakes of callers, each with the sentence that names its fix. */
class NearMissesTest {
    private static final String LISTENER = "{\"listenerPort\":81,\"backendPort\":8080,\"scheduler\":\"RoundRobin\"}";

    /**
     * A request that is nearly right; {@code ID} stands for an instance with the listener HTTP 80 and the server i-1.
     *
     * @param status what it is answered; 200 where the answer's header warns
     * @param fix what the answer must say
     */
    private record Mistake(String method, String target, String body, int status, String fix) {}

    private static final List<Mistake> MISTAKES = List.of(
            // Paths.
            new Mistake("POST", "/v1/blb/ID/HTTPlistner", LISTENER, 400, "did you mean /v1/blb/ID/HTTPlistener?"),
            new Mistake("POST", "/v1/blb/ID/httplistener", LISTENER, 400, "did you mean /v1/blb/ID/HTTPlistener?"),
            new Mistake("GET", "/v1/blbs", "", 400, "did you mean /v1/blb?"),
            new Mistake("GET", "/blb", "", 400, "did you mean /v1/blb?"),
            new Mistake("GET", "/v1/blb/ID/", "", 400, "did you mean /v1/blb/ID?"),
            new Mistake("GET", "/v1/blb//ID", "", 400, "did you mean /v1/blb/ID?"),
            new Mistake("GET", "/internal-api/v1/blb", "", 400, "--path-prefix /internal-api"),
            new Mistake("GET", "/v1/v1/blb", "", 400, "did you mean /v1/blb?"),
            new Mistake("GET", "/_blb/v1/blb", "", 400, "did you mean /v1/blb?"),
            new Mistake("GET", "/v2/blb", "", 404, "allowed is v1"),
            new Mistake("POST", "/v1/CreateBlb", "{}", 400, "CreateBlb is called by POST /v1/blb"),
            new Mistake("GET", "/requests", "", 400, "did you mean /_blb/requests?"),
            new Mistake("POST", "/_blb/rest", "", 400, "did you mean /_blb/reset?"),
            new Mistake("GET", "/v1/appblb/ID", "", 501, "/v1/blb is"),
            new Mistake("GET", "/V1/blb", "", 400, "did you mean /v1/blb?"),
            new Mistake("GET", "/V1/BLB/ID", "", 400, "did you mean /v1/blb/ID?"),
            new Mistake("GET", "/v1/BLB", "", 400, "did you mean /v1/blb?"),
            new Mistake("GET", "/V2/Instance", "", 400, "did you mean /v2/instance?"),
            new Mistake("GET", "/_BLB/Requests", "", 400, "did you mean /_blb/requests?"),
            new Mistake("PUT", "/_blb/World/machines/i-1", "{}", 400, "did you mean /_blb/world/machines/i-1?"),
            // Methods and selectors.
            new Mistake("PATCH", "/v1/blb/ID", "{}", 400, "allowed here is GET, PUT, DELETE"),
            new Mistake("PUT", "/v1/blb/ID/securitygroup", "{}", 400, "exactly one of ?bind, ?unbind"),
            new Mistake("PUT", "/v1/blb/ID/securitygroup?bnd", "{}", 400, "did you mean ?bind?"),
            new Mistake("PUT", "/v1/blb/ID/listener?batchDel", "{}", 400, "did you mean ?batchdelete?"),
            new Mistake("PUT", "/_blb/world/machine/i-1", "{}", 400, "did you mean PUT /_blb/world/machines/i-1?"),
            new Mistake("GET", "/_blb/accounts?marke=x", "", 400, "did you mean marker? This route: "),
            new Mistake(
                    "PUT",
                    "/v1/blb/ID/backendserver",
                    "{\"backendServerList\":[{\"instanceId\":\"i-1\",\"weight\":5}]}",
                    400,
                    "to change their weights, add ?update"),
            new Mistake(
                    "PUT",
                    "/v1/blb/ID/backendserver?Update",
                    "{\"backendServerList\":[\"i-2\"]}",
                    404,
                    "did you mean ?update (UpdateBlbServer)?"),
            // Members.
            new Mistake(
                    "POST",
                    "/v1/blb/ID/HTTPlistener",
                    LISTENER.replace("}", ",\"helthCheckURI\":\"/up\"}"),
                    200,
                    "did you mean healthCheckURI?"),
            new Mistake(
                    "POST",
                    "/v1/blb/ID/TCPlistener",
                    LISTENER.replace("listenerPort", "listnerPort"),
                    400,
                    "The body has listnerPort, which is unknown; did you mean listenerPort?"),
            new Mistake(
                    "PUT",
                    "/v1/blb/ID/HTTPlistener",
                    "{\"listenerPort\":80,\"scheduler\":\"RoundRobin\"}",
                    400,
                    "The body has listenerPort, which belongs into the query."),
            new Mistake("GET", "/v1/blb?maxKey=10", "", 200, "did you mean maxKeys?"),
            new Mistake("PUT", "/v1/blb/ID?name=web2", "{}", 200, "which belongs into the body."),
            new Mistake("PUT", "/_blb/async", "{\"profil\":\"hostile\"}", 400, "did you mean profile?"),
            new Mistake(
                    "PUT",
                    "/_blb/async",
                    "{\"operations\":{\"CreateBlbs\":{\"settle\":\"1s\"}}}",
                    400,
                    "did you mean CreateBlb?"),
            // Values.
            new Mistake(
                    "POST",
                    "/v1/blb/ID/TCPlistener",
                    LISTENER.replace("RoundRobin", "roundrobin"),
                    400,
                    "did you mean RoundRobin?"),
            new Mistake(
                    "POST",
                    "/v1/blb/ID/TCPlistener",
                    LISTENER.replace("RoundRobin", "LeastConnections"),
                    400,
                    "did you mean LeastConnection?"),
            new Mistake(
                    "POST",
                    "/v1/blb/ID/TCPlistener",
                    LISTENER.replace("81", "70000"),
                    400,
                    "listenerPort is 70000; allowed"),
            new Mistake(
                    "POST",
                    "/v1/blb/ID/TCPlistener",
                    LISTENER.replace("81", "\"x\""),
                    400,
                    "listenerPort is \"x\"; allowed"),
            new Mistake("POST", "/v1/blb/ID/TCPlistener", LISTENER.replace("}", ",}"), 400, "line 1, column"),
            new Mistake("POST", "/v1/blb", "name=web&vpcId=vpc-1", 400, "looks like a form; send a JSON object"),
            // Ids.
            new Mistake("PUT", "/v1/blb/ID/TCPlistener?listenerPort=80", "{}", 404, "its listeners are HTTP 80"),
            new Mistake("GET", "/v1/blb/ID/backendserver?listenerPort=81", "", 404, "its listeners are HTTP 80"),
            new Mistake(
                    "PUT", "/v1/blb/ID/listener?batchdelete", "{\"portList\":[443]}", 404, "its listeners are HTTP 80"),
            new Mistake("GET", "/v1/blb/the-name", "", 404, "That is the name of ID; the path takes the id."),
            new Mistake("GET", "/v1/blb/RELEASED", "", 404, "It was released at "),
            new Mistake("GET", "/v1/blb/FOREIGN", "", 404, "It belongs to account emulator-other"),
            new Mistake("GET", "/v1/blb/i-12345678", "", 404, "Ids of load balancers are lb- and 8"));

    @Test
    void eachMistakeIsAnsweredWithItsFix() {
        try (BlbEmulator emulator = start(AuthMode.PARSE)) {
            List<String> missing = new ArrayList<>();
            for (Mistake mistake : MISTAKES) {
                Api api = Api.of(emulator);
                String id = api.create("\"name\":\"the-name\"");
                api.post("/v1/blb/" + id + "/HTTPlistener", LISTENER.replace("81", "80"))
                        .ok();
                api.post("/v1/blb/" + id + "/backendserver", "{\"backendServerList\":[{\"instanceId\":\"i-1\"}]}")
                        .ok();
                String released = api.create();
                api.delete("/v1/blb/" + released).ok();
                String foreign = api.as("emulator-other" + UUID.randomUUID()).create();
                String target = mistake.target()
                        .replace("ID", id)
                        .replace("RELEASED", released)
                        .replace("FOREIGN", foreign);

                Api.Answer answer = api.send(mistake.method(), target, mistake.body());
                String said = answer.message()
                        + answer.headers().firstValue("x-blb-emulator-warning").orElse("");
                if (answer.status() != mistake.status()
                        || !said.contains(mistake.fix().replace("ID", id))) {
                    missing.add(mistake + " was answered " + answer.status() + " " + said);
                }
            }
            assertThat(missing).isEmpty();
            assertThat(MISTAKES).hasSizeGreaterThanOrEqualTo(30);
        }
    }

    private static BlbEmulator start(AuthMode auth) {
        return BlbEmulator.start(Settings.DEFAULTS.with(SettingsTable.PORT, 0).with(SettingsTable.AUTH, auth));
    }

    @Test
    void theOfficialMessageStaysFirst() {
        try (BlbEmulator emulator = start(AuthMode.PARSE)) {
            Api api = Api.of(emulator);
            assertThat(api.get("/v1/blb/web").refused(404, "InstanceNotFound").message())
                    .startsWith("The specified instance does not exist. blbId is \"web\". Ids");
        }
    }

    @Test
    void mistakesOfSigningAreNamed() throws IOException {
        try (BlbEmulator emulator = start(AuthMode.VERIFY)) {
            Api api = Api.of(emulator);
            assertThat(api.send(HttpRequest.newBuilder(api.uri("/v1/blb")))
                            .refused(403, "AccessDenied")
                            .message())
                    .contains("--auth off");
            assertThat(api.get("/v1/blb").refused(400, "RequestExpired").message())
                    .contains("The server's time is ")
                    .contains("after it; allowed is what the signature says, 1800 seconds");
            assertThat(api.as("somebody")
                            .get("/v1/blb")
                            .refused(403, "InvalidAccessKeyId")
                            .message())
                    .contains("known are [emulator-*]");
            // How a signature can be wrong is tested in AuthenticationTest, TLS on this port in WebServerErrorsTest.
            assertThat(api.send(HttpRequest.newBuilder(api.uri("/v1/blb"))
                                    .header("Authorization", "AWS4-HMAC-SHA256 x")
                                    .POST(BodyPublishers.noBody()))
                            .refused(400, "InvalidHTTPAuthHeader")
                            .message())
                    .contains("bce-auth-v1/{accessKey}/");
        }
    }

    @Test
    void theAccountDecidesWhatBecomesOfUnknownMembers() {
        try (BlbEmulator emulator = start(AuthMode.PARSE)) {
            Api api = Api.of(emulator);
            String id = api.create();
            String body = "{\"name\":\"web\",\"decs\":\"x\",\"colour\":1}";
            assertThat(api.put("/v1/blb/" + id, body).ok().headers().firstValue("x-blb-emulator-warning"))
                    .contains("The body has decs, which is unknown; did you mean desc? The body has colour, which is"
                            + " unknown.");
            assertThat(api.put("/v1/blb/" + id, "{\"name\":\"web\"}")
                            .ok()
                            .headers()
                            .firstValue("x-blb-emulator-warning"))
                    .isEmpty();

            api.with("unknownMembers", "ignore");
            assertThat(api.put("/v1/blb/" + id, body).ok().headers().firstValue("x-blb-emulator-warning"))
                    .isEmpty();
            assertThat(api.get("/_blb/requests?limit=1&account=" + api.account())
                            .body())
                    .contains("\"hints\":[\"The body has decs, which is unknown; did you mean desc?\"");

            api.with("unknownMembers", "refuse");
            assertThat(api.put("/v1/blb/" + id, body)
                            .refused(400, "InvalidParameter")
                            .message())
                    .startsWith("decs is unknown here; allowed is name, desc,")
                    .contains("did you mean desc?");
            assertThat(api.get("/v1/blb/" + id + "?maxKey=1")
                            .refused(400, "InvalidParameter")
                            .message())
                    .contains("maxKey");
            api.get("/v1/blb/" + id).ok();
        }
    }

    /** The same hint where unknown members are refused as where they are named in a warning. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "PUT | /v1/blb/ID | `name`:`web`,`clientToken`:`t` | body has clientToken, which belongs into the query. | clientToken is unknown here; allowed is name, desc, *; it belongs into the query",
                "PUT | /v1/blb/ID?clientToken=t1 | `name`:`web`,`clientToken`:`t2` | body has clientToken, which belongs into the query. | clientToken is unknown here; allowed is name, desc, *; it belongs into the query",
                "PUT | /v1/blb/ID?name=web | `desc`:`a` | query has name, which belongs into the body. | name is unknown here; allowed is nothing; it belongs into the body",
                "PUT | /v1/blb/ID?colour=1 | `colour`:1 | body has colour, which is unknown. The query has colour, which is unknown. | colour is unknown here; allowed is name, desc, *",
                "PUT | /v1/blb/ID/backendserver?update | `backendServerList`:[{`instanceId`:`i-0`,`clientToken`:`t`}] | body has backendServerList[0].clientToken, which is unknown. | backendServerList[0].clientToken is unknown here; allowed is instanceId, weight, *",
                "PUT | /v1/blb/ID/backendserver?updat | `backendServerList`:[{`instanceId`:`i-0`,`weight`:1}] | - | updat is unknown here; allowed is nothing; did you mean ?update (UpdateBlbServer)?",
                "POST | /v1/vpc?description=a | `name`:`web`,`cidr`:`10.0.0.0/16` | query has description, which belongs into the body. | description is unknown here; allowed is nothing; it belongs into the body",
                "PUT | /v1/certificate/cert-emulator0001?certName | `certName`:`web`,`clientToken`:`t` | body has clientToken, which is unknown. | clientToken is unknown here; allowed is certName",
                "POST | /v1/res/resource/batch/queryGroupRes | `resourceBriefs`:[],`clientToken`:`t` | body has clientToken, which is unknown. | clientToken is unknown here; allowed is resourceBriefs",
                "POST | /v1/sessionToken | `clientToken`:`t` | body has clientToken, which is unknown. | clientToken is unknown here; allowed is *",
                "POST | /v1/blb/price | `clientToken`:`t` | body has clientToken, which is unknown. | clientToken is unknown here; allowed is *",
                "PUT | /v1/certificate/cert-emulator0001?certName | `certName`:`web`,`certData`:`` | body has certData, which belongs into the query. | certData is unknown here; allowed is certName; it belongs into the query"
            })
    void aMemberInTheOtherPartOfARequestIsToldWhereItBelongs(
            String method, String target, String members, String warning, String refusal) {
        try (BlbEmulator emulator = start(AuthMode.PARSE)) {
            Api api = Api.of(emulator);
            String id = api.create();
            api.post("/v1/blb/" + id + "/backendserver", "{\"backendServerList\":[{\"instanceId\":\"i-0\"}]}")
                    .ok();
            String place = target.replaceFirst("/ID\\b", "/" + id);
            String body = "{" + members.replace('`', '"') + "}";
            if (!warning.equals("-")) {
                assertThat(warning(api.send(method, place, body))).isEqualTo("The " + warning);
            }
            api.with("unknownMembers", "refuse");
            String message = api.send(method, place, body)
                    .refused(400, "InvalidParameter")
                    .message();
            String[] ends = refusal.split("\\*", -1);
            assertThat(message).startsWith(ends[0]);
            assertThat(message.replaceFirst("\\.$", "")).endsWith(ends[ends.length - 1]);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "PUT | /_blb/async?profile=hostile | {} | profile is unknown here; allowed is account, keep; it belongs into the body",
                "PUT | /_blb/async | {`profile`:`instant`,`account`:`a`} | account is unknown here; allowed is profile, *; it belongs into the query",
                "PUT | /_blb/world/vpcs/vpc-1?cidr=10.0.0.0/16 | {} | cidr is unknown here; allowed is account; it belongs into the body"
            })
    void aMemberInTheOtherPartOfAControlCallIsToldWhereItBelongs(
            String method, String target, String body, String refusal) {
        try (BlbEmulator emulator = start(AuthMode.PARSE)) {
            String message = Api.of(emulator)
                    .send(method, target, body.replace('`', '"'))
                    .refused(400, "InvalidParameter")
                    .message();
            String[] parts = refusal.split("\\*", -1);
            assertThat(message).startsWith(parts[0]).contains(parts[parts.length - 1] + ". This route: ");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "POST | `encryptionProtocols`:[`tlsv12`] | encryptionProtocols, which is kept and counts only once encryptionType is userDefind.",
                "POST | `encryptionType`:`compatibleIE`,`appliedCiphers`:`AES128-SHA` | appliedCiphers, which is kept and counts only once encryptionType is userDefind.",
                "POST | `encryptionType`:`userDefind`,`encryptionProtocols`:[`tlsv12`],`appliedCiphers`:`AES128-SHA` | -",
                "POST | `encryptionProtocols`:[],`appliedCiphers`:``,`clientCertIds`:[] | -",
                "POST | `clientCertIds`:[`cert-emulator0001`] | clientCertIds, which is kept and counts only once dualAuth is true.",
                "PUT  | `clientCertIds`:[`cert-emulator0001`],`dualAuth`:false | clientCertIds, which is kept and counts only once dualAuth is true.",
                "PUT  | `clientCertIds`:[`cert-emulator0001`] | clientCertIds, which is kept and counts only once dualAuth is true.",
                "PUT  | `clientCertIds`:[`cert-emulator0001`],`dualAuth`:true | -",
                "POST | `keepSessionType`:`rewrite` | keepSessionType, which is kept and counts only once keepSession is true.",
                "POST | `keepSession`:false,`keepSessionDuration`:60 | keepSessionDuration, which is kept and counts only once keepSession is true.",
                "POST | `keepSessionTimeout`:60 | keepSessionTimeout, which is kept and counts only once keepSession is true.",
                "POST | `keepSessionCookieName`:`sid` | keepSessionCookieName, which counts only once keepSession is true and keepSessionType is rewrite.",
                "POST | `keepSessionType`:`rewrite`,`keepSessionCookieName`:`sid` | keepSessionType, which is kept and counts only once keepSession is true. The body has keepSessionCookieName, which is kept and counts only once keepSession is true.",
                "POST | `keepSession`:true,`keepSessionType`:`rewrite`,`keepSessionDuration`:60,`keepSessionCookieName`:`sid` | keepSessionDuration, which is kept and counts only once keepSessionType is insert.",
                "POST | `keepSession`:true,`keepSessionType`:`rewrite`,`keepSessionCookieName`:`sid` | -",
                "POST | `keepSession`:true,`keepSessionDuration`:60 | -",
                "POST | `keepSession`:false,`keepSessionType`:`insert`,`keepSessionDuration`:3600,`keepSessionCookieName`:`` | -",
                "PUT  | `keepSessionType`:`rewrite` | keepSessionType, which is kept and counts only once keepSession is true.",
                "PUT  | `keepSessionCookieName`:`sid` | keepSessionCookieName, which counts only once keepSession is true and keepSessionType is rewrite.",
                "PUT  | `keepSession`:true,`keepSessionDuration`:60 | -",
                "PUT  | `keepSession`:true | -",
                "POST | `healthCheckType`:`TCP`,`healthCheckURI`:`/up`,`healthCheckHost`:`a`,`healthCheckNormalStatus`:`http_2xx` | healthCheckURI, which is kept and counts only once healthCheckType is HTTP. The body has healthCheckNormalStatus, which is kept and counts only once healthCheckType is HTTP. The body has healthCheckHost, which is kept and counts only once healthCheckType is HTTP.",
                "POST | `healthCheckType`:`TCP`,`healthCheckURI`:`/`,`healthCheckHost`:`` | -",
                "PUT  | `healthCheckURI`:`/up` | -",
                "PUT  | `healthCheckType`:`TCP`,`healthCheckURI`:`/up` | healthCheckURI, which is kept and counts only once healthCheckType is HTTP."
            })
    void membersThatCountForNothingAreNamed(String method, String members, String warning) {
        try (BlbEmulator emulator = start(AuthMode.PARSE)) {
            Api api = Api.of(emulator);
            String path = "/v1/blb/" + api.create() + "/HTTPSlistener";
            String create = "\"backendPort\":80,\"scheduler\":\"RoundRobin\",\"certIds\":[\"cert-emulator0001\"]";
            String given = members.replace('`', '"');
            if (method.equals("PUT")) {
                api.post(path, "{\"listenerPort\":443," + create + "}").ok();
            }
            Api.Answer answer = method.equals("POST")
                    ? api.post(path, "{\"listenerPort\":443," + create + "," + given + "}")
                    : api.put(path + "?listenerPort=443", "{" + given + "}");
            assertThat(answer.ok().headers().firstValue("x-blb-emulator-warning"))
                    .isEqualTo(warning.equals("-") ? Optional.empty() : Optional.of("The body has " + warning));
        }
    }

    /** An update is partial: what it names counts, or does not, beside what the listener has by then. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "`dualAuth`:true,`clientCertIds`:[`cert-emulator0002`] | `clientCertIds`:[`cert-emulator0001`] | -",
                "`dualAuth`:true,`clientCertIds`:[`cert-emulator0002`] | `dualAuth`:false,`clientCertIds`:[`cert-emulator0001`] | clientCertIds, which is kept and counts only once dualAuth is true.",
                "`encryptionType`:`userDefind`,`encryptionProtocols`:[`tlsv12`] | `encryptionProtocols`:[`tlsv11`],`appliedCiphers`:`AES128-SHA` | -",
                "`encryptionType`:`compatibleIE` | `appliedCiphers`:`AES128-SHA` | appliedCiphers, which is kept and counts only once encryptionType is userDefind.",
                "`keepSession`:true | `keepSessionType`:`rewrite`,`keepSessionCookieName`:`sid` | -",
                "`healthCheckType`:`TCP` | `healthCheckURI`:`/up` | healthCheckURI, which is kept and counts only once healthCheckType is HTTP.",
                "`keepSession`:true | `keepSessionDuration`:60 | -",
                "`keepSession`:true | `keepSession`:false,`keepSessionDuration`:60 | keepSessionDuration, which is kept and counts only once keepSession is true.",
                "`keepSession`:true,`keepSessionType`:`rewrite` | `keepSessionDuration`:60 | keepSessionDuration, which is kept and counts only once keepSessionType is insert.",
                "`keepSession`:false,`keepSessionType`:`rewrite` | `keepSessionCookieName`:`sid` | keepSessionCookieName, which is kept and counts only once keepSession is true.",
                "`keepSession`:false,`keepSessionType`:`rewrite` | `backendPort`:81 | -"
            })
    void anUpdateIsJudgedByWhatTheListenerHasAfterwards(String before, String update, String warning) {
        try (BlbEmulator emulator = start(AuthMode.PARSE)) {
            Api api = Api.of(emulator);
            String path = "/v1/blb/" + api.create() + "/HTTPSlistener";
            api.post(
                            path,
                            ("{`listenerPort`:443,`backendPort`:80,`scheduler`:`RoundRobin`,"
                                            + "`certIds`:[`cert-emulator0001`]," + before + "}")
                                    .replace('`', '"'))
                    .ok();

            Api.Answer answer = api.put(path + "?listenerPort=443", "{" + update.replace('`', '"') + "}");

            assertThat(warning(answer)).isEqualTo(warning.equals("-") ? "" : "The body has " + warning);
            JsonNode call = api.get("/_blb/requests?limit=1&operation=UpdateBlbHttpsListener&account=" + api.account())
                    .json()
                    .at("/requests/0");
            assertThat(call.path("hints")).hasSize(warning.equals("-") ? 0 : 1);
        }
    }

    @Test
    void aRefusedUpdateIsNotToldWhatWouldCountForNothing() {
        try (BlbEmulator emulator = start(AuthMode.PARSE)) {
            Api api = Api.of(emulator);
            String path = "/v1/blb/" + api.create() + "/HTTPlistener";
            api.post(path, LISTENER).ok();
            Api.Answer refused =
                    api.put(path + "?listenerPort=81", "{\"keepSessionType\":\"rewrite\",\"redirectPort\":9}");
            refused.refused(404, "RedirectPortNotFound");
            assertThat(refused.headers().firstValue("x-blb-emulator-warning")).isEmpty();
        }
    }

    /** What a switch leaves without effect is kept, and counts once an update turns the switch [m98][g26]. */
    @Test
    void whatCountsForNothingIsKeptForALaterSwitch() {
        try (BlbEmulator emulator = start(AuthMode.PARSE)) {
            Api api = Api.of(emulator);
            String path = "/v1/blb/" + api.create() + "/HTTPSlistener";
            api.post(path, """
                    {"listenerPort":443,"backendPort":80,"scheduler":"RoundRobin","certIds":["cert-emulator0001"],
                    "appliedCiphers":"AES128-SHA","encryptionProtocols":["tlsv11"],"clientCertIds":["cert-emulator0002"],
                    "keepSession":false,"keepSessionType":"rewrite","keepSessionDuration":50}""").ok();
            api.put(
                            path + "?listenerPort=443",
                            "{\"encryptionType\":\"userDefind\",\"dualAuth\":true,\"keepSession\":true}")
                    .ok();

            JsonNode listener = api.get(path).json().at("/listenerList/0");
            assertThat(listener.path("encryptionProtocols").toString()).isEqualTo("[\"tlsv11\"]");
            assertThat(listener.path("appliedCiphers").asText()).isEqualTo("AES128-SHA");
            assertThat(listener.path("clientCertIds").toString()).isEqualTo("[\"cert-emulator0002\"]");
            assertThat(listener.path("keepSessionType").asText()).isEqualTo("rewrite");
            assertThat(listener.path("keepSessionDuration").asInt()).isEqualTo(50);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "POST | /v1/blb/ID/backendserver | `backendServerList`:[{`instanceId`:`i-1`},{`instanceId`:`i-2`,`privateIp`:`10.0.0.9`}] | body has backendServerList[1].privateIp, which has no effect: the address is the machine's; the Go model sends it along.",
                "PUT | /v1/blb/ID/backendserver?update | `backendServerList`:[{`instanceId`:`i-0`,`weight`:1,`privateIp`:`10.0.0.9`}] | body has backendServerList[0].privateIp, which has no effect: the address is the machine's; the Go model sends it along.",
                "PUT | /v1/blb/ID/backendserver?update | `backendServerList`:[{`instanceId`:`i-0`,`weight`:1,`privateIp`:``}] | -",
                "POST | /v1/blb/ID/HTTPSlistener | `listenerPort`:443,`backendPort`:80,`scheduler`:`RoundRobin`,`certIds`:[`cert-emulator0001`],`redirectPort`:80 | body has redirectPort, which has no effect: only the Go model has it; HTTPS does not redirect.",
                "POST | /v1/blb/ID/TCPlistener | `listenerPort`:53,`backendPort`:53,`scheduler`:`RoundRobin`,`blbId`:`ID`,`type`:`tcp` | -",
                "POST | /v1/blb/ID/TCPlistener | `listenerPort`:53,`backendPort`:53,`scheduler`:`RoundRobin`,`blbId`:`lb-other`,`type`:`TCP` | body has blbId, which has no effect: the old Java SDK repeats the id of the path; the path counts.",
                "POST | /v1/blb/ID/TCPlistener | `listenerPort`:53,`backendPort`:53,`scheduler`:`RoundRobin`,`keepSession`:false,`xForwardedFor`:false | -",
                "POST | /v1/blb/ID/TCPlistener | `listenerPort`:53,`backendPort`:53,`scheduler`:`RoundRobin`,`keepSession`:true | body has keepSession, which has no effect: only HTTP and HTTPS have it; the old Java SDK sends it with every protocol.",
                "POST | /v1/blb/ID/UDPlistener | `listenerPort`:53,`backendPort`:53,`scheduler`:`RoundRobin`,`healthCheckType`:`ICMP`,`healthCheckString`:`a` | body has healthCheckString, which is kept and counts only once healthCheckType is UDP.",
                "POST | /v1/blb/ID/UDPlistener | `listenerPort`:53,`backendPort`:53,`scheduler`:`RoundRobin`,`healthCheckString`:`a`,`xForwardFor`:true | body has xForwardFor, which has no effect: only HTTP and HTTPS have it; the old Java SDK sends it with every protocol.",
                "PUT | /v1/vpc/vpc-emulator0001?modifyAttribute | `name`:`web`,`vpcId`:`vpc-emulator0001` | -",
                "PUT | /v1/subnet/sbn-emulator0001?modifyAttribute | `name`:`web`,`subnetId`:`sbn-emulator0001` | -",
                "PUT | /v1/subnet/sbn-emulator0001?modifyAttribute | `name`:`web`,`subnetId`:`sbn-2` | body has subnetId, which has no effect: the old Java SDK repeats the id of the path; the path counts.",
                "POST | /v1/vpc?clientToken=t1 | `name`:`web`,`cidr`:`10.0.0.0/16`,`clientToken`:`t1` | -",
                "POST | /v1/vpc?clientToken=t2 | `name`:`web`,`cidr`:`10.0.0.0/16`,`clientToken`:`t3` | body has clientToken, which belongs into the query.",
                "POST | /v1/blb | `vpcId`:`vpc-emulator0001`,`subnetId`:`sbn-emulator0001`,`allocateVip`:true | body has allocateVip, which has no effect: only the retired Kubernetes provider sends it.",
                "POST | /v1/blb | `vpcId`:`vpc-emulator0001`,`subnetId`:`sbn-emulator0001`,`allocateVip`:false,`clusterProperty`:`` | -",
                "POST | /v1/blb | `vpcId`:`vpc-emulator0001`,`subnetId`:`sbn-emulator0001`,`billing`:{`paymentTiming`:`Postpaid`,`reservation`:{`reservationLength`:1}} | body has billing.reservation, which counts only with billing.paymentTiming Prepaid.",
                "POST | /v1/blb | `vpcId`:`vpc-emulator0001`,`subnetId`:`sbn-emulator0001`,`billing`:{`paymentTiming`:`Prepaid`,`reservation`:{`reservationLength`:1}} | -",
                "POST | /v1/blb | `vpcId`:`vpc-emulator0001`,`subnetId`:`sbn-emulator0001`,`autoRenewTimeUnit`:`year` | body has autoRenewTimeUnit, which counts only with autoRenewLength.",
                "POST | /v1/blb | `vpcId`:`vpc-emulator0001`,`subnetId`:`sbn-emulator0001`,`autoRenewTimeUnit`:`month`,`autoRenewLength`:null | -",
                "POST | /v1/blb | `vpcId`:`vpc-emulator0001`,`subnetId`:`sbn-emulator0001`,`autoRenewTimeUnit`:`year`,`billing`:{`paymentTiming`:`Prepaid`,`reservation`:{`reservationLength`:1}} | body has autoRenewTimeUnit, which counts only with autoRenewLength.",
                "POST | /v1/blb | `vpcId`:`vpc-emulator0001`,`subnetId`:`sbn-emulator0001`,`autoRenewTimeUnit`:`year`,`autoRenewLength`:1,`billing`:{`paymentTiming`:`Prepaid`,`reservation`:{`reservationLength`:1}} | -",
                "PUT | /v2/securityGroup/g-emulator0002?authorizeRule&sgVersion=7 | `rule`:{`direction`:`ingress`,`portRange`:`81`,`protocol`:`tcp`} | query has sgVersion, which has no effect: changes of a group are not counted."
            })
    void membersWithoutEffectAreNamed(String method, String target, String members, String warning) {
        try (BlbEmulator emulator = start(AuthMode.PARSE)) {
            Api api = Api.of(emulator);
            String id = api.create();
            api.post("/v1/blb/" + id + "/backendserver", "{\"backendServerList\":[{\"instanceId\":\"i-0\"}]}")
                    .ok();
            String body = "{" + members.replace('`', '"').replace("ID\"", id + "\"") + "}";
            assertThat(api.send(method, target.replace("/ID/", "/" + id + "/"), body)
                            .ok()
                            .headers()
                            .firstValue("x-blb-emulator-warning"))
                    .isEqualTo(warning.equals("-") ? Optional.empty() : Optional.of("The " + warning));
        }
    }

    /** The old Java SDK cannot leave these out [b9]. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "TCP | ",
                "UDP | ,`healthCheckString`:`a`",
                "HTTP | ",
                "SSL | ,`certIds`:[`cert-emulator0001`]",
                "HTTPS | ,`certIds`:[`cert-emulator0001`]"
            })
    void whatTheOldJavaSdkAlwaysSendsIsKnown(String protocol, String more) {
        try (BlbEmulator emulator = start(AuthMode.PARSE)) {
            Api api = Api.of(emulator);
            api.with("unknownMembers", "refuse");
            String id = api.create();
            String path = "/v1/blb/" + id + "/" + protocol + "listener";
            String always = ("{`blbId`:`" + id + "`,`type`:`" + protocol
                            + "`,`listenerPort`:80,`backendPort`:8080,`scheduler`:`RoundRobin`,"
                            + "`keepSession`:false,`xForwardedFor`:false"
                            + (more == null ? "" : more) + "}")
                    .replace('`', '"');
            for (Api.Answer answer : List.of(api.post(path, always), api.put(path + "?listenerPort=80", always))) {
                assertThat(answer.ok().headers().firstValue("x-blb-emulator-warning"))
                        .isEmpty();
            }
            assertThat(api.get(path).json().at("/listenerList/0").has("keepSession"))
                    .isEqualTo(protocol.startsWith("HTTP"));
            assertThat(api.post(path, always.replace("80,", "81,").replace("keepSession\"", "keepSesion\""))
                            .refused(400, "InvalidParameter")
                            .message())
                    .startsWith("keepSesion is unknown here; allowed is ");
        }
    }

    @Test
    void manyUnknownMembersCostNoMoreThanAFew() {
        try (BlbEmulator emulator = start(AuthMode.PARSE)) {
            Api api = Api.of(emulator);
            String id = api.create();
            String many = IntStream.range(0, 60_000)
                    .mapToObj(i -> "\"member" + i + "\":1")
                    .collect(Collectors.joining(",", "{", "}"));
            api.put("/v1/blb/" + id, many).ok();
            JsonNode call = api.get("/_blb/requests?limit=1&operation=UpdateBlb&account=" + api.account())
                    .json()
                    .at("/requests/0");
            assertThat(call.path("hints")).hasSize(10);
            assertThat(call.path("ignoredMembers")).hasSize(10);
        }
    }

    @Test
    void noTextOfACallersBreaksTheWarningHeader() {
        try (BlbEmulator emulator = start(AuthMode.PARSE)) {
            Api api = Api.of(emulator);
            String id = api.create();
            String warning = api.put(
                            "/v1/blb/" + id,
                            "{\"" + "x".repeat(5000) + "\":1,\"a\\r\\nSet-Cookie: b\":1,\"\u4e2d\\u0000\":1}")
                    .ok()
                    .headers()
                    .firstValue("x-blb-emulator-warning")
                    .orElseThrow();
            assertThat(warning).hasSizeLessThan(3000).matches("[ -~]+").contains("a\\u000d\\u000aSet-Cookie:");
        }
    }

    @Test
    void aMemberWithoutEffectIsNamedAsItWasSentAndItsDefaultIsNot() {
        try (BlbEmulator emulator = start(AuthMode.PARSE)) {
            Api api = Api.of(emulator);
            String listener =
                    "{\"listenerPort\":80,\"backendPort\":80,\"scheduler\":\"RoundRobin\",\"xForwardedFor\":true}";
            assertThat(warning(api.post("/v1/blb/" + api.create() + "/TCPlistener", listener)))
                    .contains("The body has xForwardedFor, which has no effect");
            String machine = "{\"imageId\":\"m-1\",\"cpuCount\":1,\"memoryCapacityInGB\":1,\"billing\":"
                    + "{\"paymentTiming\":\"Postpaid\"},\"subnetId\":\"sbn-emulator0001\",\"cardCount\":";
            assertThat(warning(api.post("/v2/instance", machine + "1}"))).isEmpty();
            assertThat(warning(api.post("/v2/instance", machine + "2}"))).contains("The body has cardCount, which");
        }
    }

    private static String warning(Api.Answer answer) {
        return answer.ok().headers().firstValue("x-blb-emulator-warning").orElse("");
    }
}
