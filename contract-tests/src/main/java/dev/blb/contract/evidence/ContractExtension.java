package dev.blb.contract.evidence;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.blb.client.BlbException;
import dev.blb.contract.catalogue.OfOperation;
import dev.blb.contract.target.Cloud;
import dev.blb.contract.target.Cloud.Exchange;
import dev.blb.contract.target.Given;
import dev.blb.contract.target.Pace;
import dev.blb.contract.target.Target;
import dev.blb.contract.target.Transport;
import dev.blb.contract.target.Undecided;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/**
 * What makes a test a contract: one target for the whole run, evidence on each case, skipping of what the target cannot be
 * asked, fixtures that are removed, the verdict, and what the report needs to know.
 */
public final class ContractExtension
        implements ExecutionCondition,
                ParameterResolver,
                InvocationInterceptor,
                BeforeEachCallback,
                BeforeTestExecutionCallback,
                TestExecutionExceptionHandler,
                AfterTestExecutionCallback,
                AfterEachCallback {
    /** Why a case that the run does not select is skipped; it has no place in a report. */
    public static final String NOT_SELECTED = "not selected";

    /** Why a case is skipped that the run which is gone on with has judged already. */
    public static final String JUDGED_BEFORE = "judged before";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Namespace NAMESPACE = Namespace.create(ContractExtension.class);

    /** The target of this run; opened once. */
    public static Target target(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(
                        Target.class, key -> Target.open(options(context), System.getenv()), Target.class);
    }

    private static Target.Options options(ExtensionContext context) {
        BinaryOperator<String> parameter =
                (key, missing) -> context.getConfigurationParameter(key).orElse(missing);
        return new Target.Options(
                parameter.apply(Parameters.TARGET, "emulator"),
                new Target.Behaviour(
                        parameter.apply(Parameters.SETTLE_DELAY, "0"),
                        parameter.apply(Parameters.ASYNC, "instant"),
                        Integer.parseInt(parameter.apply(Parameters.CLOCK_SCALE, "1"))),
                context.getConfigurationParameter(Parameters.RATE)
                        .filter(rate -> !rate.isBlank())
                        .map(Pace::rate),
                context.getConfigurationParameter(Parameters.PATIENCE)
                        .map(Pace::patience)
                        .orElse(Pace.DEFAULT_PATIENCE),
                parameter.apply(Parameters.DIRECT, "false").equals("true"),
                context.getConfigurationParameter(Parameters.FOLDER).map(Path::of),
                true);
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (failed(context).get()) {
            return ConditionEvaluationResult.disabled("another case has failed already");
        }
        if (context.getTestMethod().isPresent()
                && finished(context).contains(CaseId.of(context.getUniqueId(), context.getDisplayName()))) {
            return ConditionEvaluationResult.disabled(JUDGED_BEFORE);
        }
        return context.getTestMethod()
                .map(method -> evaluate(context, method))
                .orElse(ConditionEvaluationResult.enabled("a class"));
    }

    private static ConditionEvaluationResult evaluate(ExtensionContext context, Method method) {
        if (!method.isAnnotationPresent(Evidence.class) || !method.isAnnotationPresent(Covers.class)) {
            throw new ExtensionConfigurationException(method + " needs exactly one @Evidence and one @Covers");
        }
        if (!Selection.of(context).mayInclude(method)) {
            return ConditionEvaluationResult.disabled(NOT_SELECTED);
        }
        if (method.isAnnotationPresent(ExtraMembers.class) && target(context).isLimitedToDocumentedMembers()) {
            return ConditionEvaluationResult.disabled("the emulator is set to send documented members only");
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
        return given(context);
    }

    // One for each class, although it may first be asked for by a case.
    private static Given given(ExtensionContext context) {
        ExtensionContext ofClass = context;
        while (ofClass.getTestMethod().isPresent()) {
            ofClass = ofClass.getParent().orElseThrow();
        }
        return ofClass.getStore(NAMESPACE)
                .getOrComputeIfAbsent(Given.class, key -> new Given(target(context)), Given.class);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        if (!method.getArguments().isEmpty() && method.getArguments().get(0) instanceof OfOperation about) {
            context.publishReportEntry("operations", String.join(",", about.operations()));
        }
        invocation.proceed();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        Transport.takeCallsOfThread();
    }

    @Override
    public void beforeTestExecution(ExtensionContext context) {
        Cloud.takeLatest();
        Transport.subjects(Optional.ofNullable(context.getRequiredTestMethod().getAnnotation(AnswerIsSubject.class))
                .map(subject -> Set.of(subject.value()))
                .orElse(Set.of()));
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        List<Exchange> latest = Cloud.takeLatest();
        if (!latest.isEmpty()) {
            context.publishReportEntry("exchanges", JSON.writeValueAsString(latest));
        }
        throw isDecided(failure) ? judged(context, failure) : new Undecided(message(failure), failure);
    }

    /** Whether a failure says something about the service, and not about the way to it. */
    private static boolean isDecided(Throwable failure) {
        return !(failure instanceof TimeoutException
                || failure instanceof BlbException.TransportFailure
                || (failure instanceof BlbException.ServiceFailure service
                        && (service.status() == 429 || service.status() > 500)));
    }

    private static Throwable judged(ExtensionContext context, Throwable failure) {
        if (Undecided.isIn(failure) || failure instanceof TestAbortedException) {
            return failure;
        }
        Transport.forgetSubjects();
        try {
            if (given(context).isInstanceGone()) {
                given(context).markBroken("the load balancer of the class is gone");
                return new Undecided("the load balancer of the class is gone", failure);
            }
        } catch (Undecided unknown) {
            failure.addSuppressed(unknown);
        }
        return failure;
    }

    private static String message(Throwable failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        Transport.forgetSubjects();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        boolean hasFailed = context.getExecutionException()
                .filter(failure -> !(Undecided.isIn(failure) || failure instanceof TestAbortedException))
                .isPresent();
        if (hasFailed && context.getConfigurationParameter(Parameters.FAIL_FAST).isPresent()) {
            failed(context).set(true);
        }
        Given given = given(context);
        given.cleanUp(given::endCase);
        context.publishReportEntry(Map.of(
                "calls", Integer.toString(Transport.takeCallsOfThread()),
                "instances", Integer.toString(given.takeMade())));
        target(context).keepCost();
    }

    // A file, since the ids are many; the program writes it.
    private static Set<?> finished(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(
                        Parameters.FINISHED,
                        key -> context.getConfigurationParameter(Parameters.FINISHED)
                                .map(ContractExtension::lines)
                                .orElse(Set.of()),
                        Set.class);
    }

    private static Set<String> lines(String file) {
        try {
            return Set.copyOf(Files.readAllLines(Path.of(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static AtomicBoolean failed(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(Parameters.FAIL_FAST, key -> new AtomicBoolean(), AtomicBoolean.class);
    }
}
