package dev.blb.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.blb.contract.catalogue.Catalogue;
import dev.blb.contract.evidence.Axis;
import dev.blb.contract.evidence.Contract;
import dev.blb.contract.evidence.Covers;
import dev.blb.contract.evidence.EmulatorOnly;
import dev.blb.contract.evidence.Evidence;
import dev.blb.contract.evidence.Evidence.Source;
import dev.blb.contract.target.Given;
import dev.blb.contract.target.Settings.Variable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Security groups of an instance, ordinary and enterprise ones. */
@Contract
class SecurityGroupContract {
    private static final String ADDRESSES = "all|[0-9.]+(/\\d+)?|[0-9a-fA-F:]+(/\\d+)?";

    /** The two kinds of groups. */
    enum Kind {
        ORDINARY(
                "securitygroup",
                "securityGroupIds",
                "blbSecurityGroups",
                "securityGroup",
                "r-[0-9a-zA-Z]+",
                Variable.BLB_TEST_SECURITY_GROUP_NAME),
        ENTERPRISE(
                "enterprise/securitygroup",
                "enterpriseSecurityGroupIds",
                "enterpriseSecurityGroups",
                "enterpriseSecurityGroup",
                "esgr-[0-9a-zA-Z]+",
                Variable.BLB_TEST_ENTERPRISE_SECURITY_GROUP_NAME);

        private final String path;
        private final String ids;
        private final String list;
        private final String prefix;
        private final String ruleId;
        private final Variable name;

        Kind(String path, String ids, String list, String prefix, String ruleId, Variable name) {
            this.path = path;
            this.ids = ids;
            this.list = list;
            this.prefix = prefix;
            this.ruleId = ruleId;
            this.name = name;
        }
    }

    private Given given;
    private String blbId;

    @BeforeEach
    void prepare(Given fixtures) {
        given = fixtures;
        blbId = fixtures.fixture(String.class, Given::lease);
    }

    @AfterEach
    void unbind() {
        given.cleanUp(() -> {
            for (Kind kind : Kind.values()) {
                if (!ids(kind).isEmpty()) {
                    change(kind, "unbind");
                    isBound(kind, false);
                }
            }
        });
    }

    private String group(Kind kind) {
        return given.settings()
                .require(
                        kind == Kind.ORDINARY
                                ? Variable.BLB_TEST_SECURITY_GROUP_ID
                                : Variable.BLB_TEST_ENTERPRISE_SECURITY_GROUP_ID);
    }

    private String path(Kind kind) {
        return "/v1/blb/" + blbId + "/" + kind.path;
    }

    private void change(Kind kind, String flag) {
        given.change(blbId, "PUT", path(kind) + "?" + flag, "{\"" + kind.ids + "\":[\"" + group(kind) + "\"]}");
    }

    private JsonNode groups(Kind kind) {
        return given.cloud().get(path(kind)).ok().json().path(kind.list);
    }

    private List<String> ids(Kind kind) {
        return Catalogue.stream(groups(kind))
                .map(group -> group.path(kind.prefix + "Id").asText())
                .toList();
    }

    private void isBound(Kind kind, boolean bound) {
        given.eventually(() -> assertThat(ids(kind)).isEqualTo(bound ? List.of(group(kind)) : List.of()));
    }

    @ParameterizedTest(name = "{0}: none bound is an empty list")
    @EnumSource
    @Covers(
            value = Axis.ANSWER,
            operations = {"DescribeBlbSecurityGroups", "DescribeBlbEnterpriseSecurityGroups"})
    @Evidence(value = Source.DOCS, at = "[skill] an empty array")
    void noneBoundIsAnEmptyList(Kind kind) {
        JsonNode groups = groups(kind);
        assertThat(groups.isArray()).isTrue();
        assertThat(groups).isEmpty();
    }

    @ParameterizedTest(name = "{0}: a bound group is listed with its rules")
    @EnumSource
    @Covers(
            value = Axis.ANSWER,
            operations = {"DescribeBlbSecurityGroups", "DescribeBlbEnterpriseSecurityGroups"})
    @Evidence(value = Source.SEED, at = "describe security groups: members")
    void aBoundGroupIsListedWithItsRules(Kind kind) {
        change(kind, "bind");
        isBound(kind, true);
        JsonNode group = groups(kind).get(0);

        given.settings()
                .find(kind.name)
                .ifPresent(name ->
                        assertThat(group.path(kind.prefix + "Name").asText()).isEqualTo(name));
        assertThat(group.path(kind.prefix + "Name").isTextual()).isTrue();
        assertThat(group.path(kind.prefix + "Desc").isTextual()).isTrue();
        if (kind == Kind.ORDINARY) {
            assertThat(group.path("vpcName").asText())
                    .isEqualTo(given.cloud().get("/v1/blb/" + blbId).ok().text("/vpcName"));
        }
        assertThat(Catalogue.stream(group.path(kind.prefix + "Rules")))
                .isNotEmpty()
                .allSatisfy(rule -> isRule(kind, rule));
    }

