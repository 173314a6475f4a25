package dev.blb.emulator.forwarding;

import dev.blb.emulator.certificate.Certificates;
import dev.blb.emulator.instance.LoadBalancer;
import dev.blb.emulator.listener.ListenerSettings.HostCertificate;
import dev.blb.emulator.listener.ListenerSettings.Tls;
import dev.blb.emulator.traffic.Ciphers;
import dev.blb.emulator.traffic.TlsPlan;
import dev.blb.emulator.traffic.TlsPlan.AuthorityPlan;
import dev.blb.emulator.traffic.TlsPlan.CertificatePlan;
import dev.blb.emulator.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Makes plans of how TLS is ended, out of the certificates that are declared. */
public final class CertificatePlans {
    private final World world;

    /** Plans with the certificates of this world. */
    public CertificatePlans(World world) {
        this.world = world;
    }

    TlsPlan plan(LoadBalancer instance, Tls tls) {
        String clientCertId = tls.clientCertId();
        return new TlsPlan(
                tls.protocols(),
                tls.ciphers().isEmpty()
                        ? Ciphers.platform()
                        : List.of(tls.ciphers().split(":", -1)),
                certificate(instance, tls.certId(), tls),
                tls.hosts().stream()
                        .map(host ->
                                new TlsPlan.HostCertificate(host.host(), certificate(instance, host.certId(), tls)))
                        .toList(),
                clientCertId == null ? null : authority(instance, clientCertId));
    }

    private CertificatePlan certificate(LoadBalancer instance, String certId, Tls tls) {
        Certificates.Declared declared = Certificates.of(world.of(instance.account()), certId);
        List<String> names = new ArrayList<>(declared.domains());
        tls.hosts().stream()
                .filter(host -> host.certId().equals(certId))
                .map(HostCertificate::host)
                .forEach(names::add);
        Stream.of(instance.place().address(), "localhost", "127.0.0.1").forEach(names::add);
        // Without its key a declared certificate is of no use, which is shown; it is not replaced by a made one.
        String missing = declared.chain().isPresent() ? "" : null;
        return new CertificatePlan(
                certId,
                declared.chain().orElse(null),
                declared.privateKey().orElse(missing),
                names.stream().distinct().toList());
    }

    private AuthorityPlan authority(LoadBalancer instance, String certId) {
        return new AuthorityPlan(
                certId,
                Certificates.of(world.of(instance.account()), certId).chain().orElse(null));
    }
}
