package dev.blb.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.contract.evidence.Axis;
import dev.blb.contract.evidence.Contract;
import dev.blb.contract.evidence.Covers;
import dev.blb.contract.evidence.Evidence;
import dev.blb.contract.evidence.Evidence.Source;
import dev.blb.contract.target.Given;
import dev.blb.contract.target.Settings.Variable;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Security groups of an instance, ordinary and enterprise ones. */
@Contract
class SecurityGroupContract {
    /** The two kinds of groups. */
    enum Kind {
        ORDINARY("securitygroup", "securityGroupIds", "blbSecurityGroups", "securityGroup"),
        ENTERPRISE(
                "enterprise/securitygroup",
                "enterpriseSecurityGroupIds",
                "enterpriseSecurityGroups",
                "enterpriseSecurityGroup");

        private final String path;
        private final String ids;
        private final String list;
        private final String prefix;

        Kind(String path, String ids, String list, String prefix) {
            this.path = path;
            this.ids = ids;
            this.list = list;
            this.prefix = prefix;
        }
    }

    private Given given;
    private String blbId;

    @BeforeAll
    void prepare(Given fixtures) {
        given = fixtures;
        blbId = fixtures.instance();
    }

    @AfterEach
    void unbind() {
        for (Kind kind : Kind.values()) {
            change(kind, "unbind");
        }
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

    @ParameterizedTest(name = "{0}: none bound is an empty list")
    @EnumSource
    @Covers(
            value = Axis.ANSWER,
            operations = {"DescribeBlbSecurityGroups", "DescribeBlbEnterpriseSecurityGroups"})
    @Evidence(value = Source.DOCS, at = "[skill] an empty array")
    void noneBoundIsAnEmptyList(Kind kind) {
        assertThat(groups(kind).isArray()).isTrue();
        assertThat(groups(kind)).isEmpty();
    }

    @ParameterizedTest(name = "{0}: a bound group is listed with its rules")
    @EnumSource
    @Covers(
            value = Axis.ANSWER,
            operations = {"DescribeBlbSecurityGroups", "DescribeBlbEnterpriseSecurityGroups"})
    @Evidence(value = Source.SEED, at = "describe security groups: members")
    void aBoundGroupIsListedWithItsRules(Kind kind) {
        change(kind, "bind");
        JsonNode group = groups(kind).get(0);

        assertThat(group.path(kind.prefix + "Id").asText()).isEqualTo(group(kind));
        assertThat(group.path(kind.prefix + "Name").isTextual()).isTrue();
        assertThat(group.path(kind.prefix + "Desc").isTextual()).isTrue();
        assertThat(group.has("vpcName")).isEqualTo(kind == Kind.ORDINARY);
        assertThat(Catalogue.stream(group.path(kind.prefix + "Rules")))
                .isNotEmpty()
                .allSatisfy(rule -> {
                    assertThat(rule.path(kind.prefix + "RuleId").asText()).isNotEmpty();
                    assertThat(rule.path("direction").asText()).isIn("ingress", "egress");
                    assertThat(rule.path("ethertype").asText()).isIn("IPv4", "IPv6");
                    assertThat(rule.has("portRange")).isTrue();
                    assertThat(rule.has("protocol")).isTrue();
                    if (kind == Kind.ENTERPRISE) {
                        assertThat(rule.path("action").asText()).isIn("allow", "deny");
                        assertThat(rule.path("priority").asInt()).isBetween(1, 1000);
                    }
                });
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
        assertThat(ids(kind)).containsExactly(group(kind));
        change(kind, "unbind");
        assertThat(ids(kind)).isEmpty();
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
        assertThat(ids(kind)).containsExactly(group(kind));
        change(kind, "unbind");
        change(kind, "unbind");
        assertThat(ids(kind)).isEmpty();
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
        assertThat(ids(other)).isEmpty();
        change(other, "bind");
        assertThat(ids(kind)).containsExactly(group(kind));
        assertThat(ids(other)).containsExactly(group(other));
    }
}
