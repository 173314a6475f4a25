package dev.blb.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.contract.target.Cloud.Answer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** What every refusal has in common. */
final class Expect {
    private Expect() {}

    /** A copy of an object that must be there. */
    static ObjectNode object(JsonNode node) {
        assertThat(node.isObject()).as("an object, but it is %s", node).isTrue();
        return node.deepCopy();
    }

    /** A prepaid instance whose term of so many months has just begun. */
    static void expires(JsonNode shown, int months, Clock clock) {
        String expiry = shown.path("expireTime").asText();
        assertThat(expiry).as("expireTime").matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(Duration.between(clock.instant(), Instant.parse(expiry)).toDays())
                .as("days until expireTime")
                .isBetween(months * 28L - 2, months * 31L + 1);
    }

    /** A refusal with this status and code, whose form is the documented one [doc:error-code]. */
    static Answer refused(Answer answer, int status, String code) {
        assertThat(answer.status() + " " + answer.text("/code"))
                .as("%s", answer.body())
                .isEqualTo(status + " " + code);
        assertThat(answer.text("/message")).as("message").isNotBlank();
        assertThat(answer.text("/requestId")).as("requestId").isNotBlank();
        assertThat(answer.headers().get("x-bce-request-id"))
                .as("x-bce-request-id")
                .isEqualTo(answer.text("/requestId"));
        return answer;
    }
}
