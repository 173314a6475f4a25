package dev.blb.emulator.world;

import static dev.blb.emulator.api.ApiError.CERTIFICATE_NOT_FOUND;
import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.schema.Field.characters;
import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.listOf;
import static dev.blb.emulator.schema.Field.listOfObjects;
import static dev.blb.emulator.schema.Field.oneOf;
import static dev.blb.emulator.schema.Field.text;

import dev.blb.emulator.account.DeclarationStore;
import dev.blb.emulator.account.DeclarationStore.Declaration;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.References;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.ReadModel;
import dev.blb.emulator.schema.Field;
import dev.blb.emulator.schema.Schema;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What lies around a load balancer and is made by other services: networks, machines, groups, certificates.
 *
 * <p>A small world is always declared, more by seeds and control routes, for one account or for all. With strict references
 * nothing else exists; with lenient ones every well-formed id does, and what it stands for is derived from the id, so that
 * it is the same on every run (assumption [m15][m41]).
 */
public final class World implements ReadModel {
    /** The declared VPC. */
    public static final String VPC = "vpc-emulator0001";

    /** The declared subnet of that VPC. */
    public static final String SUBNET = "sbn-emulator0001";

    private static final Cidr VPC_CIDR = Cidr.parse("172.16.0.0/12");
    private static final Cidr DERIVED_CIDR = Cidr.parse("10.0.0.0/8");
    private static final Cidr SUBNET_CIDR = Cidr.parse("172.16.0.0/13");
    /** With the data plane on these are used: each address of 127.0.0.0/8 is one of this machine on Linux. */
    private static final Cidr LOOPBACK_VPC_CIDR = Cidr.parse("127.64.0.0/10");

    private static final Cidr LOOPBACK_SUBNET_CIDR = Cidr.parse("127.64.0.0/11");
    private static final Cidr LOOPBACK_DERIVED_CIDR = Cidr.parse("127.96.0.0/11");

    /** 127.127.0.0/16 is left out: mapped listeners have their addresses there. */
    private static final int LOOPBACK_DERIVED_SUBNETS = 31;

    private static final Cidr MACHINE_CIDR = Cidr.parse("172.24.0.0/16");
    private static final String VPC_NAME = "emulator-default";
    private static final int MOST_NAMED = 20;
    private static final int MOST_PEM = 65_536;

    private static final List<String> MACHINES = IntStream.rangeClosed(1, 10)
            .mapToObj(i -> String.format(Locale.ROOT, "i-emul%04d", i))
            .toList();
    private static final List<String> GROUPS = List.of("g-emulator0001", "g-emulator0002");
    private static final List<String> ENTERPRISE_GROUPS = List.of("esg-emulator0001", "esg-emulator0002");
    private static final List<String> CERTIFICATES = List.of("cert-emulator0001", "cert-emulator0002");
    private static final List<String> EIPS = List.of("203.0.113.10", "203.0.113.11");

    private final Map<String, Map<Kind, Map<String, Members>>> byAccount = new ConcurrentHashMap<>();
    private final boolean loopback;

    /** A world in which nothing is declared yet but what always is. */
    public World() {
        this(false);
    }

    /**
     * The same.
     *
     * @param loopback whether networks that are not declared lie in 127.64.0.0/10, so that their addresses are this machine's
     */
    public World(boolean loopback) {
        this.loopback = loopback;
    }

    /** A subnet in its VPC. */
    public record Network(String vpcId, String subnetId) {}

    /** A rule of an ordinary group, by the wire's names; it shows source members or dest members [seed]. */
    public record GroupRule(
            String securityGroupRuleId,
            String direction,
            String ethertype,
            String portRange,
            String protocol,
            @Nullable String sourceGroupId,
            @Nullable String sourceIp,
            @Nullable String destGroupId,
            @Nullable String destIp) {}

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

    /**
     * What is declared of a certificate.
     *
     * @param certificate its chain as PEM, its own certificate first; empty if only its name is declared
     * @param privateKey its private key as PEM; empty if it is not declared, as for an authority of client certificates
     * @param domains the hosts that it is for, where the emulator makes it
     */
    public record Certificate(Optional<String> certificate, Optional<String> privateKey, List<String> domains) {}

