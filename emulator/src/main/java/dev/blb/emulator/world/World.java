package dev.blb.emulator.world;

import static dev.blb.emulator.api.ApiError.CERTIFICATE_NOT_FOUND;
import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;

import dev.blb.emulator.api.AccountSettings.References;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What lies around a load balancer and is made by other services: networks, machines, groups, certificates.
 *
 * <p>A small world is always declared. With strict references nothing else exists; with lenient ones every well-formed
 * id does, and what it stands for is derived from the id, so that it is the same on every run (assumption).
 */
public final class World {
    /** The declared VPC. */
    public static final String VPC = "vpc-emulator0001";

    /** The declared subnet of that VPC. */
    public static final String SUBNET = "sbn-emulator0001";

    private static final Cidr VPC_CIDR = Cidr.parse("172.16.0.0/12");
    private static final Cidr SUBNET_CIDR = Cidr.parse("172.16.0.0/13");
    private static final Cidr MACHINE_CIDR = Cidr.parse("172.24.0.0/16");
    private static final String VPC_NAME = "emulator-default";

    private static final List<String> MACHINES = IntStream.rangeClosed(1, 10)
            .mapToObj(i -> String.format(Locale.ROOT, "i-emul%04d", i))
            .toList();
    private static final List<String> GROUPS = List.of("g-emulator0001", "g-emulator0002");
    private static final List<String> ENTERPRISE_GROUPS = List.of("esg-emulator0001", "esg-emulator0002");
    private static final List<String> CERTIFICATES = List.of("cert-emulator0001", "cert-emulator0002");
    private static final List<String> EIPS = List.of("203.0.113.10", "203.0.113.11");

    /** A subnet in its VPC. */
    public record Network(String vpcId, String subnetId) {}

    /** A rule of an ordinary group, by the wire's names; an ingress rule shows only source members [seed]. */
    public record GroupRule(
            String securityGroupRuleId,
            String direction,
            String ethertype,
            String portRange,
            String protocol,
            String sourceGroupId,
            String sourceIp) {}

    /** An ordinary group, by the wire's names. */
    public record Group(
            String securityGroupId,
            String securityGroupName,
            String securityGroupDesc,
            String vpcName,
            List<GroupRule> securityGroupRules) {}

    /** A rule of an enterprise group, by the wire's names. */
    public record EnterpriseRule(
            String enterpriseSecurityGroupRuleId,
            String remark,
            String direction,
            String action,
            int priority,
            String ethertype,
            String portRange,
            String protocol,
            String sourceIp,
            String destIp) {}

    /** An enterprise group, by the wire's names. */
    public record EnterpriseGroup(
            String enterpriseSecurityGroupId,
            String enterpriseSecurityGroupName,
            String enterpriseSecurityGroupDesc,
            List<EnterpriseRule> enterpriseSecurityGroupRules) {}

    /** A kind of thing that a request may name. */
    public enum Kind {
        VPC_ID("vpc-[A-Za-z0-9_-]{1,64}", "vpc- and letters or digits", List.of(VPC)),
        SUBNET_ID("sbn-[A-Za-z0-9_-]{1,64}", "sbn- and letters or digits", List.of(SUBNET)),
        MACHINE("[A-Za-z][A-Za-z0-9_-]{0,63}", "letters, digits, - and _, such as i-YfAibl4A", MACHINES),
        GROUP("g-[A-Za-z0-9_-]{1,64}", "g- and letters or digits", GROUPS),
        ENTERPRISE_GROUP("esg-[A-Za-z0-9_-]{1,64}", "esg- and letters or digits", ENTERPRISE_GROUPS),
        CERTIFICATE("cert-[A-Za-z0-9_-]{1,64}", "cert- and letters or digits", CERTIFICATES),
        EIP("\\d{1,3}(\\.\\d{1,3}){3}", "an IPv4 address", EIPS);

        private final Pattern form;
        private final String inWords;
        private final List<String> declared;

