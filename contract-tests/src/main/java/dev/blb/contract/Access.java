package dev.blb.contract;

import dev.blb.contract.target.Cloud.Answer;
import dev.blb.contract.target.Settings.Variable;
import dev.blb.contract.target.Target;
import dev.blb.contract.target.Undecided;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether a target is there, is the load balancer API and knows the account: one question before anything is made or removed. */
final class Access {
    private static final int SHOWN_CHARACTERS = 300;

    private Access() {}

    /** Why nothing can be asked of the target, in one line; empty if it can be. */
    static Optional<String> refusal(Target.Options options, Map<String, String> environment) {
        try (Target target = Target.open(options.asking(), environment)) {
            if (!target.isEmulator() && answersAsEmulator(target)) {
                return Optional.of(
                        "an emulator answers at " + target.name() + ", a name of the real service: its answers"
                                + " would count as those of the real service; name it by an address such as"
                                + " http://127.0.0.1:8252");
            }
            for (Variable key : List.of(Variable.BLB_TEST_ACCESS_KEY, Variable.BLB_TEST_SECRET_KEY)) {
                if (target.settings().find(key).isEmpty()) {
                    return Optional.of(key + " is not set: " + key.meaning());
                }
            }
            Answer answer = target.cloud().get("/v1/blb?maxKeys=1");
            if (answer.status() != 200) {
                return Optional.of("the target refuses the account: " + answer.status() + " " + answer.body());
            }
            return answer.json().path("blbList").isArray()
                    ? Optional.empty()
                    : Optional.of("the target is not the load balancer API: GET /v1/blb answers 200 without an array"
                            + " blbList: " + start(answer.body()));
        } catch (Undecided unreachable) {
            return Optional.of("the target cannot be reached: " + unreachable.getMessage());
        } catch (IllegalStateException faulty) {
            return Optional.of(String.valueOf(faulty.getMessage()));
        }
    }

    // A hosts file or DNS can lead names of the real service to an emulator.
    private static boolean answersAsEmulator(Target target) {
        try {
            return Target.isReadyEmulator(target.cloud());
        } catch (Undecided noEmulator) {
            return false;
        }
    }

    private static String start(String body) {
        return body.length() <= SHOWN_CHARACTERS ? body : body.substring(0, SHOWN_CHARACTERS) + "…";
    }
}
