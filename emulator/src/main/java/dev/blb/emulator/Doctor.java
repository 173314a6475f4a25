package dev.blb.emulator;

import dev.blb.emulator.Question.Answer;
import dev.blb.emulator.api.Reason;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLException;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The command {@code doctor}: checks a running emulator from a client's side and says what is wrong.
 *
 * <p>Exit codes: 0 if nothing is wrong, 1 if something is, 2 for a wrong argument.
 */
final class Doctor implements Callable<Integer> {
    /** How far a signature's time may be from the emulator's. */
    private static final Duration MAX_SKEW = Duration.ofMinutes(30);

    private static final int MAX_SHOWN = 600;

    private final CommandSpec spec = Main.command(this, "doctor");
    private final Client client;
    private int findings;

    Doctor(Map<String, String> environment, Clock clock) {
        this.client = new Client(spec, 0, environment, clock);
        spec.usageMessage()
                .header("Check a running emulator from a client's side.")
                .description(
                        "Asks an emulator as a client would: address, TLS, proxies, clock, signature. Ends with 0 if"
                                + " nothing is wrong, else with 1. Changes nothing.");
    }

    /** Its arguments and texts, as picocli takes them. */
    CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() {
        findings = 0;
        proxies();
        client.caFile()
                .filter(file -> !"https".equals(client.address().getScheme()))
                .ifPresent(file -> note("tls", "--ca-file %s is not used: %s has no TLS", file, client.address()));
        if (address()) {
            signature();
        }
        return findings == 0 ? 0 : 1;
    }

    private void proxies() {
        List<String> proxies = client.proxies();
        if (proxies.isEmpty()) {
            fine("proxy", "no variable sends requests through a proxy");
        } else if (client.isExceptedFromProxies()) {
            note(
                    "proxy",
                    "%s is set, with an exception for %s; Terraform's provider and the Go SDK know no exceptions",
                    String.join(", ", proxies),
                    client.address().getHost());
        } else {
            wrong(
                    "proxy",
                    "%s sends requests through a proxy; set NO_PROXY=%s, or unset it for clients that know no exceptions,"
                            + " such as Terraform's provider",
                    String.join(", ", proxies),
                    client.address().getHost());
        }
    }

    /** Whether an emulator is there; then its clock is checked too. */
    private boolean address() {
        URI address = client.address();
        try {
            Answer answer = client.ask("/_blb/health").answer();
            if (answer.status() != HttpURLConnection.HTTP_OK || !answer.body().contains(Wait.READY)) {
                wrong(
                        "address",
                        "%s answers with status %d and is no emulator that is ready: %s",
                        address,
                        answer.status(),
                        shown(answer.body()));
                return false;
            }
            fine("address", "%s is an emulator that is ready", address);
            clock(answer.date());
            return true;
        } catch (UnknownHostException e) {
            wrong("address", "no address is known for host %s", address.getHost());
        } catch (ConnectException e) {
            wrong(
                    "address",
                    "nothing listens at %s (%s); start an emulator there, or give its URL: its start prints it",
                    address,
                    Reason.of(e));
        } catch (SSLException e) {
            wrong(
                    "tls",
                    "%s: %s; --ca-file names the certificates to trust, such as GET /_blb/ca.pem of the emulator's http port, and"
                            + " http:// is for a port without TLS",
                    address,
                    Reason.of(e));
        } catch (IOException e) {
            wrong("address", "%s: %s", address, Reason.of(e));
        }
        return false;
    }

    private void clock(String date) {
        Optional<Instant> theirs = read(date);
        if (theirs.isEmpty()) {
            wrong("clock", "the answer has the date '%s', which is none", date);
            return;
        }
        Instant ours = client.clock().instant().truncatedTo(ChronoUnit.SECONDS);
        Duration ahead = Duration.between(ours, theirs.get());
        if (ahead.abs().compareTo(MAX_SKEW) > 0) {
            wrong(
                    "clock",
                    "the emulator's time is %s and this machine's %s: signatures made here are refused as RequestExpired;"
                            + " POST /_blb/reset?clock=true takes a clock back that was moved",
                    theirs.get(),
                    ours);
        } else {
            fine("clock", "the emulator's time is %d s from this machine's", ahead.toSeconds());
        }
    }

    private static Optional<Instant> read(String date) {
        try {
            return Optional.of(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT))
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private void signature() {
        try {
            Answer signed = client.askSigned("/v1/blb?maxKeys=1").answer();
            if (signed.status() != HttpURLConnection.HTTP_OK) {
                wrong(
                        "signature",
                        "GET /v1/blb signed by %s is answered with status %d: %s",
                        client.accessKey(),
                        signed.status(),
                        shown(signed.body()));
                return;
            }
            if (client.askWronglySigned("/v1/blb?maxKeys=1").answer().status() == HttpURLConnection.HTTP_OK) {
                note(
                        "signature",
                        "the signature of %s was not checked, and any other is accepted too: the emulator runs with --auth off"
                                + " or --auth parse",
                        client.accessKey());
            } else {
                fine("signature", "GET /v1/blb signed by %s is answered", client.accessKey());
            }
        } catch (IOException e) {
            wrong("signature", "GET /v1/blb: %s", Reason.of(e));
        }
    }

    private static String shown(String body) {
        String line = body.strip().replaceAll("\\s+", " ");
        return line.length() <= MAX_SHOWN ? line : line.substring(0, MAX_SHOWN) + "...";
    }

    private void wrong(String subject, String text, Object... values) {
        findings++;
        print("wrong", subject, text, values);
    }

    private void fine(String subject, String text, Object... values) {
        print("ok", subject, text, values);
    }

    private void note(String subject, String text, Object... values) {
        print("note", subject, text, values);
    }

    private void print(String kind, String subject, String text, Object... values) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(String.format(Locale.ROOT, "%-6s%-11s", kind, subject) + String.format(Locale.ROOT, text, values));
        out.flush();
    }
}
