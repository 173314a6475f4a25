package dev.blb.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.client.ScriptedServer.Reply;
import dev.blb.client.model.AutoRenewal;
import dev.blb.client.model.BillingTerms;
import dev.blb.client.model.ChangeToPostpaid;
import dev.blb.client.model.ChangeToPrepaid;
import dev.blb.client.model.CreateHttpListener;
import dev.blb.client.model.CreateHttpsListener;
import dev.blb.client.model.CreateLoadBalancer;
import dev.blb.client.model.CreateSslListener;
import dev.blb.client.model.CreateTcpListener;
import dev.blb.client.model.CreateUdpListener;
import dev.blb.client.model.ModificationProtection;
import dev.blb.client.model.OpenEnum;
import dev.blb.client.model.PageRequest;
import dev.blb.client.model.PriceInquiry;
import dev.blb.client.model.Scheduler;
import dev.blb.client.model.ServerSettings;
import dev.blb.client.model.Tag;
import dev.blb.client.model.TcpListener;
import dev.blb.client.model.UpdateHttpListener;
import dev.blb.client.model.UpdateHttpsListener;
import dev.blb.client.model.UpdateLoadBalancer;
import dev.blb.client.model.UpdateSslListener;
import dev.blb.client.model.UpdateTcpListener;
import dev.blb.client.model.UpdateUdpListener;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Building a request refuses what the catalogue says is out of range, and offers each value of an enumeration. */
class RangesTest {
    private static final Map<String, Object> REQUESTS = Map.ofEntries(
            Map.entry("CreateBlb", CreateLoadBalancer.in("vpc-1", "sbn-1")),
            Map.entry("UpdateBlb", UpdateLoadBalancer.of()),
            Map.entry("CreateBlbTcpListener", CreateTcpListener.of(1, 2, Scheduler.HASH)),
            Map.entry("CreateBlbUdpListener", CreateUdpListener.of(1, 2, Scheduler.HASH)),
            Map.entry("CreateBlbHttpListener", CreateHttpListener.of(1, 2, Scheduler.ROUND_ROBIN)),
            Map.entry("CreateBlbHttpsListener", CreateHttpsListener.of(1, 2, Scheduler.ROUND_ROBIN, "cert-1")),
            Map.entry("CreateBlbSslListener", CreateSslListener.of(1, 2, Scheduler.HASH, "cert-1")),
            Map.entry("UpdateBlbTcpListener", UpdateTcpListener.of(1)),
            Map.entry("UpdateBlbUdpListener", UpdateUdpListener.of(1)),
            Map.entry("UpdateBlbHttpListener", UpdateHttpListener.of(1)),
            Map.entry("UpdateBlbHttpsListener", UpdateHttpsListener.of(1)),
            Map.entry("UpdateBlbSslListener", UpdateSslListener.of(1)),
            Map.entry("AddBlbServer", ServerSettings.of("i-1")),
            Map.entry("UpdateBlbServer", ServerSettings.of("i-1")),
            Map.entry("BillingChangePostToPreBlb", ChangeToPrepaid.months(1)),
            Map.entry("BillingChangePreToPostBlb", ChangeToPostpaid.of()),
            Map.entry("BlbInquiry", PriceInquiry.of()));

    @TestFactory
    Stream<DynamicTest> everyMemberKeepsItsRange() {
        List<DynamicTest> tests = new ArrayList<>();
        TestData.list("/catalogue/blb-operations.json").forEach(operation -> {
            Object request = REQUESTS.get(operation.get("id").textValue());
            if (request != null) {
                for (JsonNode parameter : operation.get("params")) {
                    String member = parameter.get("name").textValue().replaceFirst("^.*\\.", "");
                    method(request, member)
                            .ifPresent(method ->
                                    tests.addAll(tests(operation.get("id").textValue(), request, method, parameter)));
                }
            }
        });
        assertThat(tests).hasSizeGreaterThan(150);
        return tests.stream();
    }

    private static List<DynamicTest> tests(String operation, Object request, Method method, JsonNode rules) {
        String name = operation + " " + method.getName();
        Class<?> type = method.getParameterTypes()[0];
        List<DynamicTest> tests = new ArrayList<>();
        if (type == int.class && rules.has("min") && rules.has("max")) {
            int min = rules.get("min").intValue();
            int max = rules.get("max").intValue();
            for (int value : new int[] {min, max}) {
                tests.add(dynamicTest(name + " " + value, () -> invoke(request, method, value)));
            }
            for (int value : new int[] {min - 1, max + 1}) {
                tests.add(dynamicTest(
                        name + " " + value + " is refused",
                        () -> assertThatThrownBy(() -> invoke(request, method, value))
                                .isInstanceOf(IllegalArgumentException.class)
                                .hasMessage(method.getName() + " " + value + " is not in " + min + ".." + max)));
            }
        }
        if (type == String.class && rules.has("maxLength")) {
            int max = rules.get("maxLength").intValue();
            tests.add(dynamicTest(name + " at its length", () -> invoke(request, method, "a".repeat(max))));
            tests.add(dynamicTest(
                    name + " over its length",
                    () -> assertThatThrownBy(() -> invoke(request, method, "a".repeat(max + 1)))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining(method.getName())));
        }
        if (OpenEnum.class.isAssignableFrom(type)) {
            List<String> constants = Arrays.stream(type.getFields())
                    .filter(field -> field.getType() == type)
                    .map(RangesTest::constant)
                    .toList();
            rules.path("enum")
                    .forEach(value -> tests.add(dynamicTest(
                            name + " has " + value, () -> assertThat(constants).contains(value.textValue()))));
        }
        return tests;
    }