        Kind(String form, String inWords, List<String> declared) {
            this.form = Pattern.compile(form);
            this.inWords = inWords;
            this.declared = declared;
        }

        /** The ids that are always declared. */
        public List<String> declared() {
            return declared;
        }
    }

    /**
     * Accepts a reference.
     *
     * @throws dev.blb.emulator.api.ApiException InvalidParameter if it is malformed, or unknown and references are
     *     strict; CertificateNotFound for an unknown certificate
     */
    public void require(References references, Kind kind, String parameter, String id) {
        if (!kind.form.matcher(id).matches()) {
            throw INVALID_PARAMETER.with("%s is \"%s\"; allowed is an id: %s", parameter, id, kind.inWords);
        }
        if (references == References.STRICT && !kind.declared.contains(id)) {
            String detail = "%s is \"%s\", which is not declared; with strict references only %s exist";
            throw (kind == Kind.CERTIFICATE ? CERTIFICATE_NOT_FOUND : INVALID_PARAMETER)
                    .with(detail, parameter, id, String.join(", ", kind.declared));
        }
    }

    /** The CIDR that an instance in this network shows. */
    public Cidr cidr(Network network) {
        return network.vpcId().equals(VPC) ? VPC_CIDR : invented(network.vpcId(), 8, 8);
    }

    /** The addresses of this network's subnet. */
    public Cidr subnetCidr(Network network) {
        // An invented subnet is a slice of its VPC's 10.0.0.0/8.
        return network.subnetId().equals(SUBNET) ? SUBNET_CIDR : invented(network.subnetId(), 8, 16);
    }

    /** Whether the subnet was declared, so that its CIDR is a fact and not an invention. */
    public boolean isDeclared(Network network) {
        return Kind.SUBNET_ID.declared.contains(network.subnetId());
    }

    /** The name of a VPC. */
    public String vpcName(String vpcId) {
        return vpcId.equals(VPC) ? VPC_NAME : "vpc-" + word(vpcId, 6);
    }

    /** The private address of a machine. */
    public String privateIp(String machineId) {
        int index = MACHINES.indexOf(machineId);
        long host = index >= 0 ? index + 1 : 256 + spread(machineId) % (MACHINE_CIDR.size() - 512);
        return MACHINE_CIDR.address(host);
    }

    /** What an ordinary group contains. */
    public Group group(String id, String vpcId) {
        return new Group(
                id,
                "sg-" + word(id, 6),
                "",
                vpcName(vpcId),
                List.of(new GroupRule("r-" + word(id, 12), "ingress", "IPv4", "1-65535", "tcp", "", "all")));
    }

    /** What an enterprise group contains. */
    public EnterpriseGroup enterpriseGroup(String id) {
        return new EnterpriseGroup(
                id,
                "esg-" + word(id, 6),
                "",
                List.of(new EnterpriseRule(
                        "esgr-" + word(id, 12), "", "ingress", "allow", 500, "IPv4", "1-65535", "tcp", "all", "")));
    }

    /** The declared ids by kind, for the README. */
    public static Map<String, List<String>> declared() {
        return Stream.of(Kind.values())
                .collect(Collectors.toMap(
                        kind -> kind.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        Kind::declared,
                        (a, b) -> a,
                        java.util.LinkedHashMap::new));
    }

    private static Cidr invented(String id, int fixedBits, int prefix) {
        int second = prefix > fixedBits ? (int) (spread(id) % 256) : 0;
        return Cidr.parse("10." + second + ".0.0/" + prefix);
    }

    private static String word(String id, int length) {
        String text = Long.toString(spread(id), 36) + Long.toString(spread(id + "'"), 36) + "000000000000";
        return text.substring(0, length);
    }

    /** A stable, well mixed, non-negative number for a text (FNV-1a with a final mix). */
    private static long spread(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        return (hash ^ (hash >>> 33)) >>> 1;
    }
}