    /** A kind of thing that a request may name. */
    public enum Kind {
        VPC_ID(
                "vpcs",
                "vpcId",
                "vpc-[A-Za-z0-9_-]{1,64}",
                "vpc- and letters or digits",
                List.of(VPC),
                Schema.of(text("name").or(""), cidr())),
        SUBNET_ID(
                "subnets",
                "subnetId",
                "sbn-[A-Za-z0-9_-]{1,64}",
                "sbn- and letters or digits",
                List.of(SUBNET),
                Schema.of(text("name").or(""), text("vpcId").must(), cidr())),
        MACHINE(
                "machines",
                "instanceId",
                "[A-Za-z][A-Za-z0-9_-]{0,63}",
                "letters, digits, - and _, such as i-YfAibl4A",
                MACHINES,
                Schema.of(text("name").or(""), address("privateIp"))),
        GROUP(
                "securityGroups",
                "securityGroupId",
                "g-[A-Za-z0-9_-]{1,64}",
                "g- and letters or digits",
                GROUPS,
                Schema.of(
                        text("securityGroupName").or(""),
                        text("securityGroupDesc").or(""),
                        listOfObjects(
                                "securityGroupRules",
                                text("securityGroupRuleId"),
                                oneOf("direction", "ingress", "egress").or("ingress"),
                                oneOf("ethertype", "IPv4", "IPv6").or("IPv4"),
                                text("portRange").or("1-65535"),
                                oneOf("protocol", "all", "tcp", "udp", "icmp").or("tcp"),
                                text("sourceGroupId").or(""),
                                text("sourceIp").or("all"),
                                text("destGroupId").or(""),
                                text("destIp").or("all")))),
        ENTERPRISE_GROUP(
                "enterpriseSecurityGroups",
                "enterpriseSecurityGroupId",
                "esg-[A-Za-z0-9_-]{1,64}",
                "esg- and letters or digits",
                ENTERPRISE_GROUPS,
                Schema.of(
                        text("enterpriseSecurityGroupName").or(""),
                        text("enterpriseSecurityGroupDesc").or(""),
                        listOfObjects(
                                "enterpriseSecurityGroupRules",
                                text("enterpriseSecurityGroupRuleId"),
                                text("remark").or(""),
                                oneOf("direction", "ingress", "egress").or("ingress"),
                                oneOf("action", "allow", "deny").or("allow"),
                                integer("priority", 1, 1000).or(500),
                                oneOf("ethertype", "IPv4", "IPv6").or("IPv4"),
                                text("portRange").or("1-65535"),
                                oneOf("protocol", "all", "tcp", "udp", "icmp").or("tcp"),
                                text("sourceIp").or(""),
                                text("destIp").or("")))),
        CERTIFICATE(
                "certificates",
                "certId",
                "cert-[A-Za-z0-9_-]{1,64}",
                "cert- and letters or digits",
                CERTIFICATES,
                Schema.of(
                        text("certName").or(""),
                        pem("certificate", "CERTIFICATE", "a certificate, or a chain with its own certificate first"),
                        pem("privateKey", "([A-Z]+ )?PRIVATE KEY", "a private key that is not encrypted"),
                        listOf("domains", text("domain")))),
        EIP(
                "eips",
                "eip",
                "\\d{1,3}(\\.\\d{1,3}){3}",
                "an IPv4 address",
                EIPS,
                Schema.of(text("name").or("")));

        private final String plural;
        private final String idMember;
        private final Pattern form;
        private final String inWords;
        private final List<String> declared;
        private final Schema members;

        Kind(String plural, String idMember, String form, String inWords, List<String> declared, Schema members) {
            this.plural = plural;
            this.idMember = idMember;
            this.form = Pattern.compile(form);
            this.inWords = inWords;
            this.declared = declared;
            this.members = members;
        }

        private static Field cidr() {
            return text("cidr")
                    .matching("(\\d{1,3}\\.){3}\\d{1,3}/\\d{1,2}", "an IPv4 block such as 192.168.0.0/24")
                    .must();
        }

