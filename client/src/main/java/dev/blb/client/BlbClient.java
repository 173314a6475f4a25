package dev.blb.client;

import dev.blb.client.internal.Required;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A client for the standard load balancer of Baidu AI Cloud. Thread-safe; one is enough for a program. Close it at the end:
 * that ends its calls in flight and their pauses, each with {@link BlbException.TransportFailure}.
 */
public final class BlbClient implements AutoCloseable {
    private final Chain chain;
    private final LoadBalancers loadBalancers;
    private final Listeners listeners;
    private final BackendServers backendServers;
    private final SecurityGroups securityGroups;
    private final Billing billing;

    private BlbClient(Chain.Settings settings) {
        chain = new Chain(settings);
        Call.Start calls = new Call.Start(chain);
        Wait wait = new Wait(settings.pauses());
        loadBalancers = new LoadBalancers(calls, wait);
        listeners = new Listeners(calls);
        backendServers = new BackendServers(calls, wait);
        securityGroups = new SecurityGroups(calls);
        billing = new Billing(calls);
    }

    /** Settings with their defaults; only region or endpoint must be set. */
    public static Builder builder() {
        return new Builder();
    }

    /** The operations on instances. */
    public LoadBalancers loadBalancers() {
        return loadBalancers;
    }

    /** The operations on listeners. */
    public Listeners listeners() {
        return listeners;
    }

    /** The operations on real servers. */
    public BackendServers backendServers() {
        return backendServers;
    }

    /** The operations on security groups. */
    public SecurityGroups securityGroups() {
        return securityGroups;
    }

    /** The operations on orders. */
    public Billing billing() {
        return billing;
    }

    /** Ends all calls in flight and frees connections and threads; later calls throw {@link IllegalStateException}. */
    @Override
    public void close() {
        chain.close();
    }

    /** The settings of a client. A time of more than 100 years counts as 100 years. Not thread-safe. */
    public static final class Builder {
        // [meta], and fsh and sin from other public pages.
        private static final List<String> REGIONS =
                List.of("bj", "bd", "cd", "fsh", "fwh", "gz", "hkg", "nj", "sin", "su", "yq");

        static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
        static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);
        static final Duration PENDING_CHANGE_TIMEOUT = Duration.ofMinutes(2);

        private @Nullable URI endpoint;
        private @Nullable SSLContext sslContext;
        private CredentialsProvider credentials = CredentialsProvider.environment();
        private Duration connectTimeout = CONNECT_TIMEOUT;
        private Duration requestTimeout = REQUEST_TIMEOUT;
        private RetryPolicy retryPolicy = RetryPolicy.defaults();
        private Clock clock = Clock.systemUTC();
        private Sleeper sleeper = Sleeper.real();
        private RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
        private String userAgent = "blb-client java/" + System.getProperty("java.version");
        private boolean waitForPendingChange;
        private Duration pendingChangeTimeout = PENDING_CHANGE_TIMEOUT;

        private Builder() {}

        /**
         * The address of the service: {@code http} or {@code https}, host and optionally port. Use it for an emulator, or for
         * a region that {@link #region} does not know.
         */
        public Builder endpoint(URI uri) {
            boolean plain = Required.notNull("endpoint", uri).getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && (uri.getRawPath() == null
                            || uri.getRawPath().isEmpty()
                            || uri.getRawPath().equals("/"));
            boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (!plain || !web || uri.getHost() == null) {
                throw new IllegalArgumentException("endpoint " + uri + " is not like http://host:port or https://host");
            }
            if (uri.getPort() != -1) {
                Required.port("the port of endpoint " + uri, uri.getPort());
            }
            endpoint = URI.create(uri.getScheme().toLowerCase(Locale.ROOT) + "://" + uri.getRawAuthority());
            return this;
        }

        /** The public service of a region over https: bj, bd, cd, fsh, fwh, gz, hkg, nj, sin, su or yq. */
        public Builder region(String region) {
            if (!REGIONS.contains(Required.notNull("region", region))) {
                throw new IllegalArgumentException("region " + region + " is not one of " + REGIONS);
            }
            return endpoint(URI.create("https://blb." + region + ".baidubce.com"));
        }

