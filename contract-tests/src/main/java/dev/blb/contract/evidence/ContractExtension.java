package dev.blb.contract.evidence;

import dev.blb.contract.target.Cloud;
import dev.blb.contract.target.Cloud.Exchange;
import dev.blb.contract.target.Given;
import dev.blb.contract.target.Target;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * What makes a test a contract: one target for the whole run, evidence on each test, skipping of what the target cannot be
 * asked, fixtures that are removed, and what the report needs to know.
 */
public final class ContractExtension
        implements ExecutionCondition, ParameterResolver, InvocationInterceptor, AfterTestExecutionCallback {
    /** System property: {@code emulator} (default), {@code jar} or a URL. */
    public static final String TARGET = "blb.target";

    /** System property: the settle delay of an emulator that is started for the run, default 0. */
    public static final String SETTLE_DELAY = "blb.target.settleDelay";

    /** JUnit configuration parameter: after the first failure the rest is skipped. */
    public static final String FAIL_FAST = "blb.contract.failFast";

    private static final Namespace NAMESPACE = Namespace.create(ContractExtension.class);

    /** The target of this run; opened once. */
    public static Target target(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(
                        Target.class,
                        key -> Target.open(
                                System.getProperty(TARGET, "emulator"),
                                System.getProperty(SETTLE_DELAY, "0"),
                                System.getenv()),
                        Target.class);
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (failed(context).get()) {
            return ConditionEvaluationResult.disabled("another test has failed already");
        }
        return context.getTestMethod()
                .map(method -> evaluate(context, method))
                .orElse(ConditionEvaluationResult.enabled("a class"));
    }

    private static ConditionEvaluationResult evaluate(ExtensionContext context, Method method) {
        if (!method.isAnnotationPresent(Evidence.class) || !method.isAnnotationPresent(Covers.class)) {
            throw new ExtensionConfigurationException(method + " needs exactly one @Evidence and one @Covers");
        }
        EmulatorOnly only = method.getAnnotation(EmulatorOnly.class);
        return only == null || target(context).isEmulator()
                ? ConditionEvaluationResult.enabled("can be asked of the target")
                : ConditionEvaluationResult.disabled("emulator only: " + only.value());
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Given.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getStore(NAMESPACE)
                .getOrComputeIfAbsent(Given.class, key -> new Given(target(context)), Given.class);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        if (!method.getArguments().isEmpty() && method.getArguments().get(0) instanceof Covers.OfOperation argument) {
            context.publishReportEntry("operation", argument.operation());
        }
        invocation.proceed();
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        Exchange last = Cloud.takeLast();
        if (context.getExecutionException().isPresent()) {
            if (context.getConfigurationParameter(FAIL_FAST).isPresent()) {
                failed(context).set(true);
            }
            if (last != null) {
                context.publishReportEntry(Map.of(
                        "curl", last.curl(), "status", Integer.toString(last.status()), "answer", last.answer()));
            }
        }
    }

    private static AtomicBoolean failed(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(FAIL_FAST, key -> new AtomicBoolean(), AtomicBoolean.class);
    }
}
