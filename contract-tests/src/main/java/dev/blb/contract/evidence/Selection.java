package dev.blb.contract.evidence;

import dev.blb.contract.catalogue.OfOperation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Which cases a run makes: the scope, and the operations that they must be about.
 *
 * @param smoke whether only the small scope
 * @param operations official names; none for all
 */
record Selection(boolean smoke, Set<String> operations) {
    static Selection of(ExtensionContext context) {
        UnaryOperator<String> parameter =
                key -> context.getConfigurationParameter(key).orElse("");
        String operations = parameter.apply(Parameters.OPERATIONS);
        return new Selection(
                parameter.apply(Parameters.SCOPE).equals("smoke"),
                operations.isEmpty() ? Set.of() : Set.of(operations.split(",", -1)));
    }

    /** Whether some case of this method may be selected; of a method whose arguments name the operation, each argument tells. */
    boolean mayInclude(Method method) {
        Covers covers = method.getAnnotation(Covers.class);
        return (!smoke || method.isAnnotationPresent(Smoke.class))
                && (operations.isEmpty()
                        || covers.operations().length == 0
                        || Arrays.stream(covers.operations()).anyMatch(operations::contains));
    }

    boolean includes(Object argument) {
        return operations.isEmpty()
                || !(argument instanceof OfOperation about)
                || about.operations().stream().anyMatch(operations::contains);
    }
}