        private static Field pem(String name, String block, String inWords) {
            return characters(name, 1, MOST_PEM)
                    .matching("(?s).*-----BEGIN " + block + "-----.*", inWords + " as PEM (-----BEGIN ...-----)");
        }

        private static Field address(String name) {
            return text(name).matching("(\\d{1,3}\\.){3}\\d{1,3}", "an IPv4 address");
        }

        /** What several are called, in paths and seeds. */
        public String plural() {
            return plural;
        }

        /** The member that names one. */
        public String idMember() {
            return idMember;
        }

        /** What may be said of one, without its id. */
        public Schema members() {
            return members;
        }

        /** The ids that are always declared. */
        public List<String> declared() {
            return declared;
        }

        /** The kind of this plural, or InvalidParameter. */
        public static Kind of(String plural) {
            return Stream.of(values())
                    .filter(kind -> kind.plural.equals(plural))
                    .findFirst()
                    .orElseThrow(() -> INVALID_PARAMETER.at(
                            "kind",
                            "is \"%s\"; allowed is one of %s",
                            plural,
                            Stream.of(values()).map(Kind::plural).collect(Collectors.joining(", "))));
        }

        private void requireForm(String parameter, String id) {
            if (!form.matcher(id).matches() || (this == EIP && Cidr.number(id).isEmpty())) {
                throw INVALID_PARAMETER.at(parameter, "is \"%s\"; allowed is an id: %s", id, inWords);
            }
        }
    }

    @Override
    public void reload(Tx tx, String account) {
        Map<String, Map<Kind, Map<String, Members>>> loaded = new HashMap<>();
        for (Declaration declaration : new DeclarationStore(tx).all(account)) {
            for (Kind kind : Kind.values()) {
                if (kind.plural.equals(declaration.kind())) {
                    loaded.computeIfAbsent(declaration.account(), key -> new EnumMap<>(Kind.class))
                            .computeIfAbsent(kind, key -> new TreeMap<>())
                            .put(declaration.id(), declaration.members());
                }
            }
        }
        if (account.isEmpty()) {
            byAccount.keySet().retainAll(loaded.keySet());
        } else {
            byAccount.remove(account);
        }
        byAccount.putAll(loaded);
    }

    /** The world as an account sees it. */
    public View of(String account) {
        return new View(this, account);
    }

    private Optional<Members> find(String account, Kind kind, String id) {
        return Optional.ofNullable(things(account, kind).get(id))
                .or(() -> Optional.ofNullable(things("", kind).get(id)));
    }

    private Map<String, Members> things(String account, Kind kind) {
        return byAccount.getOrDefault(account, Map.of()).getOrDefault(kind, Map.of());
    }

    /** Checks something that is to be declared, against what the account sees declared. */
    public static void checkDeclarable(View view, Kind kind, String id, Members members) {
        kind.requireForm(kind.idMember(), id);
        members.optionalText("privateIp").ifPresent(address -> {
            if (Cidr.number(address).isEmpty()) {
                throw INVALID_PARAMETER.at("privateIp", "is \"%s\"; allowed is an IPv4 address", address);
            }
        });
        if (kind == Kind.VPC_ID) {
            checkedCidr(members, 28);
        }
        if (kind == Kind.SUBNET_ID) {
            Cidr cidr = checkedCidr(members, 29);
            String vpcId = members.text("vpcId");
            view.require(References.STRICT, Kind.VPC_ID, "vpcId", vpcId);
            if (!view.vpcCidr(vpcId).contains(cidr)) {
                throw INVALID_PARAMETER.at(
                        "cidr", "is \"%s\"; allowed is a part of %s, the CIDR of %s", cidr, view.vpcCidr(vpcId), vpcId);
            }
        }
    }

    private static Cidr checkedCidr(Members members, int longestPrefix) {
        String text = members.text("cidr");
        return Cidr.read(text)
                .filter(cidr -> cidr.prefix() >= 8 && cidr.prefix() <= longestPrefix)
                .orElseThrow(() -> INVALID_PARAMETER.at(
                        "cidr",
                        "is \"%s\"; allowed is an IPv4 block whose first address is its base, with a prefix of 8 to"
                                + " %d bits, such as 192.168.0.0/24",
                        text,
                        longestPrefix));
    }

