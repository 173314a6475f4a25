package dev.blb.emulator.junit;

import static dev.blb.emulator.Until.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** The extension as JUnit runs it: each nested class is a user's test, run by an engine of its own. */
// The thousand tests keep a loaded machine busy, and those beside them wait.
@Timeout(600)
class BlbEmulatorExtensionTest {
    private static final int MANY = 1_000;

    private static EngineExecutionResults run(Class<?> tests) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(tests))
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "8")
                .execute();
    }

    /** Runs the tests of a class, of which so many must pass and none fail. */
    static void passes(Class<?> tests, int count) {
        EngineExecutionResults results = run(tests);
        results.allEvents().failed().stream()
                .flatMap(event -> event.getPayload().stream())
                .forEach(
                        failure -> assertThat(failure).as(tests.getSimpleName()).isNull());
        assertThat(results.testEvents().succeeded().count()).isEqualTo(count);
    }

    private static void fails(Class<?> tests, String... words) {
        assertThat(run(tests).allEvents().failed().stream()
                        .map(event -> event.getPayload().orElseThrow().toString()))
                .singleElement()
                .asString()
                .contains(words);
    }

    @Test
    void aThousandTestsOnOneServerDoNotSeeEachOther() {
        passes(Thousand.class, MANY);

        assertThat(Thousand.ACCOUNTS).hasSize(MANY);
        URI endpoint = assertThat(Thousand.ENDPOINTS).singleElement().actual();
        // Another test's server may have got its port meanwhile.
        until(() -> refuses(endpoint));
    }

    private static boolean refuses(URI endpoint) {
        try (Socket socket = new Socket(endpoint.getHost(), endpoint.getPort())) {
            return !socket.isConnected();
        } catch (IOException refused) {
            return true;
        }
    }

    @BlbTest(quotaLoadBalancers = 2)
    static class Thousand {
        static final Set<BlbCredentials> ACCOUNTS = ConcurrentHashMap.newKeySet();
        static final Set<URI> ENDPOINTS = ConcurrentHashMap.newKeySet();

        @RepeatedTest(MANY)
        void seesItsOwnInstancesOnly(URI endpoint, BlbCredentials credentials) {
            ENDPOINTS.add(endpoint);
            assertThat(ACCOUNTS.add(credentials)).isTrue();
            SignedApi blb = new SignedApi(endpoint, credentials);

            assertThat(blb.list()).isEmpty();
            String first = blb.create();
            String second = blb.create();
            assertThat(blb.list()).containsExactlyInAnyOrder(first, second);
            assertThat(blb.send(
                            "POST", "/v1/blb", "{\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"sbn-emulator0001\"}"))
                    .contains("QuotaExceeded");
        }

        @AfterAll
        static void allAreGone() {
            URI endpoint = ENDPOINTS.iterator().next();
            for (BlbCredentials account : ACCOUNTS) {
                BlbWorld world = new BlbWorld(endpoint, Optional.empty(), account, false, "");
                assertThat(world.control("GET", "requests", "")).isEqualTo("{\"dropped\":0,\"requests\":[]}");
                assertThat(new SignedApi(endpoint, account).list()).isEmpty();
                assertThat(world.control("PUT", "accounts/" + account.accessKey() + "/settings", "{}"))
                        .contains("\"quotaLoadBalancers\":60");
            }
        }
    }

    @Test
    void eachTestHasWhatItsAnnotationSays() {
        passes(Annotated.class, 8);
    }

    @BlbTest(settleDelay = "1h", references = "strict", quotaListeners = 3, quotaBackends = 4)
    static class Annotated {
        private final BlbWorld ofConstructor;

        Annotated(BlbWorld world) {
            this.ofConstructor = world;
        }

        private static String settings(BlbWorld world) {
            return world.control("PUT", "accounts/" + world.credentials().accessKey() + "/settings", "{}");
        }

        @BeforeEach
        void isOfTheSameTest(BlbWorld world, BlbCredentials credentials, URI endpoint) {
            assertThat(world).isSameAs(ofConstructor);
            assertThat(credentials).isEqualTo(world.credentials());
            assertThat(endpoint).isEqualTo(world.endpoint());
        }

        @Test
        void byTheClass(BlbWorld world) {
            assertThat(world).isSameAs(ofConstructor);
            assertThat(settings(world))
                    .contains("\"settleDelay\":\"PT1H\"", "\"references\":\"strict\"")
                    .contains("\"quotaListeners\":3", "\"quotaBackends\":4", "\"quotaLoadBalancers\":60");
        }

        @Test
        @BlbTest(quotaListeners = 5)
        void byTheMethodInstead(BlbWorld world) {
            assertThat(settings(world)).contains("\"quotaListeners\":5", "PT0S", "lenient");
        }

        @Test
        void orByTheWorld(BlbWorld world, @BlbEndpoint URI endpoint) {
            world.settings(Map.<String, Object>of("settleDelay", "2s", "quotaBackends", 7));
            assertThat(settings(world)).contains("PT2S", "\"quotaBackends\":7");
            SignedApi blb = new SignedApi(endpoint, world.credentials());
            blb.create();
            world.reset();
            assertThat(blb.list()).isEmpty();
            assertThat(settings(world)).contains("PT0S", "\"quotaBackends\":50");
        }

        @Test
        @BlbTest(settings = {"--quota-listeners", "6", "--settle-delay=3s"})
        void orAsOnTheCommandLine(BlbWorld world) {
            assertThat(settings(world)).contains("\"quotaListeners\":6", "PT3S");
        }

        @Test
        @BlbTest(settings = {"--answers", "DOCUMENTED", "--references=Strict"})
        void inWordsOfAnyCase(BlbWorld world) {
            assertThat(settings(world)).contains("\"answers\":\"documented\"", "\"references\":\"strict\"");
        }

        @Test
        @BlbTest(
                settleDelay = "5s",
                settings = {"--settle-delay", "1s", "--quota-backends", "8"})
        void butAMemberWins(BlbWorld world) {
            assertThat(settings(world)).contains("\"settleDelay\":\"PT5S\"", "\"quotaBackends\":8");
        }

        @Test
        @BlbTest(
                ownServer = true,
                quotaListeners = 4,
                settings = {"--quota-listeners", "9", "--quota-backends", "8"})
        void soItDoesOnAPrivateServer(BlbWorld world) {
            assertThat(settings(world)).contains("\"quotaListeners\":4", "\"quotaBackends\":8");
        }

        @Nested
        class Inside {
            @Test
            void byTheClassAround(BlbWorld world) {
                assertThat(settings(world)).contains("\"quotaListeners\":3");
            }
        }
    }

    @Test
    void aClassMaySayThatItsTestsShareAnAccount() {
        passes(Shared.class, 4);
    }

    @BlbTest(sharedAccount = true)
    @TestInstance(Lifecycle.PER_CLASS)
    static class Shared {
        private final BlbWorld ofConstructor;
        private String blbId = "";

        Shared(BlbWorld world) {
            this.ofConstructor = world;
        }

        @BeforeAll
        void create(URI endpoint, BlbCredentials credentials, BlbWorld world) {
            assertThat(world).isSameAs(ofConstructor);
            blbId = new SignedApi(endpoint, credentials).create();
        }

        @RepeatedTest(2)
        void seesWhatTheClassMade(URI endpoint, BlbCredentials credentials) {
            assertThat(new SignedApi(endpoint, credentials).list()).containsExactly(blbId);
        }

        @Test
        @BlbTest
        void isAloneIfItSaysSo(URI endpoint, BlbCredentials credentials) {
            assertThat(new SignedApi(endpoint, credentials).list()).isEmpty();
        }

        @Nested
        class Inside {
            @Test
            void seesItToo(BlbWorld world) {
                assertThat(world).isSameAs(ofConstructor);
            }
        }
    }

    @Test
    void aTestMayHaveAServerOfItsOwnAndMoveItsClock() {
        passes(OwnServer.class, 3);
        assertThat(OwnServer.ENDPOINTS).hasSize(3);
    }

    @ExtendWith(BlbEmulatorExtension.class)
    static class OwnServer {
        static final Set<URI> ENDPOINTS = ConcurrentHashMap.newKeySet();

        @Test
        @BlbTest(ownServer = true, settleDelay = "10s")
        void movesTheClock(BlbWorld world) {
            ENDPOINTS.add(world.endpoint());
            SignedApi blb = new SignedApi(world.endpoint(), world.credentials());
            BlbClock clock = world.clock();
            var frozen = clock.freeze();
            blb.create();
            assertThat(blb.send("GET", "/v1/blb", "")).contains("\"creating\"");
            assertThat(clock.advance(Duration.ofDays(3))).isEqualTo(frozen.plus(Duration.ofDays(3)));
            assertThat(clock.now()).isEqualTo(frozen.plus(Duration.ofDays(3)));
            assertThat(blb.send("GET", "/v1/blb", "")).contains("\"available\"");
            assertThat(clock.set(frozen.plus(Duration.ofDays(4)))).isEqualTo(frozen.plus(Duration.ofDays(4)));
            clock.scale(60);
            assertThat(world.control("GET", "clock", "")).contains("\"scale\":60");
            clock.resume();
            assertThat(world.control("GET", "clock", "")).contains("\"mode\":\"real\"");
        }

        @Test
        @BlbTest(
                ownServer = true,
                settings = {"--auth", "verify", "--region", "gz"})
        void hasSettings(BlbWorld world) {
            ENDPOINTS.add(world.endpoint());
            BlbCredentials wrong = new BlbCredentials(world.credentials().accessKey(), "wrong");
            assertThat(new SignedApi(world.endpoint(), wrong).send("GET", "/v1/blb", ""))
                    .contains("SignatureDoesNotMatch");
        }

        @Test
        void elsewhereTheClockIsEverybodys(BlbWorld world) {
            ENDPOINTS.add(world.endpoint());
            assertThatThrownBy(world::clock)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("@BlbTest(ownServer = true)");
        }
    }

    @Test
    void aUriOfAnotherKindIsLeftAlone() {
        passes(Parameterized.class, 2);
    }

    @BlbTest
    static class Parameterized {
        @ParameterizedTest
        @ValueSource(strings = {"urn:one", "urn:two"})
        void takesTheArgument(URI argument, @BlbEndpoint URI endpoint, BlbWorld world) {
            assertThat(argument.getScheme()).isEqualTo("urn");
            assertThat(endpoint).isEqualTo(world.endpoint());
        }
    }

    @Test
    void contradictionsAreTold() {
        fails(BeforeAllWithoutAccount.class, "@BlbTest(sharedAccount = true)", "JUnit 5.12 or newer");
        fails(
                SharedMethod.class,
                "@BlbTest(sharedAccount = true): sharedAccount is true on a method; ",
                "allowed is it on a class");
        fails(SettingsOfEverybody.class, "settings", "ownServer = true");
        fails(
                HalfASetting.class,
                "@BlbTest(settings): settings are [--quota-listeners]",
                "allowed are flags with their values");
        fails(WrongSetting.class, "--region", "mars", "allowed is one of");
        fails(WrongSetting.class, "@BlbTest(settings): --region is \"mars\"; allowed is one of");
        fails(
                WrongDelay.class,
                "@BlbTest(settleDelay = \"soon\"): settleDelay is \"soon\"; allowed is a length of time");
        fails(WrongAsync.class, "@BlbTest(async = \"slow\"): async is \"slow\"; allowed is one of");
        fails(WrongQuota.class, "@BlbTest(quotaListeners = -5): quotaListeners is -5; allowed is an integer from 0 to");
        fails(
                UnknownFlag.class,
                "@BlbTest(settings = {\"--quota-listnrs\", \"3\"}): --quota-listnrs is unknown here; allowed is --",
                "; did you mean --quota-listeners? Settings of the server need @BlbTest(ownServer = true)");
        fails(
                WrongFlag.class,
                "@BlbTest(settings = {\"--references=none\"}): --references is \"none\"; allowed is one of lenient, strict");
        fails(
                FlagOfText.class,
                "@BlbTest(settings = {\"--quota-listeners\", \"x\"}): --quota-listeners is \"x\"; allowed is an integer from 0 to");
        fails(
                FlagInCapitals.class,
                "@BlbTest(settings = {\"--Quota-Listeners\", \"3\"}): --Quota-Listeners is unknown; did you mean"
                        + " --quota-listeners?");
        fails(
                FlagAsAName.class,
                "@BlbTest(settings = {\"--quotaListeners=3\"}): --quotaListeners is unknown; did you mean --quota-listeners?");
        fails(
                UnknownFlagOfServer.class,
                "@BlbTest(settings): --quota-listnrs is unknown; did you mean --quota-listeners?");
        fails(
                WrongSeedOfServer.class,
                "@BlbTest(settings): --seed: src/test/resources/worlds/wrong.yaml:3:5: vpcs[0].cidr is \"10.1.0.0/99\";");
        fails(
                MissingSeedOfServer.class,
                "@BlbTest(settings): --seed: seed is \"worlds/none.yaml\"; allowed is a file or folder");
        fails(
                MissingSeed.class,
                "@BlbTest(seed = \"worlds/none.yaml\"): seed is \"worlds/none.yaml\"; ",
                "allowed is a resource's name");
        fails(
                WrongSeed.class,
                "@BlbTest(seed = \"worlds/wrong.yaml\"): worlds/wrong.yaml:3:5: vpcs[0].cidr is \"10.1.0.0/99\"; allowed is");
    }

    @BlbTest
    static class BeforeAllWithoutAccount {
        @BeforeAll
        static void wants(BlbWorld world) {
            assertThat(world).isNull();
        }

        @Test
        void isNotReached() {}
    }

    static class WrongQuota {
        @Test
        @BlbTest(quotaBackends = 3, quotaListeners = -5)
        void wants(BlbWorld world) {
            assertThat(world).isNull();
        }
    }

    static class UnknownFlag {
        @Test
        @BlbTest(settings = {"--quota-backends", "2", "--quota-listnrs", "3"})
        void wants(BlbWorld world) {
            assertThat(world).isNull();
        }
    }

    static class WrongFlag {
        @Test
        @BlbTest(settings = {"--references=none"})
        void wants(BlbWorld world) {
            assertThat(world).isNull();
        }
    }

    static class FlagOfText {
        @Test
        @BlbTest(settings = {"--quota-listeners", "x"})
        void wants(BlbWorld world) {
            assertThat(world).isNull();
        }
    }

    static class FlagInCapitals {
        @Test
        @BlbTest(settings = {"--Quota-Listeners", "3"})
        void wants(BlbWorld world) {
            assertThat(world).isNull();
        }
    }

    static class FlagAsAName {
        @Test
        @BlbTest(settings = {"--quotaListeners=3"})
        void wants(BlbWorld world) {
            assertThat(world).isNull();
        }
    }

    static class UnknownFlagOfServer {
        @Test
        @BlbTest(
                ownServer = true,
                settings = {"--quota-listnrs", "3"})
        void wants(BlbWorld world) {
            assertThat(world).isNull();
        }
    }

    static class SharedMethod {
        @Test
        @BlbTest(sharedAccount = true)
        void wants(BlbWorld world) {
            assertThat(world).isNull();
        }
    }

    static class SettingsOfEverybody {
        @Test
        @BlbTest(settings = {"--region", "gz"})
        void wants(BlbWorld world) {
            assertThat(world).isNull();
        }
    }

    static class WrongSetting {
        @Test
        @BlbTest(
                ownServer = true,
                settings = {"--region", "mars"})
        void wants(BlbWorld world) {
            assertThat(world).isNull();
        }
    }

    static class HalfASetting {
        @Test
        @BlbTest(settings = {"--quota-listeners"})
        void wants(BlbWorld world) {
            assertThat(world).isNull();
        }
    }

    static class WrongDelay {
        @Test
        @BlbTest(settleDelay = "soon")
        void wants(BlbWorld world) {
            assertThat(world).isNull();
        }
    }

    static class WrongAsync {
        @Test
        @BlbTest(async = "slow")
        void wants(BlbWorld world) {
            assertThat(world).isNull();
        }
    }

    static class MissingSeed {
        @Test
        @BlbTest(seed = "worlds/none.yaml")
        void wants(BlbWorld world) {
            assertThat(world).isNull();
        }
    }

    static class WrongSeed {
        @Test
        @BlbTest(seed = {"worlds/shop.yaml", "worlds/wrong.yaml"})
        void wants(BlbWorld world) {
            assertThat(world).isNull();
        }
    }

    static class WrongSeedOfServer {
        @Test
        @BlbTest(
                ownServer = true,
                settings = {"--seed", "src/test/resources/worlds/wrong.yaml"})
        void wants(BlbWorld world) {
            assertThat(world).isNull();
        }
    }

    static class MissingSeedOfServer {
        @Test
        @BlbTest(ownServer = true, settings = "--seed=worlds/none.yaml")
        void wants(BlbWorld world) {
            assertThat(world).isNull();
        }
    }
}
