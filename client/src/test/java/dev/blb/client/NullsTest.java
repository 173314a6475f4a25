package dev.blb.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import dev.blb.client.BlbException.ServiceFailure;
import dev.blb.client.BlbException.TransportFailure;
import dev.blb.client.model.CreateListener;
import dev.blb.client.model.CreateTcpListener;
import dev.blb.client.model.Listener;
import dev.blb.client.model.Members;
import dev.blb.client.model.PriceInquiry;
import dev.blb.client.model.Scheduler;
import dev.blb.client.model.UpdateListener;
import dev.blb.client.model.UpdateTcpListener;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every public method and constructor refuses null by name, unless the parameter is {@code @Nullable}. */
@NullUnmarked
class NullsTest {
    /** A parameter that must refuse null. */
    record Place(Class<?> type, Executable executable, int index) {
        Parameter parameter() {
            return executable.getParameters()[index];
        }

        @Override
        public String toString() {
            return type.getSimpleName() + "." + executable.getName() + "(" + parameter() + ")";
        }
    }

    private static final BlbClient CLIENT = BlbClient.builder()
            .endpoint(URI.create("http://127.0.0.1:1"))
            .credentials("key", "secret")
            .retryPolicy(RetryPolicy.none())
            .build();

    @AfterAll
    static void closeClient() {
        CLIENT.close();
    }

    static Stream<Place> places() {
        return publicClasses().flatMap(NullsTest::places);
    }

    private static Stream<Class<?>> publicClasses() {
        return new ClassFileImporter()
                        .withImportOption(new DoNotIncludeTests())
                        .importPackages("dev.blb.client", "dev.blb.client.model")
                        .stream()
                        .filter(type -> !type.getPackageName().equals("dev.blb.client.internal"))
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .map(JavaClass::reflect);
    }

    private static Stream<Place> places(Class<?> type) {
        return Stream.concat(Arrays.stream(type.getConstructors()), Arrays.stream(type.getMethods()))
                .filter(executable -> executable.getDeclaringClass().getName().startsWith("dev.blb"))
                .filter(executable ->
                        !executable.isSynthetic() && !executable.getName().equals("equals"))
                .filter(executable -> !Modifier.isAbstract(executable.getModifiers()))
                // A default method is tried on the requests that inherit it.
                .filter(executable -> !type.isInterface() || Modifier.isStatic(executable.getModifiers()))
                .flatMap(executable -> places(type, executable));
    }

    private static Stream<Place> places(Class<?> type, Executable executable) {
        return Stream.iterate(0, index -> index + 1)
                .limit(executable.getParameterCount())
                .map(index -> new Place(type, executable, index))
                .filter(place -> !place.parameter().getType().isPrimitive())
                .filter(place -> !place.parameter().getAnnotatedType().isAnnotationPresent(Nullable.class));
    }

    @ParameterizedTest
    @MethodSource("places")
    void refusesNullByName(Place place) throws Exception {
        Executable executable = place.executable();
        Object[] arguments = new Object[executable.getParameterCount()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = i == place.index() ? null : sample(executable.getParameters()[i]);
        }
        Object receiver = executable instanceof Method && !Modifier.isStatic(executable.getModifiers())
                ? sample(place.type())
                : null;

        Throwable thrown = catchThrowable(() -> call(executable, receiver, arguments));

        assertThat(thrown).isInstanceOf(NullPointerException.class);
        assertThat(thrown.getMessage()).endsWith(" is null");
        String named = thrown.getMessage().replace(" is null", "").toLowerCase(Locale.ROOT);
        String parameter = place.parameter().getName().toLowerCase(Locale.ROOT);
        // Requests name the member on the wire: that is the method's name, or it ends as the parameter does.
        assertThat(named.equals(executable.getName().toLowerCase(Locale.ROOT))
                        || named.endsWith(parameter)
                        || parameter.endsWith(named))
                .as("%s in place of %s", named, parameter)
                .isTrue();
    }

    @Test
    void namesTheElementOfAList() {
        List<String> ids = new ArrayList<>();
        ids.add("g-1");
        ids.add(null);
        assertThat(catchThrowable(() -> CLIENT.securityGroups().bind("lb-1", ids)))
                .hasMessage("securityGroupIds[1] is null");
        assertThat(catchThrowable(
                        () -> CreateTcpListener.of(1, 2, Scheduler.HASH).healthCheckType(null)))
                .hasMessage("healthCheckType is null");
    }

    private static Object call(Executable executable, @Nullable Object receiver, Object[] arguments) throws Throwable {
        try {
            return executable instanceof Method method
                    ? String.valueOf(method.invoke(receiver, arguments))
                    : ((Constructor<?>) executable).newInstance(arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    private static Object sample(Parameter parameter) throws Exception {
        // A region, and an access key and a secret, must be plausible.
        return parameter.getName().equals("region") ? "bj" : sample(parameter.getType());
    }

    private static Object sample(Class<?> type) throws Exception {
        if (type == String.class) return "text";
        if (type == int.class || type == Integer.class) return 1;
        if (type == boolean.class || type == Boolean.class) return true;
        if (type == URI.class) return URI.create("http://127.0.0.1:1");
        if (type == Duration.class) return Duration.ofSeconds(1);
        if (type == Instant.class) return Instant.EPOCH;
        if (type == Clock.class) return Clock.systemUTC();
        if (type == List.class) return List.of();
        if (type == Set.class) return Set.of();
        if (type == Map.class) return Map.of();
        if (type == Class.class) return Listener.class;
        if (type == BlbClient.class) return CLIENT;
        if (type == BlbClient.Builder.class) return BlbClient.builder();
        if (type == LoadBalancers.class) return CLIENT.loadBalancers();
        if (type == Listeners.class) return CLIENT.listeners();
        if (type == BackendServers.class) return CLIENT.backendServers();
        if (type == SecurityGroups.class) return CLIENT.securityGroups();
        if (type == Billing.class) return CLIENT.billing();
        if (type == Pager.class) return CLIENT.loadBalancers().all();
        if (type == SSLContext.class) return SSLContext.getDefault();
        if (type == Sleeper.class) return Sleeper.real();
        if (type == CredentialsProvider.class) return CredentialsProvider.environment();
        if (type == ServiceFailure.class || type == BlbException.class) {
            return new ServiceFailure("o", 500, ErrorCode.INTERNAL_ERROR, "m", "id", null, null);
        }
        if (type == TransportFailure.class) return TransportFailure.of("o", "m", new Exception());
        if (type == WaitFailure.class) return new WaitFailure("w", "m", "s", null);
        if (type == CreateListener.class) return sample(CreateTcpListener.class);
        if (type == UpdateListener.class) return sample(UpdateTcpListener.class);
        if (type == Members.class) return PriceInquiry.of().members();
        assertThat(type).as("a sample is needed").isRecord();
        RecordComponent[] components = type.getRecordComponents();
        Object[] arguments = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            arguments[i] = sample(components[i].getType());
        }
        return type.getConstructor(
                        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new))
                .newInstance(arguments);
    }
}
