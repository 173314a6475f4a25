package dev.blb.client;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** The likely reason for a failed connection, and what to try, by the exception that the JDK threw. */
final class ConnectionAdvice {
    /** A kind of failure: whether an exception or one of its causes shows it, and what to tell. */
    private record Rule(Predicate<Throwable> shows, String advice) {}

    private static final Rule NOT_HTTP = new Rule(
            is(ProtocolException.class)
                    .or(says("header parser received no bytes"))
                    .or(says("Invalid status line"))
                    .or(says("Connection reset")),
            "the server closed the connection or did not answer in HTTP; if the port speaks TLS, use https:// in place of"
                    + " http://");

    // The first rule that applies counts: a more specific cause stands before a more general one.
    private static final List<Rule> RULES = List.of(
            new Rule(
                    is(UnresolvedAddressException.class).or(is(UnknownHostException.class)),
                    "the host name is not known to DNS; check its spelling, the region and the network"),
            new Rule(
                    is(HttpConnectTimeoutException.class),
                    "no connection within the connect time-out; check address, firewall and proxy"),
            new Rule(
                    is(NoRouteToHostException.class).or(says("unreachable")),
                    "no route to this address; check this machine's network and the address"),
            new Rule(
                    is(ConnectException.class),
                    "connection refused; check that the service runs and listens on this port"),
            new Rule(
                    is(CertificateExpiredException.class).or(is(CertificateNotYetValidException.class)),
                    "the server's certificate is not valid now; check the server's certificate and this machine's clock"),
            new Rule(
                    is(CertPathBuilderException.class),
                    "the server's certificate is not trusted; add its issuer to the JVM's trust store"
                            + " (-Djavax.net.ssl.trustStore=FILE), or give the client's builder an sslContext that trusts it"),
            new Rule(
                    is(CertificateException.class),
                    "the server's certificate does not fit; check that it is issued for this host name"),
            new Rule(
                    is(SSLException.class).and(says("nrecognized SSL message")),
                    "the port does not speak TLS; for an emulator or a plain HTTP port use http:// in place of https://"),
            new Rule(
                    is(SSLException.class),
                    "no TLS connection; check that the port speaks TLS (otherwise use http://) and shares a version"
                            + " and cipher with this JVM"),
            NOT_HTTP);

    private ConnectionAdvice() {}

    /** What to try; empty when the exception does not tell. */
    static String on(URI endpoint, Throwable failure) {
        boolean tls = endpoint.getScheme().equals("https");
        return RULES.stream()
                .filter(rule -> !tls || !rule.equals(NOT_HTTP))
                .filter(rule -> Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                        .anyMatch(rule.shows()))
                .findFirst()
                .map(Rule::advice)
                .orElse("");
    }

    private static Predicate<Throwable> is(Class<? extends Throwable> type) {
        return type::isInstance;
    }

    private static Predicate<Throwable> says(String text) {
        return failure -> failure.getMessage() != null && failure.getMessage().contains(text);
    }
}
