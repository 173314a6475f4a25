package dev.blb.emulator.dataplane;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.traffic.HttpPlan;
import dev.blb.emulator.traffic.Plans;
import dev.blb.emulator.traffic.Protocol;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a listener makes of requests as they stand on the wire: what an nginx does, unless {@link NginxComparisonTest} names
 * the difference. A request that is refused reaches no server.
 */
@Execution(value = ExecutionMode.SAME_THREAD, reason = "the tests count the requests of one server")
class RawRequestTest {
    private static final String END = "\r\n\r\n";
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: h\r\n";
    private static final String CHUNKED = POST + "Transfer-Encoding: chunked" + END;
    private static final List<Message> REQUESTS = new CopyOnWriteArrayList<>();
    private static final Rig RIG = new Rig();
    private static final TestServer SERVER = HttpServer.saying("ok", REQUESTS);

    @BeforeAll
    static void listen() {
        RIG.apply(Plans.listener(Protocol.HTTP, 8080, HttpPlan.PLAIN, null, SERVER.plan("i-a", 1)));
    }

    @AfterAll
    static void close() {
        RIG.close();
        SERVER.close();
    }

    static Stream<Arguments> requests() {
        return Stream.of(
                // ---- framing by two headers, or by a wrong one
                row(400, "both lengths", POST + "Content-Length: 3\r\nTransfer-Encoding: chunked" + END + "0" + END),
                row(
                        400,
                        "both, the other way",
                        POST + "Transfer-Encoding: chunked\r\nContent-Length: 3" + END + "0" + END),
                row(501, "identity, chunked", POST + "Transfer-Encoding: identity, chunked" + END + "0" + END),
                row(501, "xchunked", POST + "Transfer-Encoding: xchunked" + END + "0" + END),
                row(501, "gzip, chunked", POST + "Transfer-Encoding: gzip, chunked" + END + "0" + END),
                row(501, "chunked, identity", POST + "Transfer-Encoding: chunked, identity" + END + "0" + END),
                row(
                        400,
                        "chunked twice",
                        POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked" + END + "0" + END),
                row(501, "empty coding", POST + "Transfer-Encoding:" + END + "0" + END),
                row(501, "quoted coding", POST + "Transfer-Encoding: \"chunked\"" + END + "0" + END),
                row(200, "coding in capitals", POST + "Transfer-Encoding: CHUNKED" + END + "0" + END),
                row(400, "vertical tab before the coding", POST + "Transfer-Encoding: \u000bchunked" + END + "0" + END),
                row(
                        400,
                        "chunked on 1.0",
                        "POST / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked" + END + "0" + END),
                row(400, "two lengths", POST + "Content-Length: 3\r\nContent-Length: 4" + END + "abcd"),
                row(400, "two equal lengths", POST + "Content-Length: 3\r\nContent-Length: 3" + END + "abc"),
                row(400, "a list of lengths", POST + "Content-Length: 3, 3" + END + "abc"),
                row(400, "length +3", POST + "Content-Length: +3" + END + "abc"),
                row(400, "length -1", POST + "Content-Length: -1" + END),
                row(400, "length 0x3", POST + "Content-Length: 0x3" + END + "abc"),
                row(400, "length 3 4", POST + "Content-Length: 3 4" + END + "abc"),
                row(400, "empty length", POST + "Content-Length:" + END),
                row(400, "huge length", POST + "Content-Length: 99999999999999999999" + END),
                row(200, "length 03", POST + "Content-Length: 03" + END + "abc"),
                // ---- chunks
                row(200, "chunks", CHUNKED + "3\r\nabc\r\n0" + END),
                row(200, "a chunk's extension", CHUNKED + "3;a=b\r\nabc\r\n0" + END),
                row(200, "capital hexadecimal", CHUNKED + "A\r\n0123456789\r\n0" + END),
                row(200, "leading zeros", CHUNKED + "0003\r\nabc\r\n000" + END),
                row(400, "line feed in an extension", CHUNKED + "3;a\nb\r\nabc\r\n0" + END),
                row(400, "line feed after a size", CHUNKED + "3\nabc\r\n0" + END),
                row(400, "no hexadecimal", CHUNKED + "g\r\nabc\r\n0" + END),
                row(400, "size 0x3", CHUNKED + "0x3\r\nabc\r\n0" + END),
                row(400, "size -3", CHUNKED + "-3\r\nabc\r\n0" + END),
                row(400, "size +3", CHUNKED + "+3\r\nabc\r\n0" + END),
                row(400, "huge size", CHUNKED + "ffffffffffffffff1\r\nabc\r\n0" + END),
                row(400, "empty size", CHUNKED + "\r\nabc\r\n0" + END),
                row(400, "chunk without its end", CHUNKED + "3\r\nabcX\r\n0" + END),
                row(400, "line feed after a chunk", CHUNKED + "3\r\nabc\n0" + END),
                // ---- lines
                row(400, "bare line feeds", "GET / HTTP/1.1\nHost: h\n\n"),
                row(400, "bare line feed after a header", "GET / HTTP/1.1\r\nHost: h\nX: y" + END),
                row(400, "bare carriage return in a header", GET + "X: a\rb" + END),
                row(400, "space before the colon", GET + "X : y" + END),
                row(400, "tab before the colon", GET + "X\t: y" + END),
                row(400, "space before a header", "GET / HTTP/1.1\r\n Host: h" + END),
                row(400, "folded header", GET + "X: a\r\n b" + END),
                row(400, "header folded by a tab", GET + "X: a\r\n\tb" + END),
                row(400, "folded length", POST + "Content-Length:\r\n 3" + END + "abc"),
                row(400, "no colon", GET + "X" + END),
                row(400, "no name", GET + ": y" + END),
                row(400, "NUL in a value", GET + "X: a\0b" + END),
                row(400, "NUL in a name", GET + "X\0: a" + END),
                row(400, "space in a name", GET + "X Y: a" + END),
                row(400, "parenthesis in a name", GET + "X(: a" + END),
                row(200, "underscore in a name", GET + "X_Y: a" + END),
                row(200, "dot in a name", GET + "X.Y: a" + END),
                row(200, "empty value", GET + "X:" + END),
                row(200, "spaces around a value", GET + "X:  \t a  " + END),
                row(400, "Latin-1 in a value", GET + "X: \u00e9" + END),
                row(400, "UTF-8 in a value", GET + "X: \u00e4\u00b8\u00ad" + END),
                row(400, "the lowest byte that is not ASCII in a value", GET + "X: a\u0080" + END),
                row(400, "Latin-1 in a name", GET + "X\u00e9: a" + END),
                row(400, "Latin-1 in the Host", "GET / HTTP/1.1\r\nHost: \u00e9" + END),
                row(400, "Latin-1 in a trailer", CHUNKED + "3\r\nabc\r\n0\r\nX: \u00e9" + END),
                row(200, "Latin-1 in a body", POST + "Content-Length: 1" + END + "\u00e9"),
                row(200, "empty lines before", "\r\n\r\n" + GET + END.substring(2)),
                // ---- hosts
                row(400, "no Host", "GET / HTTP/1.1" + END),
                row(400, "two Hosts", GET + "Host: h" + END),
                row(400, "two Hosts in one", "GET / HTTP/1.1\r\nHost: a, b" + END),
                row(400, "empty Host", "GET / HTTP/1.1\r\nHost:" + END),
                row(400, "Host with a path", "GET / HTTP/1.1\r\nHost: a/b" + END),
                row(400, "Host with a user", "GET / HTTP/1.1\r\nHost: a@b" + END),
                row(400, "Host with a wrong port", "GET / HTTP/1.1\r\nHost: a:b" + END),
                row(200, "Host with a port", "GET / HTTP/1.1\r\nHost: a:80" + END),
                row(200, "Host of IPv6", "GET / HTTP/1.1\r\nHost: [::1]:80" + END),
                row(200, "no Host on 1.0", "GET / HTTP/1.0" + END),
                // ---- request lines
                row(400, "HTTP/0.9", "GET /\r\n"),
                row(400, "HTTP/0.9 said", "GET / HTTP/0.9\r\nHost: h" + END),
                row(505, "HTTP/2.0", "GET / HTTP/2.0\r\nHost: h" + END),
                row(400, "the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
                row(400, "no version", "GET / HTTQ/1.1\r\nHost: h" + END),
                row(400, "lower-case version", "GET / http/1.1\r\nHost: h" + END),
                row(200, "two spaces", "GET  / HTTP/1.1\r\nHost: h" + END),
                row(400, "tab for a space", "GET\t/ HTTP/1.1\r\nHost: h" + END),
                row(400, "space in the target", "GET /a b HTTP/1.1\r\nHost: h" + END),
                row(400, "control character in the target", "GET /\u0001 HTTP/1.1\r\nHost: h" + END),
                row(400, "Latin-1 in the target", "GET /\u00e9 HTTP/1.1\r\nHost: h" + END),
                row(400, "no slash", "GET a HTTP/1.1\r\nHost: h" + END),
                row(200, "absolute target", "GET http://other/x HTTP/1.1\r\nHost: h" + END),
                row(400, "absolute target with a user", "GET http://a@b/x HTTP/1.1\r\nHost: h" + END),
                row(400, "above the root", "GET /../a HTTP/1.1\r\nHost: h" + END),
                row(400, "above the root at the end", "GET /.. HTTP/1.1\r\nHost: h" + END),
                row(400, "above the root, encoded", "GET /%2e%2E/a HTTP/1.1\r\nHost: h" + END),
                row(400, "above the root, half encoded", "GET /.%2e/a HTTP/1.1\r\nHost: h" + END),
                row(400, "above the root by an encoded slash", "GET /a/..%2f../b HTTP/1.1\r\nHost: h" + END),
                row(400, "above the root after two slashes", "GET //../a HTTP/1.1\r\nHost: h" + END),
                row(400, "above the root in turns", "GET /a/../b/../../c HTTP/1.1\r\nHost: h" + END),
                row(400, "above the root before a query", "GET /..?a HTTP/1.1\r\nHost: h" + END),
                row(400, "above the root in an absolute target", "GET http://h/../a HTTP/1.1\r\nHost: h" + END),
                row(200, "up to the root", "GET /a/../b HTTP/1.1\r\nHost: h" + END),
                row(200, "dots that are a name", "GET /.../..a/a../.%2ea HTTP/1.1\r\nHost: h" + END),
                row(200, "a dot", "GET /./a/. HTTP/1.1\r\nHost: h" + END),
                row(200, "dots in the query", "GET /?/../.. HTTP/1.1\r\nHost: h" + END),
                row(200, "an encoded question mark before dots", "GET /a%3f/../b HTTP/1.1\r\nHost: h" + END),
                row(400, "no percent-encoding", "GET /%zz HTTP/1.1\r\nHost: h" + END),
                row(400, "half a percent-encoding", "GET /%4 HTTP/1.1\r\nHost: h" + END),
                row(400, "half a percent-encoding before a query", "GET /%4?a HTTP/1.1\r\nHost: h" + END),
                row(400, "percent alone", "GET /% HTTP/1.1\r\nHost: h" + END),
                row(400, "encoded NUL", "GET /%00 HTTP/1.1\r\nHost: h" + END),
                row(200, "no percent-encoding in the query", "GET /?%zz%00% HTTP/1.1\r\nHost: h" + END),
                row(200, "encoded percent", "GET /%2500%25zz HTTP/1.1\r\nHost: h" + END),
                row(200, "encoded control character", "GET /%01%0a HTTP/1.1\r\nHost: h" + END),
                row(400, "asterisk", "GET * HTTP/1.1\r\nHost: h" + END),
                row(400, "asterisk with OPTIONS", "OPTIONS * HTTP/1.1\r\nHost: h" + END),
                row(400, "CONNECT", "CONNECT h:80 HTTP/1.1\r\nHost: h:80" + END),
                row(405, "TRACE", "TRACE / HTTP/1.1\r\nHost: h" + END),
                row(400, "lower-case method", "get / HTTP/1.1\r\nHost: h" + END),
                row(400, "control character in the method", "G\u0001T / HTTP/1.1\r\nHost: h" + END),
                row(200, "unknown method", "PURGE / HTTP/1.1\r\nHost: h" + END),
                row(400, "TLS", "\u0016\u0003\u0001\u0000\u0005\u0001\u0000\u0000\u0001\u0003\r\n\r\n"),
                // ---- sizes
                row(200, "request line of 8,000 bytes", "GET /" + "a".repeat(7_980) + " HTTP/1.1\r\nHost: h" + END),
                row(414, "request line of 10 KB", "GET /" + "a".repeat(10_000) + " HTTP/1.1\r\nHost: h" + END),
                row(200, "a header of 8,000 bytes", GET + "X: " + "a".repeat(8_000) + END),
                row(400, "a header of 20 KB", GET + "X: " + "a".repeat(20_000) + END),
                row(400, "a header of 70 KB", GET + "X: " + "a".repeat(70_000) + END),
                row(400, "headers of 40 KB", GET + ("X: " + "a".repeat(4_000) + "\r\n").repeat(10) + "Y: z" + END));
    }

    private static Arguments row(int status, String name, String request) {
        return Arguments.of(name, status, request);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("requests")
    void isAnsweredAsByNginx(String name, int status, String request) throws IOException {
        int before = REQUESTS.size();
        try (Socket socket = RIG.connect(8080)) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            Message answer = Message.read(in);

            assertThat(answer.status()).isEqualTo(status);
            if (status == 200) {
                assertThat(answer.body()).isEqualTo("ok");
                assertThat(REQUESTS).hasSize(before + 1);
            } else {
                assertThat(answer.header("connection")).isEqualTo("close");
                assertThat(answer.header(Answers.REASON_HEADER)).isNotEmpty();
                assertThat(in.read()).isEqualTo(-1);
                assertThat(REQUESTS).hasSize(before);
            }
        }
    }
}
