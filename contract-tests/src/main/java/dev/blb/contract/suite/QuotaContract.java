package dev.blb.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.contract.evidence.Axis;
import dev.blb.contract.evidence.Contract;
import dev.blb.contract.evidence.Covers;
import dev.blb.contract.evidence.EmulatorOnly;
import dev.blb.contract.evidence.Evidence;
import dev.blb.contract.evidence.Evidence.Source;
import dev.blb.contract.target.Bare;
import dev.blb.contract.target.Cloud.Answer;
import dev.blb.contract.target.Given;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The refusals of what is too many. The quota of instances is not asked for: they cost money. */
@Contract
class QuotaContract {
    private static final int MOST_LISTENERS = 51;
    private static final int MOST_SERVERS = 50;

    private Given given;
    private String blbId;

    @BeforeEach
    void prepare(Given fixtures) {
        given = fixtures;
        blbId = fixtures.fixture(String.class, Given::lease);
    }

    @AfterEach
    void restore() {
        given.cleanUp(new Bare(given, blbId)::restore);
    }

    @Test
    @Covers(value = Axis.REFUSALS, operations = "CreateBlbUdpListener")
    @Evidence(
            value = Source.DOCS,
            at = "limits: 50 listeners, adjustable for an account; error-code: ListenerExceeded 413")
    void aListenerTooManyIsRefusedWithTheirNumber() {
        String path = "/v1/blb/" + blbId + "/UDPlistener";
        int listeners = 0;
        Answer answer = given.cloud().post(path, udp(listeners));
        while (answer.status() == 200 && listeners < MOST_LISTENERS) {
            listeners++;
            answer = given.cloud().post(path, udp(listeners));
        }

        assertThat(Expect.refused(answer, 413, "ListenerExceeded").text("/message"))
                .containsPattern("\\b" + listeners + "\\b");
    }

    private static String udp(int number) {
        return "{\"listenerPort\":" + (20_000 + number)
                + ",\"backendPort\":53,\"scheduler\":\"Hash\",\"healthCheckString\":\"x\"}";
    }

    @Test
    @Covers(value = Axis.REFUSALS, operations = "AddBlbServer")
    @Evidence(value = Source.ASSUMED, at = "[m39] 50 servers, QuotaExceeded 413")
    @EmulatorOnly("it takes 51 machines")
    void aServerTooManyIsRefusedWithTheirNumber() {
        String path = "/v1/blb/" + blbId + "/backendserver";
        List<String> machines = IntStream.rangeClosed(0, MOST_SERVERS)
                .mapToObj(number -> "i-contract" + (100 + number))
                .toList();
        ObjectNode world = JsonNodeFactory.instance.objectNode();
        ArrayNode declared = world.putArray("machines");
        machines.forEach(machine ->
                declared.addObject().put("account", given.cloud().accessKey()).put("instanceId", machine));
        given.cloud().send("POST", "/_blb/seed", world.toString(), Map.of()).ok();

        Answer allAtOnce = given.cloud().post(path, servers(machines));
        given.change(blbId, "POST", path, servers(machines.subList(0, MOST_SERVERS)));
        Answer oneMore = given.cloud().post(path, servers(machines.subList(MOST_SERVERS, MOST_SERVERS + 1)));

        for (Answer answer : List.of(allAtOnce, oneMore)) {
            assertThat(Expect.refused(answer, 413, "QuotaExceeded").text("/message"))
                    .containsPattern("\\b" + MOST_SERVERS + "\\b");
        }
    }

    private static String servers(List<String> machines) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode list = body.putArray("backendServerList");
        machines.forEach(machine -> list.addObject().put("instanceId", machine));
        return body.toString();
    }
}
