package dev.blb.contract.evidence;

import dev.blb.contract.catalogue.OfOperation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Which cases a run makes: the scope, and of that the cases of these classes and those about these operations.
 *
 * @param smoke whether only the small scope
 * @param classes simple names
 * @param operations official names; neither classes nor operations means all cases
 */
record Selection(boolean smoke, Set<String> classes, Set<String> operations) {
    static Selection of(ExtensionContext context) {
        UnaryOperator<String> parameter =
                key -> context.getConfigurationParameter(key).orElse("");
        return new Selection(
                parameter.apply(Parameters.SCOPE).equals("smoke"),
                words(parameter.apply(Parameters.CLASSES)),
                words(parameter.apply(Parameters.OPERATIONS)));
    }

    private static Set<String> words(String list) {
        return list.isEmpty() ? Set.of() : Set.of(list.split(",", -1));
    }

    private boolean isWhole(Class<?> type) {
        return classes.isEmpty() ? operations.isEmpty() : classes.contains(type.getSimpleName());
    }

    /** Whether some case of this method may be selected; of a method whose arguments name the operation, each argument tells. */
    boolean mayInclude(Method method) {
        Covers covers = method.getAnnotation(Covers.class);
        return (!smoke || method.isAnnotationPresent(Smoke.class))
                && (isWhole(method.getDeclaringClass())
                        || (!operations.isEmpty() && covers.operations().length == 0)
                        || Arrays.stream(covers.operations()).anyMatch(operations::contains));
    }

    boolean includes(Class<?> type, Object argument) {
        return isWhole(type)
                || !(argument instanceof OfOperation about)
                || about.operations().stream().anyMatch(operations::contains);
    }
}
