package dev.blb.emulator.junit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Gives tests an emulator: parameters of type {@link URI} (its address), {@link BlbCredentials} and {@link BlbWorld}.
 *
 * <p>The first parameter starts one server for all tests of the JVM; it stops after the last. Each test method, and
 * each round of a repeated or parameterized one, has its own account that is dropped afterwards, so tests can run
 * in parallel. {@link BlbTest} changes that.
 */
public final class BlbEmulatorExtension implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(BlbEmulatorExtension.class);
    private static final AtomicLong ACCOUNTS = new AtomicLong();

    /** Carries the annotation's defaults, for tests that have none. */
    @BlbTest
    private interface Defaults {}

    /** Gives constructors the account of the test that the instance is made for (JUnit 5.12 or newer). */
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext rootContext) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == BlbWorld.class || type == BlbCredentials.class || (type == URI.class && isEndpoint(parameter));
    }

    /** Whether a URI can only be meant for us: two extensions that claim one parameter fail the test. */
    private static boolean isEndpoint(ParameterContext parameter) {
        if (parameter.isAnnotated(BlbEndpoint.class)) {
            return true;
        }
        Executable executable = parameter.getDeclaringExecutable();
        boolean hasArguments = AnnotationSupport.isAnnotated(executable, TestTemplate.class)
                && !AnnotationSupport.isAnnotated(executable, RepeatedTest.class);
        return executable instanceof Method
                && !hasArguments
                && parameter.getParameter().getAnnotations().length == 0;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        BlbWorld world = world(context);
        Class<?> type = parameter.getParameter().getType();
        return type == URI.class ? world.endpoint() : type == BlbCredentials.class ? world.credentials() : world;
    }

    private static BlbWorld world(ExtensionContext context) {
        ExtensionContext declaring = context;
        Optional<BlbTest> found = declared(context);
        while (found.isEmpty() && declaring.getParent().isPresent()) {
            declaring = declaring.getParent().get();
            found = declared(declaring);
        }
        BlbTest options = found.orElseGet(() -> Defaults.class.getAnnotation(BlbTest.class));
        refuseContradictions(options, declaring, context);
        ExtensionContext owner = options.sharedAccount() ? declaring : context;
        // A store is asked for its parents' values too; the id keeps an account from reaching other owners.
        return owner.getStore(NAMESPACE)
                .getOrComputeIfAbsent(owner.getUniqueId(), id -> account(options, context), Account.class)
                .world;
    }

    private static Optional<BlbTest> declared(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getElement(), BlbTest.class);
    }

    private static void refuseContradictions(BlbTest options, ExtensionContext declaring, ExtensionContext context) {
        if (options.sharedAccount() && declaring.getTestMethod().isPresent()) {
            throw refused(
                    "sharedAccount = true",
                    "sharedAccount is true on a method; allowed is it on a class, whose tests then share an account");
        }
        if (!options.sharedAccount() && context.getTestMethod().isEmpty()) {
            throw new ParameterResolutionException("Each test has its own account, and this runs for the whole"
                    + " class; @BlbTest(sharedAccount = true) on the class gives it one account. A constructor that is called for each"
                    + " test gets that test's account with JUnit 5.12 or newer");
        }
    }

    private static Account account(BlbTest options, ExtensionContext context) {
        BlbCredentials credentials =
                new BlbCredentials("emulator-junit-" + ACCOUNTS.incrementAndGet(), BlbCredentials.DEFAULT_SECRET_KEY);
        Account account;
        if (options.ownServer()) {
            Server server = ownServer(options);
            account = new Account(
                    new BlbWorld(
                            server.endpoint(),
                            server.httpsUri(),
                            credentials,
                            true,
                            SettingFlag.value(options.settings(), "--control-token")),
                    server);
        } else {
            List<String> flags = flags(options);
            Server server = context.getRoot()
                    .getStore(NAMESPACE)
                    .getOrComputeIfAbsent(
                            "shared server " + flags,
                            key -> new SharedServer(Server.start(flags.toArray(String[]::new))),
                            SharedServer.class)
                    .server;
            BlbWorld world = new BlbWorld(server.endpoint(), server.httpsUri(), credentials, false, "");
            account = new Account(world, world::drop);
        }
        try {
            begin(account.world, options, context.getRequiredTestClass());
        } catch (RuntimeException refused) {
            account.close();
            throw refused;
        }
        return account;
    }

    private static Server ownServer(BlbTest options) {
        try {
            return Server.start(
                    // The last of two flags counts: a member of the annotation wins, but for the port of https, which
                    // it leaves open.
                    Stream.of(
                                    Stream.of("--auth", "parse"),
                                    flags(options).stream(),
                                    Stream.of(options.settings()),
                                    options.dataPlane() ? Stream.of("--data-plane", "on") : Stream.<String>empty())
                            .flatMap(flags -> flags)
                            .toArray(String[]::new));
        } catch (IllegalStateException failure) {
            if (failure.getCause() instanceof IllegalArgumentException wrong && options.settings().length > 0) {
                throw refused("settings", String.valueOf(wrong.getMessage()), failure);
            }
            throw failure;
        }
    }

    /** The flags of the kind of server that a test needs: tests with the same ones can share a server. */
    private static List<String> flags(BlbTest options) {
        List<String> flags = new ArrayList<>();
        if (options.dataPlane()) {
            flags.addAll(List.of("--data-plane", "on"));
        }
        if (options.https()) {
            flags.addAll(List.of("--https-port", "0"));
        }
        return flags;
    }

    private static void begin(BlbWorld world, BlbTest options, Class<?> testClass) {
        if (!options.ownServer()) {
            SettingFlag.of(options.settings()).forEach(flag -> flag.apply(world));
        }
        // Behind the flags, as those of a private server were there before: a member of the annotation wins.
        settings(options)
                .forEach((name, value) -> apply(
                        name + " = " + (value instanceof String ? "\"" + value + "\"" : value),
                        () -> world.settings(Map.of(name, value))));
        for (String name : options.seed()) {
            String text = resource(name, testClass);
            try {
                world.seed(text);
            } catch (ControlRefusal refused) {
                // The emulator knows no file.
                String detail = refused.detail()
                        .replaceFirst("(^| )body(?=:\\d+:\\d+: )", "$1" + Matcher.quoteReplacement(name));
                throw refused("seed = \"" + name + "\"", detail, refused);
            }
        }
        // What a seed makes is there at once; what the test does takes its time.
        if (!options.async().isEmpty()) {
            begin(world, options.async());
        }
    }

    private static void begin(BlbWorld world, String async) {
        try {
            world.async(async);
        } catch (ControlRefusal refused) {
            // The route calls it so.
            throw refused(
                    "async = \"" + async + "\"", refused.detail().replaceFirst("^profile is", "async is"), refused);
        }
    }

    /** Does what a member of the annotation asks for, such as {@code settleDelay = "2s"}. */
    private static void apply(String member, Runnable work) {
        try {
            work.run();
        } catch (ControlRefusal refused) {
            throw refused(member, refused.detail(), refused);
        }
    }

    /** The same without a cause. */
    static ExtensionConfigurationException refused(String member, String detail) {
        return new ExtensionConfigurationException("@BlbTest(" + member + "): " + detail);
    }

    /** A failure that begins with the member of the annotation, as it is written there. */
    static ExtensionConfigurationException refused(String member, String detail, Throwable cause) {
        return new ExtensionConfigurationException("@BlbTest(" + member + "): " + detail, cause);
    }

    private static String resource(String name, Class<?> testClass) {
        try (InputStream resource = testClass.getResourceAsStream("/" + name)) {
            if (resource == null) {
                throw refused(
                        "seed = \"" + name + "\"",
                        "seed is \"" + name
                                + "\"; allowed is a resource's name from the root of the class path, such as worlds/shop.yaml");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("seed " + name + " cannot be read", e);
        }
    }

    private static Map<String, Object> settings(BlbTest options) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("settleDelay", options.settleDelay());
        settings.put("references", options.references());
        settings.put("quotaLoadBalancers", options.quotaLoadBalancers());
        settings.put("quotaListeners", options.quotaListeners());
        settings.put("quotaBackends", options.quotaBackends());
        settings.values().removeIf(value -> value.equals("") || value.equals(-1));
        return settings;
    }

    // JUnit before 5.13 closes what implements the one interface, later ones want the other.
    @SuppressWarnings("deprecation")
    private record SharedServer(Server server) implements Store.CloseableResource, AutoCloseable {
        @Override
        public void close() {
            server.close();
        }
    }

    /** What a test has, and how it is given back. */
    @SuppressWarnings("deprecation")
    private record Account(BlbWorld world, Giving back) implements Store.CloseableResource, AutoCloseable {
        @Override
        public void close() {
            back.close();
        }
    }

    /** Gives back what a test had. */
    @FunctionalInterface
    interface Giving extends AutoCloseable {
        @Override
        void close();
    }
}
