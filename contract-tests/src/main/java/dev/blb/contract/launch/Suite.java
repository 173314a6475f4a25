package dev.blb.contract.launch;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.blb.contract.evidence.Contract;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The contracts, run by JUnit. */
public final class Suite {
    private static final List<Class<?>> CLASSES = ReflectionSupport.findAllClassesInPackage(
                    "dev.blb.contract.suite", type -> type.isAnnotationPresent(Contract.class), name -> true)
            .stream()
            .sorted((one, other) -> one.getName().compareTo(other.getName()))
            .toList();

    private Suite() {}

    /**
     * Runs contracts.
     *
     * @param parameters configuration parameters, those of {@code evidence.Parameters} among them
     * @param classes chooses classes by their simple names
     */
    public static void run(
            Map<String, String> parameters, Predicate<String> classes, TestExecutionListener... listeners) {
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(CLASSES.stream()
                                        .filter(type -> classes.test(type.getSimpleName()))
                                        .map(type -> selectClass(type))
                                        .toList())
                                .filters(EngineFilter.includeEngines("junit-jupiter"))
                                .configurationParameters(parameters)
                                .build(),
                        listeners);
    }

    /** The simple names of all classes of contracts, sorted. */
    public static List<String> classes() {
        return CLASSES.stream().map(Class::getSimpleName).toList();
    }
}
