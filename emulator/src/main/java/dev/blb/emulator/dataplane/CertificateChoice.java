package dev.blb.emulator.dataplane;

import dev.blb.emulator.tls.CertificateAuthority;
import dev.blb.emulator.tls.CertificateAuthority.Issued;
import dev.blb.emulator.tls.Pem;
import dev.blb.emulator.tls.ServerTls;
import dev.blb.emulator.traffic.ServerNames;
import dev.blb.emulator.traffic.TlsPlan;
import dev.blb.emulator.traffic.TlsPlan.CertificatePlan;
import dev.blb.emulator.traffic.TlsPlan.HostCertificate;
import dev.blb.emulator.traffic.TrafficFault.Flaw;
import java.net.Socket;
import java.security.KeyPair;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses a listener's certificate by the host that the client names (SNI), and by the kind of key that the cipher needs:
 * a made certificate exists with an RSA and with an EC key. The RSA keys of a process are made in the background when a certificate
 * first needs them, which takes up to some seconds on a busy machine. Thread-safe.
 */
final class CertificateChoice extends X509ExtendedKeyManager {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateChoice.class);

    private static final String ANY_HOST = "";

    /** A host that exists nowhere (RFC 2606). */
    private static final String OTHER_HOST = "other.invalid";

    /** Kinds of alternative names (RFC 5280). */
    private static final Integer DNS_NAME = 2;

    private static final Integer IP_ADDRESS = 7;

    /** The RSA keys that all made certificates of a process have; they are no secret here anyway. */
    private static @Nullable CompletableFuture<KeyPair> rsaKeys;

    /** The RSA keys of this process, which are being made from the first call on; they are made again if that failed. */
    static synchronized CompletableFuture<KeyPair> rsaKeys() {
        CompletableFuture<KeyPair> known = rsaKeys;
        if (known == null || known.isCompletedExceptionally()) {
            known = new CompletableFuture<KeyPair>().completeAsync(CertificateChoice::makeRsaKeys, making -> {
                Thread thread = new Thread(making, "blb-data-plane-keys");
                thread.setDaemon(true);
                thread.start();
            });
            rsaKeys = known;
        }
        return known;
    }

    private static KeyPair makeRsaKeys() {
        try {
            return CertificateAuthority.rsaKeys();
        } catch (RuntimeException | Error failure) {
            LOG.error(
                    "RSA keys could not be made ({}): handshakes that need them fail until a listener's certificates"
                            + " are set again",
                    failure.toString());
            throw failure;
        }
    }

    /** By host, and there by the algorithm of the key. */
    private final Map<String, Map<String, CompletableFuture<Issued>>> byHost = new LinkedHashMap<>();

    private final List<String> hosts;

    /**
     * The certificates of a plan.
     *
     * @param rsaKeys the RSA keys of made certificates, asked for if there is one
     * @throws IllegalArgumentException if one cannot be read
     */
    CertificateChoice(TlsPlan plan, CertificateAuthority authority, Supplier<CompletableFuture<KeyPair>> rsaKeys) {
        byHost.put(ANY_HOST, issued(plan.certificate(), authority, rsaKeys));
        for (HostCertificate each : plan.byHost()) {
            byHost.put(each.host(), issued(each.certificate(), authority, rsaKeys));
        }
        hosts = plan.byHost().stream().map(HostCertificate::host).toList();
    }

    /** A certificate that clients refuse, in place of all those of a plan. */
    CertificateChoice(
            Flaw flaw, TlsPlan plan, CertificateAuthority authority, Supplier<CompletableFuture<KeyPair>> rsaKeys) {
        hosts = List.of();
        byHost.put(ANY_HOST, made(rsaKeys, keys -> flawed(flaw, plan, authority, keys)));
    }

    /** One with each kind of keys. */
    private static Map<String, CompletableFuture<Issued>> made(
            Supplier<CompletableFuture<KeyPair>> rsaKeys, Function<KeyPair, Issued> making) {
        return Map.of(
                "RSA",
                rsaKeys.get().thenApply(making),
                "EC",
                CompletableFuture.completedFuture(making.apply(CertificateAuthority.ecKeys())));
    }

    /** Completes once no handshake has to wait for keys. */
    CompletableFuture<Void> ready() {
        return CompletableFuture.allOf(
                byHost.values().stream().flatMap(each -> each.values().stream()).toArray(CompletableFuture[]::new));
    }

    private static Issued flawed(Flaw flaw, TlsPlan plan, CertificateAuthority authority, KeyPair keys) {
        List<String> names = Stream.concat(
                        Stream.of(plan.certificate()), plan.byHost().stream().map(HostCertificate::certificate))
                .flatMap(each -> Stream.concat(each.names().stream(), namesIn(each.chainPem()).stream()))
                .distinct()
                .toList();
        return switch (flaw) {
            case EXPIRED -> authority.issueExpiredForServer(names, keys);
            case WRONG_NAME -> authority.issueForServer(List.of(OTHER_HOST), keys);
            case UNTRUSTED -> authority.stranger().issueForServer(names, keys);
        };
    }

    /** The hosts and addresses that a given certificate is for. */
    private static List<String> namesIn(@Nullable String chainPem) {
        if (chainPem == null) {
            return List.of();
        }
        try {
            Collection<List<?>> names = Pem.certificates(chainPem).get(0).getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(each -> DNS_NAME.equals(each.get(0)) || IP_ADDRESS.equals(each.get(0)))
                            .map(each -> String.valueOf(each.get(1)))
                            .toList();
        } catch (CertificateParsingException unreadable) {
            throw new IllegalArgumentException("a certificate has unreadable names", unreadable);
        }
    }

    private static Map<String, CompletableFuture<Issued>> issued(
            CertificatePlan plan, CertificateAuthority authority, Supplier<CompletableFuture<KeyPair>> rsaKeys) {
        String chain = plan.chainPem();
        String key = plan.keyPem();
        if (chain == null || key == null) {
            return made(rsaKeys, keys -> authority.issueForServer(plan.names(), keys));
        }
        try {
            Issued given = new Issued(Pem.certificates(chain), Pem.privateKey(key));
            ServerTls.requireOwnKey(given);
            return Map.of(given.key().getAlgorithm(), CompletableFuture.completedFuture(given));
        } catch (IllegalArgumentException unreadable) {
            throw new IllegalArgumentException("certificate " + plan.id() + ": " + unreadable.getMessage(), unreadable);
        }
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        String algorithm = keyType.startsWith("EC") ? "EC" : keyType.startsWith("RSA") ? "RSA" : keyType;
        String host = engine == null ? ANY_HOST : host(engine);
        return certificates(host).containsKey(algorithm) ? algorithm + " " + host : null;
    }

    private String host(SSLEngine engine) {
        if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
            for (SNIServerName name : session.getRequestedServerNames()) {
                if (name instanceof SNIHostName asked) {
                    return ServerNames.match(asked.getAsciiName(), hosts).orElse(ANY_HOST);
                }
            }
        }
        return ANY_HOST;
    }

    private Map<String, CompletableFuture<Issued>> certificates(String host) {
        return byHost.getOrDefault(host, Map.of());
    }

    /** The certificate of an alias, which is the algorithm of its key and its host. */
    private @Nullable Issued certificate(String alias) {
        int space = alias.indexOf(' ');
        CompletableFuture<Issued> issued =
                certificates(alias.substring(space + 1)).get(alias.substring(0, space));
        return issued == null ? null : issued.join();
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        Issued issued = certificate(alias);
        return issued == null ? null : issued.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        Issued issued = certificate(alias);
        return issued == null ? null : issued.key();
    }

    // ---- asked of clients, and of servers with sockets, which this is not

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