    /** The world as one account sees it: what is declared for it, then for everybody, then always. */
    public record View(World world, String account) {
        private Optional<Members> find(Kind kind, String id) {
            return world.find(account, kind, id);
        }

        /** Whether such a thing is declared. */
        public boolean isDeclared(Kind kind, String id) {
            return kind.declared.contains(id) || find(kind, id).isPresent();
        }

        /**
         * Accepts a reference.
         *
         * @throws dev.blb.emulator.api.ApiException InvalidParameter if it is malformed, or unknown and references are
         *     strict; CertificateNotFound for an unknown certificate
         */
        public void require(References references, Kind kind, String parameter, String id) {
            kind.requireForm(parameter, id);
            if (references == References.STRICT && !isDeclared(kind, id)) {
                String detail = "is \"%s\", which is not declared; with strict references only %s exist";
                throw (kind == Kind.CERTIFICATE ? CERTIFICATE_NOT_FOUND : INVALID_PARAMETER)
                        .at(parameter, detail, id, named(kind));
            }
        }

        private String named(Kind kind) {
            List<String> ids = Stream.of(
                            world.things(account, kind).keySet(),
                            world.things("", kind).keySet(),
                            kind.declared)
                    .flatMap(Collection::stream)
                    .distinct()
                    .toList();
            String some = String.join(", ", ids.subList(0, Math.min(ids.size(), MOST_NAMED)));
            return ids.size() > MOST_NAMED ? some + " and " + (ids.size() - MOST_NAMED) + " more" : some;
        }

        /**
         * Accepts a network that a request names; with strict references the subnet is one of the VPC.
         *
         * @throws dev.blb.emulator.api.ApiException InvalidParameter
         */
        public void require(References references, Network network) {
            require(references, Kind.VPC_ID, "vpcId", network.vpcId());
            require(references, Kind.SUBNET_ID, "subnetId", network.subnetId());
            String vpcId = find(Kind.SUBNET_ID, network.subnetId())
                    .map(subnet -> subnet.text("vpcId"))
                    .orElse(VPC);
            if (references == References.STRICT && !vpcId.equals(network.vpcId())) {
                throw INVALID_PARAMETER.at(
                        "subnetId",
                        "is \"%s\", a subnet of %s; allowed is a subnet of %s",
                        network.subnetId(),
                        vpcId,
                        network.vpcId());
            }
        }

        /** The CIDR of a VPC. */
        public Cidr vpcCidr(String vpcId) {
            return find(Kind.VPC_ID, vpcId)
                    .map(vpc -> Cidr.parse(vpc.text("cidr")))
                    .orElseGet(() -> world.undeclaredVpc(vpcId));
        }

        /** The addresses of a subnet. */
        public Cidr subnetCidr(String subnetId) {
            return find(Kind.SUBNET_ID, subnetId)
                    .map(subnet -> Cidr.parse(subnet.text("cidr")))
                    .orElseGet(() -> world.undeclaredSubnet(subnetId));
        }

        /** The name of a VPC. */
        public String vpcName(String vpcId) {
            return find(Kind.VPC_ID, vpcId)
                    .map(vpc -> vpc.text("name"))
                    .orElseGet(() -> vpcId.equals(VPC) ? VPC_NAME : "vpc-" + word(vpcId, 6));
        }

        /** The private address of a machine. */
        public String privateIp(String machineId) {
            return find(Kind.MACHINE, machineId)
                    .flatMap(machine -> machine.optionalText("privateIp"))
                    .orElseGet(() -> {
                        int index = MACHINES.indexOf(machineId);
                        return MACHINE_CIDR.address(
                                index >= 0 ? index + 1 : 256 + spread(machineId) % (MACHINE_CIDR.size() - 512));
                    });
        }

        /** What is declared of a certificate; nothing for one that is known by its id alone. */
        public Certificate certificate(String id) {
            return find(Kind.CERTIFICATE, id)
                    .map(certificate -> new Certificate(
                            certificate.optionalText("certificate"),
                            certificate.optionalText("privateKey"),
                            certificate.texts("domains")))
                    .orElseGet(() -> new Certificate(Optional.empty(), Optional.empty(), List.of()));
        }

