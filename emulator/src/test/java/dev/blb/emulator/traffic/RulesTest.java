package dev.blb.emulator.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.traffic.HttpPlan.Stickiness;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules about headers, requests, cookies, names and ciphers. */
class RulesTest {
    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
    private static final Stickiness INSERT = new Stickiness(false, "BLBSESSION", 3600);
    private static final Stickiness REWRITE = new Stickiness(true, "JSESSIONID", 3600);

    private final Server server =
            Servers.of(Plans.tcp(80, Plans.server("i-a", 1)), null).all().get(0);

    @Test
    void anInsertedCookieCountsForItsDurationByTheClockOfTheServer() {
        String setCookie = SessionCookie.inserted(INSERT, server, NOW);
        assertThat(setCookie)
                .matches("BLBSESSION=" + server.token()
                        + "[0-9a-f]+; Path=/; Max-Age=3600; Expires=Wed, 25 Nov 2026 11:00:00 GMT");
        List<String> cookies = List.of("a=1; " + setCookie.substring(0, setCookie.indexOf(';')) + "; b=\"x;y\"");

        assertThat(SessionCookie.token(cookies, INSERT, NOW)).isEqualTo(server.token());
        assertThat(SessionCookie.token(cookies, INSERT, NOW.plusSeconds(3599))).isEqualTo(server.token());
        assertThat(SessionCookie.token(cookies, INSERT, NOW.plusSeconds(3600))).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "BLBSESSION=",
        "BLBSESSION",
        "BLBSESSION=0123456789abcdef",
        "BLBSESSION=0123456789abcdefzz",
        "x=1",
        "=",
        ";;"
    })
    void foreignCookiesMeanNothing(String cookie) {
        assertThat(SessionCookie.token(List.of(cookie), INSERT, NOW)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "JSESSIONID=abc,JSESSIONID=TOKEN",
        "JSESSIONID=abc; Path=/; HttpOnly,JSESSIONID=TOKEN; Path=/; HttpOnly",
        "JSESSIONID=,JSESSIONID=TOKEN",
        "other=abc; Path=/,other=abc; Path=/",
        "jsessionid=abc,jsessionid=abc",
        "JSESSIONID,JSESSIONID"
    })
    void aRewrittenCookieHasTheTokenForItsValue(String setCookie, String expected) {
        assertThat(SessionCookie.rewritten(setCookie, REWRITE, server))
                .isEqualTo(expected.replace("TOKEN", server.token()));
    }

    @Test
    void aRewrittenCookieHasNoTimeout() {
        assertThat(SessionCookie.token(List.of("JSESSIONID=" + server.token()), REWRITE, NOW.plusSeconds(1_000_000)))
                .isEqualTo(server.token());
    }

    @Test
    void headersThatConnectionNamesAreFoundButForThoseThatFrame() {
        assertThat(HeaderRules.namedIn(List.of("close, X-Debug", " keep-alive,Content-Length , ,HOST")))
                .containsExactlyInAnyOrder("close", "x-debug", "keep-alive");
        assertThat(HeaderRules.hasToken(List.of("keep-alive, Upgrade"), "upgrade"))
                .isTrue();
        assertThat(HeaderRules.hasToken(List.of("upgraded"), "upgrade")).isFalse();
    }

    @Test
    void theClientIsAppendedToForwardedFor() {
        assertThat(HeaderRules.forwardedFor(List.of(), "10.0.0.1")).isEqualTo("10.0.0.1");
        assertThat(HeaderRules.forwardedFor(List.of("a, b", "c"), "10.0.0.1")).isEqualTo("a, b, c, 10.0.0.1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET|/|HTTP/1.1|h|0",
                "GET|/?a=b#c|HTTP/1.1|h:80|0",
                "GET|http://other:8080/x|HTTP/1.1|h|0",
                "GET|HTTPS://other|HTTP/1.1|[::1]:80|0",
                "OPTIONS|*|HTTP/1.1|h|400",
                "GET|*|HTTP/1.1|h|400",
                "GET|x|HTTP/1.1|h|400",
                "GET|ftp://x/|HTTP/1.1|h|400",
                "GET|http://a@b/|HTTP/1.1|h|400",
                "GET|http:///|HTTP/1.1|h|400",
                "GET|/é|HTTP/1.1|h|400",
                "get|/|HTTP/1.1|h|400",
                "M-SEARCH|/|HTTP/1.1|h|0",
                "G(T|/|HTTP/1.1|h|400",
                "CONNECT|h:80|HTTP/1.1|h|400",
                "TRACE|/|HTTP/1.1|h|405",
                "GET|/|HTTP/2.0|h|505",
                "GET|/|HTTP/0.9|h|400",
                "GET|/|HTTP/1.0||0",
                "GET|/|HTTP/1.1||400",
                "GET|/|HTTP/1.1|h,i|400",
                "GET|/|HTTP/1.1|a/b|400",
                "GET|/|HTTP/1.1|a b|400",
                "GET|/|HTTP/1.1|a:b|400",
                "GET|/|HTTP/1.1|[::1|400",
                "GET|/|HTTP/1.1|:80|400"
            })
    void requestsAreRefusedAsNginxDoes(String method, String uri, String version, String host, int status) {
        Map<String, List<String>> headers = host == null ? Map.of() : Map.of("host", List.of(host));

        RequestRules.Refusal refusal =
                RequestRules.refusal(method, uri, version, name -> headers.getOrDefault(name, List.of()));

        assertThat(refusal == null ? 0 : refusal.status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"/a?b=c,/a?b=c", "http://h,/", "http://h/a,/a", "http://h?x,/?x", "HTTPS://h:1/a?b,/a?b", "*,*"})
    void absoluteTargetsBecomePaths(String uri, String expected) {
        assertThat(RequestRules.originForm(uri)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "www.example.com,www.example.com",
        "WWW.Example.Com,www.example.com",
        "api.example.com,*.example.com",
        "a.api.example.com,*.api.example.com",
        "api.example.org,",
        "example.com,",
        "badexample.com,"
    })
    void theLongestNameWins(String name, String expected) {
        List<String> hosts = List.of("*.example.com", "*.api.example.com", "www.example.com");

        assertThat(ServerNames.match(name, hosts).orElse(null)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "ECDHE-RSA-AES256-GCM-SHA384,TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "ECDHE-RSA-AES256-SHA384,TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
        "ECDHE-ECDSA-AES128-SHA256,TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
        "DHE-RSA-AES256-SHA256,TLS_DHE_RSA_WITH_AES_256_CBC_SHA256",
        "AES256-SHA256,TLS_RSA_WITH_AES_256_CBC_SHA256",
        "AES128-GCM-SHA256,TLS_RSA_WITH_AES_128_GCM_SHA256",
        "AES128-SHA,TLS_RSA_WITH_AES_128_CBC_SHA",
        "DES-CBC3-SHA,SSL_RSA_WITH_3DES_EDE_CBC_SHA",
        "TLS_RSA_WITH_AES_128_CBC_SHA,TLS_RSA_WITH_AES_128_CBC_SHA",
        "SM4-SM3,"
    })
    void suitesHaveJavasNames(String openSsl, String expected) {
        assertThat(Ciphers.suite(openSsl).orElse(null)).isEqualTo(expected);
    }

    @Test
    void theLogKeepsTheNewestLines() {
        AccessLog log = new AccessLog();
        for (int i = 0; i < 1_500; i++) {
            log.add(line(i));
        }

        assertThat(log.newest(2_000))
                .hasSize(1_000)
                .first()
                .extracting(AccessLine::requestBytes)
                .isEqualTo(500L);
        assertThat(log.newest(2)).extracting(AccessLine::requestBytes).containsExactly(1_498L, 1_499L);
    }

    @Test
    void aLineHasTheNamesOfTheCloudsLog() {
        assertThat(line(7).fields())
                .containsEntry("vip", "127.64.0.9")
                .containsEntry("vport", 80)
                .containsEntry("response_status", 200)
                .containsEntry("request_length", 7L)
                .containsEntry("upstream_response_time", 0.015)
                .doesNotContainKeys("http_referer", "ssl_protocol");
    }

    private static AccessLine line(int number) {
        return new AccessLine(
                NOW,
                new java.net.InetSocketAddress(Plans.address("127.64.0.9"), 80),
                "http",
                new java.net.InetSocketAddress(Plans.address("127.0.0.1"), 40_000),
                "GET / HTTP/1.1",
                number,
                "h",
                null,
                null,
                null,
                200,
                3,
                20,
                "i-a",
                new java.net.InetSocketAddress(Plans.address("127.0.0.1"), 9),
                200,
                0,
                15,
                null,
                "");
    }
}
