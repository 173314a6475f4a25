package dev.blb.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.contract.catalogue.Catalogue;
import dev.blb.contract.evidence.Axis;
import dev.blb.contract.evidence.CaseSource;
import dev.blb.contract.evidence.Contract;
import dev.blb.contract.evidence.Covers;
import dev.blb.contract.evidence.Evidence;
import dev.blb.contract.evidence.Evidence.Source;
import dev.blb.contract.target.Cloud.Answer;
import dev.blb.contract.target.Given;
import dev.blb.contract.target.RunId;
import dev.blb.contract.target.Settings.Variable;
import dev.blb.contract.target.Undecided;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a create with every member gives: its answer, list and detail, the filters of the list, deletion protection. */
@Contract
@ResourceLock(Scene.OWN_INSTANCE)
class CreateContract {
    private static final int ATTEMPTS = 2;
    private static final List<String> SHARED_WITH_THE_LIST = List.of(
            "blbId",
            "name",
            "desc",
            "address",
            "status",
            "vpcId",
            "subnetId",
            "tags",
            "allowDelete",
            "allowModify",
            "modificationProtectionReason",
            "paymentTiming");

    private Given given;
    private String other = "";
    private @Nullable Made shared;
    private @Nullable AssertionError refusal;
    private @Nullable Undecided undecided;
    private int attempts;

    /**
     * The instance that the cases share.
     *
     * @param sent the body of its create
     * @param created the answer to it
     */
    private record Made(String blbId, ObjectNode sent, Answer created) {}

    @BeforeEach
    void prepare(Given fixtures) {
        given = fixtures;
        String lease = fixtures.fixture(String.class, Given::lease);
        if (!lease.equals(other)) {
            // The fixture was made anew, and with it went what the class had made.
            other = lease;
            shared = null;
            refusal = null;
            undecided = null;
            attempts = 0;
        }
    }

    /** The instance, for cases that are not about its create: they are undecided if it was refused. */
    private Made made() {
        try {
            return createdOrRefused();
        } catch (AssertionError failure) {
            throw new Undecided("the instance of the class could not be made: " + failure.getMessage(), failure);
        }
    }

    /**
     * The instance, which the first case that asks for it makes. A create that was refused is not repeated, one that failed
     * in passing is repeated once.
     */
    private Made createdOrRefused() {
        if (refusal != null) {
            throw refusal;
        }
        if (undecided != null && attempts == ATTEMPTS) {
            throw undecided;
        }
        if (shared == null) {
            attempts++;
            try {
                shared = make();
            } catch (AssertionError failure) {
                refusal = failure;
                throw failure;
            } catch (Undecided failure) {
                undecided = failure;
                throw failure;
            } finally {
                if (shared == null) {
                    given.cleanUp(given::endShared);
                }
            }
        }
        return shared;
    }

    private Made make() {
        // An address that is free, sooner or later: that of an instance which was released.
        Answer released = given.create(given.createBody()).ok();
        // What is not visible yet cannot be released: it would keep the address.
        given.awaitCreated(released.text("/blbId"));
        String address = released.text("/address");
        given.endCase();
        given.eventually(() -> assertThat(timeOfService())
                .as("a second has passed, so that the two instances have different times")
                .isAfter(createTime(other)));
        ObjectNode sent = Scene.object(given.createBody(
                "\"address\":\"" + address + "\"",
                "\"desc\":\"" + "前端".repeat(75) + "\"",
                "\"type\":\"normal\"",
                "\"billing\":{\"paymentTiming\":\"Postpaid\"}",
                "\"tags\":[" + RunId.tag() + ",{\"tagKey\":\"" + "钥".repeat(65) + "\",\"tagValue\":\"" + "v".repeat(65)
                        + "\"}]",
                "\"allowDelete\":false",
                "\"allowModify\":false",
                "\"modificationProtectionReason\":\"" + "r".repeat(128) + "\"",
                "\"allocateIpv6\":true"));
        given.settings().find(Variable.BLB_TEST_EIP).ifPresent(eip -> sent.put("eip", eip));
        sent.put("name", (sent.path("name").asText() + "-" + "n".repeat(65)).substring(0, 65));
        Answer created = given.createShared(sent.toString(), address).ok();
        given.awaitCreated(created.text("/blbId"));
        return new Made(created.text("/blbId"), sent, created);
    }

    private Instant timeOfService() {
        String date = given.cloud().get("/v1/blb/" + other).ok().headers().getOrDefault("date", "");
        assertThat(date).as("the Date header").isNotEmpty();
        return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
    }