    private static Optional<Method> method(Object request, String member) {
        return Arrays.stream(request.getClass().getMethods())
                .filter(method -> method.getName().equals(member)
                        && method.getParameterCount() == 1
                        && !method.isBridge()
                        && !method.isSynthetic())
                .findFirst();
    }

    private static String constant(Field field) {
        try {
            return ((OpenEnum) field.get(null)).value();
        } catch (IllegalAccessException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static void invoke(Object request, Method method, Object argument) throws Throwable {
        try {
            assertThat(method.invoke(request, argument)).isNotEqualTo(request);
        } catch (InvocationTargetException refusal) {
            throw refusal.getTargetException();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 65536})
    void portsOutOfRangeAreRefusedEverywhere(int port) {
        List<Consumer<Integer>> places = List.of(
                value -> CreateTcpListener.of(value, 1, Scheduler.HASH),
                value -> CreateUdpListener.of(1, value, Scheduler.HASH),
                UpdateTcpListener::of,
                UpdateUdpListener::of,
                UpdateHttpListener::of,
                UpdateHttpsListener::of,
                UpdateSslListener::of);

        assertThat(places)
                .allSatisfy(place -> assertThatThrownBy(() -> place.accept(port))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageMatching("(listener|backend)Port " + port + " is not in 1\\.\\.65535"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 65536, 70000})
    void portsOfCallsAreCheckedBeforeAnythingIsSent(int port) throws Exception {
        List<Consumer<BlbClient>> calls = List.of(
                client -> client.listeners().at("lb-1", TcpListener.class, port),
                client -> client.backendServers().health("lb-1", port, PageRequest.FIRST),
                client -> client.backendServers().allHealth("lb-1", port),
                client -> client.backendServers().awaitHealthy("lb-1", port, 1, Duration.ofMinutes(1)));
        try (ScriptedServer server = ScriptedServer.replying(Reply.of(200, "{}"));
                BlbClient client = new TestTime().client(server).build()) {
            assertThat(calls)
                    .allSatisfy(call -> assertThatThrownBy(() -> call.accept(client))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessage("listenerPort " + port + " is not in 1..65535"));
            assertThat(server.sent()).isEmpty();
        }
    }

    @Test
    void tagsOfAnAnswerAreCheckedWhenTheyAreSent() {
        CreateLoadBalancer create = CreateLoadBalancer.in("vpc-1", "sbn-1");

        assertThat(create.tags(List.of(new Tag("k", ""))).members().asMap()).containsKey("tags");
        assertThatThrownBy(() -> create.tags(List.of(new Tag("k", "v"), new Tag("", ""))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("length in characters of tagKey 0 is not in 1..65");
    }

    @Test
    void charactersAreTheDocumentedOnes() {
        assertThat(Tag.of("team-a_b/c. 网", "Größe 7").tagValue()).isEqualTo("Größe 7");
        assertThatThrownBy(() -> Tag.of("a!b", "v"))
                .hasMessage("tagKey \"a!b\" is not of letters, digits, Chinese, blanks and - _ / .");
        assertThatThrownBy(() -> Tag.of("k", "v*")).hasMessageContaining("tagValue \"v*\"");
        assertThat(CreateUdpListener.of(1, 2, Scheduler.HASH)
                        .healthCheckString("\\00\\x01 ping~")
                        .members()
                        .asMap())
                .containsEntry("healthCheckString", "\\00\\x01 ping~");
        assertThatThrownBy(() -> UpdateUdpListener.of(1).healthCheckString("é中"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("healthCheckString \"é中\"");
    }

    @Test
    void lengthsOfTimeAreTheDocumentedOnes() {
        IntStream.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 24, 36)
                .forEach(months ->
                        assertThatCode(() -> BillingTerms.prepaid(months)).doesNotThrowAnyException());
        IntStream.of(0, 10, 11, 13, 25, 37, -1)
                .forEach(months -> assertThatThrownBy(() -> BillingTerms.prepaid(months))
                        .hasMessage("reservationLength " + months + " is not 1..9, 12, 24 or 36 months"));
        IntStream.of(0, 10)
                .forEach(months -> assertThatThrownBy(() -> AutoRenewal.months(months))
                        .hasMessage("autoRenewLength " + months + " is not in 1..9"));
        IntStream.of(0, 4)
                .forEach(years -> assertThatThrownBy(() -> AutoRenewal.years(years))
                        .hasMessage("autoRenewLength " + years + " is not in 1..3"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1web", "-web", "web!", "网", "w b"})
    void namesAreNotWhatTheServiceRefuses(String name) {
        assertThatThrownBy(() -> UpdateLoadBalancer.of().name(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name \"" + name + "\"");
    }

    @Test
    void lengthsAreCountedInBytesWhereTheServiceDoes() {
        assertThatCode(() -> UpdateLoadBalancer.of().desc("网".repeat(150))).doesNotThrowAnyException();
        assertThatThrownBy(() -> UpdateLoadBalancer.of().desc("网".repeat(151)))
                .hasMessage("length in bytes of desc 453 is not in 0..450");
        assertThatCode(() -> Tag.of("网".repeat(65), "")).doesNotThrowAnyException();
        assertThatThrownBy(() -> Tag.of("", "")).hasMessageContaining("tagKey");
        assertThatCode(() -> ModificationProtection.on("网".repeat(128))).doesNotThrowAnyException();
        assertThatThrownBy(() -> ModificationProtection.on("a".repeat(129)))
                .hasMessageContaining("modificationProtectionReason");
    }

    @Test
    void anUnknownValueOfAnEnumerationCanBeSentBack() {
        Scheduler unknown = new Scheduler("Maglev");

        assertThat(CreateTcpListener.of(1, 2, unknown).members().asMap()).containsEntry("scheduler", unknown);
    }
}