        /** What an ordinary group contains. */
        public Group group(String id, String vpcId) {
            return find(Kind.GROUP, id)
                    .map(group -> new Group(
                            id,
                            group.text("securityGroupName"),
                            group.text("securityGroupDesc"),
                            vpcName(vpcId),
                            numbered(group.objects("securityGroupRules"), id, World::rule)))
                    .orElseGet(() -> new Group(
                            id,
                            "sg-" + word(id, 6),
                            "",
                            vpcName(vpcId),
                            List.of(new GroupRule(
                                    "r-" + word(id, 12), "ingress", "IPv4", "1-65535", "tcp", "", "all", null, null))));
        }

        /** What an enterprise group contains. */
        public EnterpriseGroup enterpriseGroup(String id) {
            return find(Kind.ENTERPRISE_GROUP, id)
                    .map(group -> new EnterpriseGroup(
                            id,
                            group.text("enterpriseSecurityGroupName"),
                            group.text("enterpriseSecurityGroupDesc"),
                            numbered(group.objects("enterpriseSecurityGroupRules"), id, World::enterpriseRule)))
                    .orElseGet(() -> new EnterpriseGroup(
                            id,
                            "esg-" + word(id, 6),
                            "",
                            List.of(new EnterpriseRule(
                                    "esgr-" + word(id, 12),
                                    "",
                                    "ingress",
                                    "allow",
                                    500,
                                    "IPv4",
                                    "1-65535",
                                    "tcp",
                                    "all",
                                    ""))));
        }
    }

    /** Each rule with a word for the id that it has if it was given none. */
    private static <T> List<T> numbered(List<Members> rules, String groupId, BiFunction<Members, String, T> reading) {
        return IntStream.range(0, rules.size())
                .mapToObj(i -> reading.apply(rules.get(i), word(groupId + "#" + i, 12)))
                .toList();
    }

    private static GroupRule rule(Members rule, String word) {
        boolean ingress = rule.text("direction").equals("ingress");
        return new GroupRule(
                rule.optionalText("securityGroupRuleId").orElse("r-" + word),
                rule.text("direction"),
                rule.text("ethertype"),
                rule.text("portRange"),
                rule.text("protocol"),
                ingress ? rule.text("sourceGroupId") : null,
                ingress ? rule.text("sourceIp") : null,
                ingress ? null : rule.text("destGroupId"),
                ingress ? null : rule.text("destIp"));
    }

    private static EnterpriseRule enterpriseRule(Members rule, String word) {
        return new EnterpriseRule(
                rule.optionalText("enterpriseSecurityGroupRuleId").orElse("esgr-" + word),
                rule.text("remark"),
                rule.text("direction"),
                rule.text("action"),
                rule.integer("priority"),
                rule.text("ethertype"),
                rule.text("portRange"),
                rule.text("protocol"),
                rule.text("sourceIp"),
                rule.text("destIp"));
    }

    /** The always declared ids by kind, for the README. */
    public static Map<String, List<String>> declared() {
        return Stream.of(Kind.values())
                .collect(Collectors.toMap(Kind::plural, Kind::declared, (a, b) -> a, LinkedHashMap::new));
    }

    private Cidr undeclaredVpc(String vpcId) {
        boolean builtIn = vpcId.equals(VPC);
        if (loopback) {
            return builtIn ? LOOPBACK_VPC_CIDR : LOOPBACK_DERIVED_CIDR;
        }
        return builtIn ? VPC_CIDR : DERIVED_CIDR;
    }

    /** A derived subnet is a slice of the block that every derived VPC has. */
    private Cidr undeclaredSubnet(String subnetId) {
        boolean builtIn = subnetId.equals(SUBNET);
        if (loopback) {
            return builtIn
                    ? LOOPBACK_SUBNET_CIDR
                    : Cidr.parse("127." + (96 + spread(subnetId) % LOOPBACK_DERIVED_SUBNETS) + ".0.0/16");
        }
        return builtIn ? SUBNET_CIDR : Cidr.parse("10." + spread(subnetId) % 256 + ".0.0/16");
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