    @ParameterizedTest(name = "{0}: the group and its rules are shown as they are declared")
    @EnumSource
    @Covers(
            value = Axis.ANSWER,
            operations = {"DescribeBlbSecurityGroups", "DescribeBlbEnterpriseSecurityGroups"})
    @Evidence(value = Source.SEED, at = "describe security groups: members")
    @EmulatorOnly("it takes a group whose rules are known: the run declares it")
    void aGroupIsShownAsItIsDeclared(Kind kind) {
        change(kind, "bind");
        JsonNode declared = declaredGroup(kind);

        given.eventually(() -> {
            JsonNode shown = groups(kind).path(0);
            declared.properties().stream()
                    .filter(member -> !member.getKey().equals("account"))
                    .forEach(member -> assertThat(shown.path(member.getKey()))
                            .as(member.getKey())
                            .isEqualTo(member.getValue()));
        });
    }

    private static JsonNode declaredGroup(Kind kind) {
        try (InputStream in = SecurityGroupContract.class.getResourceAsStream("/emulator-world.json")) {
            return new ObjectMapper().readTree(in).path(kind.prefix + "s").path(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void isRule(Kind kind, JsonNode rule) {
        boolean ingress = rule.path("direction").asText().equals("ingress");
        assertThat(rule.path(kind.prefix + "RuleId").asText()).matches(kind.ruleId);
        assertThat(rule.path("direction").asText()).isIn("ingress", "egress");
        assertThat(rule.path("ethertype").asText()).isIn("IPv4", "IPv6");
        assertThat(rule.path("portRange").asText()).matches("|\\d{1,5}(-\\d{1,5})?(,\\d{1,5}(-\\d{1,5})?)*");
        assertThat(rule.path("protocol").asText()).isIn("tcp", "udp", "icmp", "all");
        assertThat(rule.path(ingress ? "sourceIp" : "destIp").isTextual()).isTrue();
        assertThat(rule.path(ingress ? "sourceIp" : "destIp").asText()).matches(ADDRESSES);
        if (kind == Kind.ENTERPRISE) {
            assertThat(rule.path(ingress ? "destIp" : "sourceIp").asText("none"))
                    .as("the address of the other direction")
                    .isEmpty();
            assertThat(rule.path("remark").isTextual()).isTrue();
            assertThat(rule.path("remark").asText()).doesNotMatch(ADDRESSES);
            assertThat(rule.path("action").asText()).isIn("allow", "deny");
            assertThat(rule.path("priority").isIntegralNumber()).isTrue();
            assertThat(rule.path("priority").asInt()).isBetween(1, 1000);
        } else {
            JsonNode group = rule.path(ingress ? "sourceGroupId" : "destGroupId");
            assertThat(group.isTextual()).isTrue();
            assertThat(group.asText()).matches("|g-[0-9a-zA-Z]+");
        }
    }

    @ParameterizedTest(name = "{0}: bind and unbind")
    @EnumSource
    @Covers(
            value = Axis.DRIVEN,
            operations = {
                "BindBlbSecurityGroup",
                "UnbindBlbSecurityGroup",
                "BindBlbEnterpriseSecurityGroup",
                "UnbindBlbEnterpriseSecurityGroup"
            })
    @Evidence(value = Source.SEED, at = "bind and unbind")
    void aGroupIsBoundAndUnbound(Kind kind) {
        change(kind, "bind");
        isBound(kind, true);
        change(kind, "unbind");
        isBound(kind, false);
    }

    @ParameterizedTest(name = "{0}: binding again and unbinding again succeed without change")
    @EnumSource
    @Covers(
            value = Axis.STATES,
            operations = {
                "BindBlbSecurityGroup",
                "UnbindBlbSecurityGroup",
                "BindBlbEnterpriseSecurityGroup",
                "UnbindBlbEnterpriseSecurityGroup"
            })
    @Evidence(value = Source.ASSUMED, at = "[m10] succeed without change")
    void bindingAndUnbindingTwiceSucceedWithoutChange(Kind kind) {
        change(kind, "bind");
        change(kind, "bind");
        isBound(kind, true);
        change(kind, "unbind");
        change(kind, "unbind");
        isBound(kind, false);
    }

    @ParameterizedTest(name = "{0}: the other kind is untouched")
    @EnumSource
    @Covers(
            value = Axis.STATES,
            operations = {"BindBlbSecurityGroup", "BindBlbEnterpriseSecurityGroup"})
    @Evidence(value = Source.ASSUMED, at = "[m10] both kinds may be bound together")
    void theKindsDoNotMix(Kind kind) {
        Kind other = kind == Kind.ORDINARY ? Kind.ENTERPRISE : Kind.ORDINARY;
        change(kind, "bind");
        isBound(other, false);
        change(other, "bind");
        isBound(kind, true);
        isBound(other, true);
    }
}
