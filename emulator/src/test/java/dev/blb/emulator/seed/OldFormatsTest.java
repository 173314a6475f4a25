package dev.blb.emulator.seed;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.DATA_DIR;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.MovableClock;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an emulator of 2026-11 kept and wrote is read: {@code version-1.sql} holds the rows of its data directory, and
 * {@code version-1-transcript.json} what it answered when it was started on them, requests in order.
 */
class OldFormatsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Settings SETTINGS = Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE);

    /** What its clock showed, frozen. */
    private static final String TIME = "2027-03-01T12:04:43Z";

    private static String resource(String name) throws IOException {
        try (InputStream in = OldFormatsTest.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void makeDirectory(Path directory) throws IOException, SQLException {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:h2:file:" + directory.resolve("state-1"), "sa", "");
                Statement statement = connection.createStatement()) {
            statement.execute(resource("/db/schema-1.sql"));
            for (String insert : resource("/worlds/version-1.sql").strip().split("(?<=\\);)\n", -1)) {
                statement.execute(insert);
            }
            statement.execute("SHUTDOWN");
        }
    }

    private static BlbEmulator empty() {
        BlbEmulator emulator = BlbEmulator.start(SETTINGS, new MovableClock(Instant.parse(TIME)));
        Api.of(emulator).post("/_blb/clock", "{\"freeze\":true}").ok();
        return emulator;
    }

    /** What is exported of a world once it was imported. */
    private static JsonNode imported(JsonNode world, String query) throws IOException {
        try (BlbEmulator emulator = empty()) {
            Api api = Api.of(emulator);
            api.post("/_blb/seed" + query, world.toString()).ok();
            return JSON.readTree(api.text("/_blb/world" + query));
        }
    }

    @Test
    void aDirectoryOfVersion1ShowsTheSameWorld(@TempDir Path directory) throws IOException, SQLException {
        makeDirectory(directory);
        try (BlbEmulator emulator = BlbEmulator.start(
                SETTINGS.with(DATA_DIR, Optional.of(directory)),
                new MovableClock(Instant.parse("2026-12-01T00:00:00Z")))) {
            // Instances of type ipv6 had an IPv4 address, and IPv6 addresses a group 0 that :: includes now.
            String transcript = resource("/worlds/version-1-transcript.json")
                    .replace("10.1.8.77", "2001:db8::5")
                    .replace("2001:db8::0:", "2001:db8::");
            for (JsonNode line : JSON.readTree(transcript)) {
                String request = line.path("request").asText();
                String method = request.substring(0, request.indexOf(' '));
                String path = request.substring(request.indexOf(' ') + 1);
                if (path.startsWith("/_blb/snapshots/")) {
                    break;
                }
                Api api = Api.of(emulator).as(line.path("account").asText());
                Api.Answer answer = api.send(
                        method, path, line.has("body") ? line.path("body").toString() : "");
                assertThat(answer.status())
                        .as(request)
                        .isEqualTo(line.path("status").asInt());
                JsonNode before = line.path("answer");
                if (path.startsWith("/_blb/world")) {
                    int query = path.indexOf('?');
                    assertThat(answer.json())
                            .as(request)
                            .isEqualTo(imported(before, query < 0 ? "" : path.substring(query)));
                } else if (path.contains("/diff/")) {
                    for (String kind : new String[] {"added", "removed", "changed"}) {
                        assertThat(answer.json().path(kind).findValuesAsText("path"))
                                .as(request)
                                .isEqualTo(before.path(kind).findValuesAsText("path"));
                    }
                } else {
                    if (answer.json() instanceof ObjectNode members) {
                        members.remove("requestId");
                    }
                    // Members of rows that there were not.
                    answer.json()
                            .path("blbList")
                            .forEach(row -> ((ObjectNode) row)
                                    .remove(List.of("type", "underlayVip", "expireTime", "performanceLevel")));
                    answer.json().findParents("setFor").forEach(server -> ((ObjectNode) server).remove("setFor"));
                    // All ports were shown as a range.
                    before.findParents("enterpriseSecurityGroupRuleId").stream()
                            .filter(rule -> rule.path("portRange").asText().equals("1-65535"))
                            .forEach(rule -> ((ObjectNode) rule).put("portRange", ""));
                    assertThat(
                                    answer.json().isMissingNode()
                                            ? com.fasterxml.jackson.databind.node.NullNode.getInstance()
                                            : answer.json())
                            .as(request)
                            .isEqualTo(before);
                }
            }
        }
    }

    @Test
    void aSeedOfThatTimeIsReadAndTheNewFormWritten() throws IOException {
        JsonNode old = JSON.readTree("""
                {"loadBalancers":[{"account":"emulator-a","blbId":"lb-1","name":"web","vpcId":"vpc-1","subnetId":"sbn-1",
                  "address":"10.1.8.05","eip":"198.51.100.010",
                  "state":{"ordinal":1,"createTime":"2027-03-01T12:00:00Z","ipv6":"",
                    "change":"UPDATED 1803902685000/0 9223372036854775807/0 0/3 0/0"},
                  "listeners":[
                    {"listenerType":"HTTP","listenerPort":80,"backendPort":8080,"scheduler":"RoundRobin","healthCheckPort":8080,
                      "state":{"probePlan":"1803902400000 3 3 3,1803902461000 10 5 2"}},
                    {"listenerType":"HTTP","listenerPort":81,"backendPort":8080,"scheduler":"RoundRobin","healthCheckPort":8081,
                      "state":{"probePlan":"1803902400000 3 3 3"}}]}]}""");
        JsonNode written = imported(old, "").at("/loadBalancers/0");
        assertThat(written.path("address").asText()).isEqualTo("10.1.8.5");
        assertThat(written.path("eip").asText()).isEqualTo("198.51.100.10");
        assertThat(written.at("/state/change"))
                .isEqualTo(
                        JSON.readTree("{\"kind\":\"UPDATED\",\"delay\":{\"settle\":{\"at\":\"2027-03-01T12:04:45Z\"},"
                                + "\"writable\":{\"held\":true},\"detail\":{\"reads\":3}}}"));
        assertThat(written.at("/listeners/0/state/probePlan"))
                .isEqualTo(JSON.readTree("[{\"from\":\"2027-03-01T12:00:00Z\",\"healthCheckInterval\":3,"
                        + "\"unhealthyThreshold\":3,\"healthyThreshold\":3},"
                        + "{\"from\":\"2027-03-01T12:01:01Z\",\"healthCheckInterval\":10,"
                        + "\"unhealthyThreshold\":5,\"healthyThreshold\":2}]"));
        assertThat(written.at("/listeners/0").has("healthCheckPort"))
                .as("it may have been the default")
                .isFalse();
        assertThat(written.at("/listeners/1/healthCheckPort").asInt()).isEqualTo(8081);
    }

    @Test
    void aMalformedTextIsNoOldForm() {
        try (BlbEmulator emulator = empty()) {
            Api api = Api.of(emulator);
            String instance =
                    "{\"loadBalancers\":[{\"blbId\":\"lb-1\",\"name\":\"a\",\"vpcId\":\"vpc-1\",\"subnetId\":\"sbn-1\","
                            + "\"address\":\"10.0.0.4\",\"state\":{\"ordinal\":1,\"createTime\":\"2027-03-01T12:00:00Z\",%s}%s}]}";
            assertThat(api.post("/_blb/seed", instance.formatted("\"change\":\"UPDATED 1/0\"", ""))
                            .refused(400, "InappropriateJSON")
                            .message())
                    .contains("loadBalancers[0].state.change is \"UPDATED 1/0\"; allowed is an object");
            assertThat(api.post(
                                    "/_blb/seed",
                                    instance.formatted(
                                            "\"ipv6\":\"\"",
                                            ",\"listeners\":[{\"listenerType\":\"TCP\",\"listenerPort\":1,\"backendPort\":1,"
                                                    + "\"scheduler\":\"Hash\",\"state\":{\"probePlan\":\"soon\"}}]"))
                            .refused(400, "InappropriateJSON")
                            .message())
                    .contains(
                            "loadBalancers[0].listeners[0].state.probePlan is \"soon\"; allowed is a list of 1 to 50");
        }
    }
}