    private Instant createTime(String id) {
        String time = given.cloud().get("/v1/blb/" + id).ok().text("/createTime");
        assertThat(time).as("createTime").matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        return Instant.parse(time);
    }

    private String blbId() {
        return made().blbId();
    }

    private JsonNode detail() {
        return given.cloud().get("/v1/blb/" + blbId()).ok().json();
    }

    private JsonNode item() {
        return given.cloud().get("/v1/blb?blbId=" + blbId()).ok().json().at("/blbList/0");
    }

    private static List<String> ids(Answer list) {
        return Catalogue.stream(list.ok().json().path("blbList"))
                .map(item -> item.path("blbId").asText())
                .toList();
    }

    @Test
    @Covers(value = Axis.ANSWER, operations = "CreateBlb")
    @Evidence(value = Source.SEED, at = "create_loadbalancer: answer")
    void aCreateAnswersIdNameDescriptionAndAddresses() {
        ObjectNode sent = createdOrRefused().sent();
        Answer created = createdOrRefused().created();
        assertThat(created.text("/blbId")).matches("lb-[0-9a-zA-Z]{8}");
        assertThat(created.text("/name")).isEqualTo(sent.path("name").asText());
        assertThat(created.text("/desc")).isEqualTo(sent.path("desc").asText());
        assertThat(created.text("/address")).isEqualTo(sent.path("address").asText());
        // Only models of the Go SDK have the member in this answer [n6].
        String ipv6 = detail().path("ipv6").asText();
        assertThat(ipv6).contains(":");
        assertThat(created.text("/ipv6")).isIn("", ipv6);
    }

    static Stream<String> members() {
        return Stream.of(
                "/name",
                "/desc",
                "/address",
                "/vpcId",
                "/subnetId",
                "/tags",
                "/allowDelete",
                "/allowModify",
                "/modificationProtectionReason");
    }

    @ParameterizedTest(name = "CreateBlb: {0} is kept and shown in list and detail", allowZeroInvocations = true)
    @CaseSource("members")
    @Covers(
            value = Axis.PARAMETERS,
            operations = {"CreateBlb", "DescribeBlb", "DescribeBlbs"})
    @Evidence(value = Source.META, at = "CreateBlb, DescribeBlb, DescribeBlbs: members")
    void whatACreateSaysIsShown(String pointer) {
        createdOrRefused();
        given.eventually(() -> {
            assertThat(detail().at(pointer))
                    .as("detail")
                    .isEqualTo(made().sent().at(pointer));
            assertThat(item().at(pointer)).as("list").isEqualTo(made().sent().at(pointer));
        });
    }

    @Test
    @Covers(
            value = Axis.ANSWER,
            operations = {"DescribeBlb", "DescribeBlbs"})
    @Evidence(value = Source.META, at = "DescribeBlb: members")
    void detailShowsWhatTheServiceAdds() {
        given.eventually(() -> {
            JsonNode detail = detail();
            assertThat(detail.path("blbId").asText()).isEqualTo(blbId());
            assertThat(detail.path("status").asText()).isEqualTo("available");
            assertThat(detail.path("paymentTiming").asText()).isEqualTo("Postpaid");
            assertThat(detail.path("supportAcl").asBoolean(true)).isFalse();
            assertThat(createTime(blbId())).as("createTime").isAfter(createTime(other));
            assertThat(detail.path("cidr").asText()).matches("\\d+\\.\\d+\\.\\d+\\.\\d+/\\d+");
            assertThat(detail.path("vpcName").asText())
                    .isNotEmpty()
                    .isEqualTo(given.cloud().get("/v1/blb/" + other).ok().text("/vpcName"));
            assertThat(detail.path("ipv6").asText()).matches("[0-9a-f:]+");
            assertThat(detail.has("performanceLevel")).as("shared has no level").isFalse();
            assertThat(detail.has("expireTime")).as("postpaid does not expire").isFalse();
        });
    }

    @Test
    @Covers(
            value = Axis.ANSWER,
            operations = {"DescribeBlbs", "DescribeBlb"})
    @Evidence(value = Source.SEED, at = "describe_loadbalancers: members of an item")
    void anItemOfTheListShowsTheSameAsDetail() {
        given.eventually(() -> {
            JsonNode detail = detail();
            JsonNode item = item();
            SHARED_WITH_THE_LIST.forEach(
                    member -> assertThat(item.path(member)).as(member).isEqualTo(detail.path(member)));
        });
    }

