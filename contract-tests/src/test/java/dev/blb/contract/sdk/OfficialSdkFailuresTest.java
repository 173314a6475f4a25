package dev.blb.contract.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.baidubce.BceServiceException;
import com.baidubce.services.blb.model.BlbDetailRequest;
import dev.blb.contract.target.EmulatorJar;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the official SDK tells its user when the emulator refuses, with a settle delay that outlasts the test. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OfficialSdkFailuresTest {
    private EmulatorJar emulator;

    @BeforeAll
    void start() {
        emulator = EmulatorJar.start("--settle-delay", "1h", "--quota-load-balancers", "2");
    }

    @AfterAll
    void stop() {
        emulator.close();
    }

    @Test
    void wrongSecretIsSignatureDoesNotMatchAndTheLogHelpsWithoutTellingSecrets() {
        String key = "emulator-" + UUID.randomUUID();

        refused(() -> Sdk.at(emulator.endpoint(), key, "a-wrong-secret").create("web"), 400, "SignatureDoesNotMatch");

        // The line comes through a pipe, which may take longer than the answer.
        Instant deadline = Instant.now().plusSeconds(60);
        while (!emulator.output().contains(key) && Instant.now().isBefore(deadline)) {
            Thread.onSpinWait();
        }
        assertThat(emulator.output())
                .contains("POST", "/v1/blb", key)
                .doesNotContain("a-wrong-secret")
                .doesNotContain("\tat ");
    }

    @Test
    void unknownAccessKey() {
        refused(
                () -> Sdk.at(emulator.endpoint(), "nobody", "emulator-secret-key-0001")
                        .create("web"),
                403,
                "InvalidAccessKeyId");
    }

    @Test
    void anInstanceThatIsStillCreatingIsShownAndRefusesWrites() {
        Sdk sdk = Sdk.at(emulator.endpoint());
        String id = sdk.create("web");

        assertThat(sdk.blb().blbDetail(new BlbDetailRequest().withBlbId(id)).getStatus())
                .isEqualTo("creating");
        refused(() -> sdk.blb().modifyBlbAttributes(id, "renamed", ""), 409, "LastOperationNotFinished");
        assertThat(sdk.blb().blbDetail(new BlbDetailRequest().withBlbId(id)).getName())
                .isEqualTo("web");
    }

    @Test
    void moreInstancesThanTheQuota() {
        Sdk sdk = Sdk.at(emulator.endpoint());
        sdk.create("one");
        sdk.create("two");

        refused(() -> sdk.create("three"), 413, "QuotaExceeded");
    }

    @Test
    void anotherAccountsInstanceIsNotFound() {
        String id = Sdk.at(emulator.endpoint()).create("mine");

        refused(
                () -> Sdk.at(emulator.endpoint()).blb().blbDetail(new BlbDetailRequest().withBlbId(id)),
                404,
                "InstanceNotFound");
    }

    private static void refused(Runnable call, int status, String code) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(BceServiceException.class, failure -> {
            assertThat(failure.getErrorCode()).isEqualTo(code);
            assertThat(failure.getStatusCode()).isEqualTo(status);
            assertThat(failure.getRequestId()).isNotEmpty();
        });
    }
}
