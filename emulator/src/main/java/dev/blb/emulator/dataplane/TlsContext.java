package dev.blb.emulator.dataplane;

import dev.blb.emulator.tls.CertificateAuthority;
import dev.blb.emulator.tls.Pem;
import dev.blb.emulator.traffic.Ciphers;
import dev.blb.emulator.traffic.EndpointLine.Suites;
import dev.blb.emulator.traffic.EndpointLine.TlsLine;
import dev.blb.emulator.traffic.TlsPlan;
import dev.blb.emulator.traffic.TlsPlan.AuthorityPlan;
import dev.blb.emulator.traffic.TrafficFault.Flaw;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * What ends a listener's TLS under one plan. What the plan asks for and this Java does not have is left out, and shown.
 * Thread-safe.
 */
final class TlsContext {
    /** How long a handshake may take in real time. */
    private static final long HANDSHAKE_MILLIS = 10_000;

    /** How long the making of keys may take in real time, while handshakes wait for them. */
    private static final long KEYS_MILLIS = 120_000;

    private final @Nullable Certified context;
    private final boolean demandsCertificate;
    private final TlsLine line;
    private final Function<Flaw, Certified> flawed;

    private TlsContext(
            @Nullable Certified context, boolean demandsCertificate, TlsLine line, Function<Flaw, Certified> flawed) {
        this.context = context;
        this.demandsCertificate = demandsCertificate;
        this.line = line;
        this.flawed = flawed;
    }

    /** What ends TLS as a plan says; if that cannot be, it says why, and is not usable. */
    static TlsContext of(TlsPlan plan, CertificateAuthority authority) {
        return of(plan, authority, CertificateChoice::rsaKeys);
    }

    static TlsContext of(TlsPlan plan, CertificateAuthority authority, Supplier<CompletableFuture<KeyPair>> rsaKeys) {
        Suites asked = new Suites(plan.protocols(), plan.ciphers());
        try {
            CertificateChoice choice = new CertificateChoice(plan, authority, rsaKeys);
            TrustManagerFactory trust = trust(plan.clientAuthority(), authority);
            // Not null, for which Java would read the certificates of all public authorities.
            TrustManager[] trusted = trust == null ? new TrustManager[0] : trust.getTrustManagers();
            Certified context = context(choice, trusted);
            Suites offered = offered(plan, context.context());
            String problem = offered.protocols().isEmpty()
                    ? "this Java offers none of the protocols"
                    : offered.ciphers().isEmpty() ? "this Java offers none of the ciphers" : null;
            return new TlsContext(
                    problem == null ? context : null,
                    trust != null,
                    new TlsLine(asked, offered, problem),
                    flaw -> context(new CertificateChoice(flaw, plan, authority, rsaKeys), trusted));
        } catch (IllegalArgumentException | GeneralSecurityException | IOException wrong) {
            String problem = Objects.requireNonNullElse(wrong.getMessage(), wrong.toString());
            return new TlsContext(null, false, new TlsLine(asked, new Suites(List.of(), List.of()), problem), flaw -> {
                throw new IllegalStateException("a listener that cannot speak TLS has no certificate");
            });
        }
    }

    /** Certificates, and when those that are being made are there. */
    private record Certified(SSLContext context, CompletableFuture<Void> ready) {
        @SuppressWarnings("FutureReturnValueIgnored") // a handshake tells its connection when it fails
        private void whenReady(Runnable handshake) {
            ready.whenComplete((made, failure) -> handshake.run());
        }
    }

    private static Certified context(CertificateChoice choice, TrustManager[] trusted) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {choice}, trusted, null);
            return new Certified(context, choice.ready());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    private static @Nullable TrustManagerFactory trust(@Nullable AuthorityPlan plan, CertificateAuthority own)
            throws GeneralSecurityException, IOException {
        if (plan == null) {
            return null;
        }
        String pem = plan.pem();
        List<X509Certificate> trusted = pem == null ? List.of(own.certificate()) : Pem.certificates(pem);
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (int i = 0; i < trusted.size(); i++) {
            store.setCertificateEntry("authority-" + i, trusted.get(i));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }

    private static Suites offered(TlsPlan plan, SSLContext context) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        // Without those that the security property jdk.tls.disabledAlgorithms names.
        Set<String> protocols = Set.of(engine.getEnabledProtocols());
        Set<String> suites = Set.copyOf(Arrays.asList(engine.getSupportedCipherSuites()));
        return new Suites(
                known(plan.protocols(), Ciphers::protocol, protocols), known(plan.ciphers(), Ciphers::suite, suites));
    }

    private static List<String> known(
            List<String> names, Function<String, Optional<String>> javaName, Set<String> available) {
        return names.stream()
                .distinct()
                .filter(name -> javaName.apply(name).filter(available::contains).isPresent())
                .toList();
    }

    /** Whether handshakes can succeed at all. */
    boolean isUsable() {
        return context != null;
    }

    /** What is shown of it. */
    TlsLine line() {
        return line;
    }

    /** Ends TLS for one connection. */
    SslHandler handler() {
        return handler(Objects.requireNonNull(context));
    }

    /** The same with a certificate that clients refuse, made for this connection. */
    SslHandler handler(Flaw flaw) {
        return handler(flawed.apply(flaw));
    }

    private SslHandler handler(Certified from) {
        SSLEngine engine = from.context().createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(javaNames(line.offered().protocols(), Ciphers::protocol));
        parameters.setCipherSuites(javaNames(line.offered().ciphers(), Ciphers::suite));
        // The order of the policy decides, as in the policies of AWS (assumption).
        parameters.setUseCipherSuitesOrder(true);
        parameters.setNeedClientAuth(demandsCertificate);
        engine.setSSLParameters(parameters);
        // While keys are being made, handshakes wait for them without keeping the event loop.
        boolean waits = !from.ready().isDone();
        SslHandler handler = waits ? new SslHandler(engine, from::whenReady) : new SslHandler(engine);
        handler.setHandshakeTimeoutMillis(HANDSHAKE_MILLIS + (waits ? KEYS_MILLIS : 0));
        return handler;
    }

    private static String[] javaNames(List<String> names, Function<String, Optional<String>> javaName) {
        return names.stream()
                .flatMap(name -> javaName.apply(name).stream())
                .distinct()
                .toArray(String[]::new);
    }
}