        /**
         * An access key and its secret, in the order of the official SDKs; {@link CredentialsProvider#environment()} by
         * default.
         */
        public Builder credentials(String accessKeyId, String secretAccessKey) {
            return credentials(CredentialsProvider.fixed(new Credentials(accessKeyId, secretAccessKey)));
        }

        /** The source of credentials; {@link CredentialsProvider#environment()} by default. */
        public Builder credentials(CredentialsProvider provider) {
            credentials = Required.notNull("credentials", provider);
            return this;
        }

        /**
         * What decides over https which server is trusted, such as an emulator whose authority is not in the JVM's trust store;
         * {@link SSLContext#getDefault()} by default.
         */
        public Builder sslContext(SSLContext context) {
            sslContext = Required.notNull("sslContext", context);
            return this;
        }

        /** The longest time to connect; 5 seconds by default. */
        public Builder connectTimeout(Duration limit) {
            connectTimeout = positive("connectTimeout", limit);
            return this;
        }

        /** The longest time for one attempt, to the last byte of its answer; 30 seconds by default. */
        public Builder requestTimeout(Duration limit) {
            requestTimeout = positive("requestTimeout", limit);
            return this;
        }

        /** The attempts of a call and the pauses between them; {@link RetryPolicy#defaults()} by default. */
        public Builder retryPolicy(RetryPolicy policy) {
            retryPolicy = Required.notNull("retryPolicy", policy);
            return this;
        }

        /** The clock for signatures and deadlines; the system's by default. */
        public Builder clock(Clock newClock) {
            clock = Required.notNull("clock", newClock);
            return this;
        }

        /** What pauses between attempts and polls; {@link Sleeper#real()} by default. */
        public Builder sleeper(Sleeper newSleeper) {
            sleeper = Required.notNull("sleeper", newSleeper);
            return this;
        }

        /** The User-Agent header, printable ASCII; {@code blb-client java/<version>} by default. */
        public Builder userAgent(String text) {
            if (!Required.notNull("userAgent", text).matches("[\\x20-\\x7e]+")) {
                throw new IllegalArgumentException("userAgent \"" + text + "\" is empty or not printable ASCII");
            }
            userAgent = text;
            return this;
        }

        /**
         * Whether a write that is refused because an earlier change is still pending (the instance is {@code creating} or
         * {@code updating}) is repeated until it is accepted; false by default. Such refusals do not count as attempts.
         */
        public Builder waitForPendingChange(boolean wait) {
            waitForPendingChange = wait;
            return this;
        }

        /** The longest time for {@link #waitForPendingChange}; 2 minutes by default. */
        public Builder pendingChangeTimeout(Duration limit) {
            pendingChangeTimeout = positive("pendingChangeTimeout", limit);
            return this;
        }

        /** The source of jitter, for tests. */
        Builder random(RandomGenerator generator) {
            random = generator;
            return this;
        }

        /** A client; throws {@link IllegalStateException} without endpoint and region. */
        public BlbClient build() {
            if (endpoint == null) {
                throw new IllegalStateException("neither endpoint nor region is set; set one of them");
            }
            return new BlbClient(new Chain.Settings(
                    endpoint,
                    sslContext,
                    credentials,
                    connectTimeout,
                    requestTimeout,
                    retryPolicy,
                    random,
                    new Pauses(clock, sleeper),
                    userAgent,
                    waitForPendingChange,
                    pendingChangeTimeout));
        }

        private static Duration positive(String name, Duration limit) {
            // Less than a millisecond would be rounded to zero.
            if (Required.notNull(name, limit).compareTo(Duration.ofMillis(1)) < 0) {
                throw new IllegalArgumentException(name + " " + limit + " is not 1 ms or more");
            }
            return Pauses.atMost100Years(limit);
        }
    }
}
