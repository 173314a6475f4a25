package dev.blb.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.contract.target.Cloud.Answer;

/** What every refusal has in common. */
final class Expect {
    private Expect() {}

    /** A refusal with this status and code, whose form is the documented one [doc:error-code]. */
    static Answer refused(Answer answer, int status, String code) {
        assertThat(answer.status() + " " + answer.text("/code"))
                .as("%s", answer.exchange().answer())
                .isEqualTo(status + " " + code);
        assertThat(answer.text("/message")).as("message").isNotBlank();
        assertThat(answer.text("/requestId")).as("requestId").isNotBlank();
        assertThat(answer.headers().get("x-bce-request-id"))
                .as("x-bce-request-id")
                .isEqualTo(answer.text("/requestId"));
        return answer;
    }
}