    @Test
    @Covers(
            value = Axis.PARAMETERS,
            operations = {"CreateBlb", "DescribeBlb", "DescribeBlbs"})
    @Evidence(value = Source.META, at = "CreateBlb: eip; shown as publicIp")
    void anEipIsShownInListAndDetail() {
        createdOrRefused();
        String eip = given.settings().require(Variable.BLB_TEST_EIP);
        given.eventually(() -> {
            for (JsonNode shown : List.of(detail(), item())) {
                assertThat(shown.path("publicIp").asText()).isEqualTo(eip);
                assertThat(shown.path("eipRouteType").asText()).matches("[A-Z]\\w*");
            }
        });
    }

    static Stream<String> filters() {
        return Stream.of(
                "name={name}",
                "name={part}",
                "exactlyMatch=true&name={name}",
                "exactlyMatch=True&name={name}",
                "exactlyMatch=true&address={address}",
                "blbId={blbId}",
                "blbId={blbId}&name={part}",
                "type=normal&name={name}",
                "");
    }

    private String filled(String query) {
        String name = made().sent().path("name").asText();
        String filled = query;
        for (Map.Entry<String, String> value : Map.of(
                        "{name}", name,
                        "{part}", name.substring(13, 30),
                        "{address}", made().sent().path("address").asText(),
                        "{blbId}", blbId())
                .entrySet()) {
            filled = filled.replace(value.getKey(), value.getValue());
        }
        return filled;
    }

    @ParameterizedTest(name = "DescribeBlbs: \"{0}\" finds an instance", allowZeroInvocations = true)
    @CaseSource("filters")
    @Covers(value = Axis.PARAMETERS, operations = "DescribeBlbs")
    @Evidence(
            value = Source.META,
            at = "DescribeBlbs: filters combine with AND; name is a part unless exactlyMatch; without a type only IPv4")
    void aFilterFindsWhatMatches(String query) {
        made();
        given.eventually(() -> {
            List<String> found = ids(given.cloud().get("/v1/blb" + (query.isEmpty() ? "" : "?" + filled(query))));
            assertThat(found).contains(blbId());
            assertThat(found.contains(other)).as("another one").isEqualTo(query.isEmpty());
        });
    }

    @ParameterizedTest(name = "DescribeBlbs: \"{0}\" does not find an instance that it does not match")
    @ValueSource(
            strings = {
                "exactlyMatch=true&name={part}",
                "exactlyMatch=True&name={part}",
                "blbId={blbId}&name=blb-contract-nothing",
                "name=blb-contract-nothing",
                "address=203.0.113.254",
                "blbId=lb-0000nope",
                "bccId=i-0000nope",
                "type=ipv6"
            })
    @Covers(value = Axis.PARAMETERS, operations = "DescribeBlbs")
    @Evidence(value = Source.META, at = "DescribeBlbs: filters combine with AND; name is a part unless exactlyMatch")
    void aFilterDoesNotFindTheOthers(String query) {
        made();
        assertThat(ids(given.cloud().get("/v1/blb" + (query.isEmpty() ? "" : "?" + filled(query)))))
                .doesNotContain(blbId(), other);
    }

    @Test
    @Covers(value = Axis.REFUSALS, operations = "ReleaseBlb")
    @Evidence(value = Source.ASSUMED, at = "[m1] the code of a refused release")
    void deletionProtectionRefusesTheRelease() {
        Expect.refused(given.cloud().delete("/v1/blb/" + blbId()), 403, "AccessDenied");
        given.eventually(() -> assertThat(detail().path("status").asText()).isEqualTo("available"));
    }

    @Test
    @Covers(value = Axis.DRIVEN, operations = "UpdateBlbModifyProtection")
    @Evidence(value = Source.META, at = "UpdateBlbModifyProtection: binds the console, not the API")
    void modificationProtectionDoesNotStopTheApi() {
        String desc = made().sent().path("desc").asText();
        given.change(blbId(), "PUT", "/v1/blb/" + blbId(), "{\"desc\":\"changed all the same\"}");
        given.eventually(() -> assertThat(detail().path("desc").asText()).isEqualTo("changed all the same"));
        given.change(blbId(), "PUT", "/v1/blb/" + blbId(), "{\"desc\":\"" + desc + "\"}");
        given.eventually(() -> assertThat(detail().path("desc").asText()).isEqualTo(desc));
    }
}
