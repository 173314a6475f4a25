package dev.blb.emulator.http;

import static dev.blb.emulator.api.ApiError.SERVICE_UNAVAILABLE;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.Call;
import dev.blb.emulator.api.ConsistencyDelay;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Operation;
import dev.blb.emulator.api.Reply;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.context.EmulatorContext;
import dev.blb.emulator.network.Cidr;
import dev.blb.emulator.network.Subnets;
import dev.blb.emulator.network.Vpcs;
import dev.blb.emulator.route.Endpoint;
import dev.blb.emulator.schema.Schema;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the classes of the first calls in a background thread while the web server starts: it computes a signature, and carries out
 * a create, a detail and a list call in a transaction that is rolled back. No request is answered before that has ended.
 */
public final class WarmUp {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final long LIMIT_SECONDS = 60;

    /** A space is part of no access key, so that this is nobody's account. */
    private static final String ACCOUNT = "warm up";

    private final EmulatorContext context;
    private final FutureTask<Boolean> task = new FutureTask<>(this::run);

    private WarmUp(EmulatorContext context) {
        this.context = context;
    }

    /** Begins. The emulator has all its operations, and its seeds are applied. */
    public static WarmUp begin(EmulatorContext context) {
        WarmUp warmUp = new WarmUp(context);
        Thread thread = new Thread(warmUp.task, "warm-up");
        thread.setDaemon(true);
        thread.start();
        return warmUp;
    }

    /** Waits until it has ended, at most a minute. */
    void await() {
        if (task.isDone()) {
            return;
        }
        try {
            task.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the first calls cannot be carried out", e.getCause());
        } catch (TimeoutException e) {
            throw SERVICE_UNAVAILABLE.with("The emulator is still starting.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SERVICE_UNAVAILABLE.with("The emulator is stopping.");
        }
    }

    /** Ends the transaction without a trace. */
    private static final class RolledBack extends RuntimeException {
        private static final long serialVersionUID = 1L;

        RolledBack() {
            super("as intended", null, false, false);
        }
    }

    private boolean run() {
        try {
            BceV1Signature.sign(
                    BceV1Signature.signingKey(
                            "secret", "bce-auth-v1/key/" + context.clock().instant() + "/1800"),
                    BceV1Signature.canonicalRequest(
                            new SignedRequest("GET", "/v1/blb", "", Map.of("host", "localhost")),
                            BceV1Signature.headerLines(Map.of("host", "localhost"), List.of("host"))));
            context.database().inTransaction(tx -> {
                carryOut(tx);
                throw new RolledBack();
            });
        } catch (RolledBack intended) {
            LOG.debug("warm", intended);
        } catch (ApiException refused) {
            // Such as a quota of 0 or a full disk: the callers will hear of it, too.
            LOG.debug("the first calls would be refused", refused);
        } finally {
            // Ids go on as if none had been drawn.
            context.ids().restart();
        }
        return true;
    }

    private void carryOut(Tx tx) {
        ObjectNode create = JsonNodeFactory.instance
                .objectNode()
                .put("name", "warm-up")
                .put("vpcId", Vpcs.BUILT_IN)
                .put("subnetId", Subnets.BUILT_IN)
                .put("address", lastAddress());
        String created = carryOut(tx, Operation.CREATE_BLB, "", create);
        String blbId = created.replaceFirst("(?s).*\"blbId\":\"([^\"]*)\".*", "$1");
        carryOut(tx, Operation.DESCRIBE_BLB, blbId, JsonNodeFactory.instance.objectNode());
        carryOut(tx, Operation.DESCRIBE_BLBS, "", JsonNodeFactory.instance.objectNode());
    }

    /** Rarely taken. An address that is asked for leaves the choice of the next ones as it is. */
    private String lastAddress() {
        Cidr subnet = Subnets.cidr(context.world().of(ACCOUNT), Subnets.BUILT_IN);
        return subnet.address(subnet.size() - 2);
    }

    private String carryOut(Tx tx, Operation operation, String blbId, ObjectNode body) {
        Endpoint endpoint = context.routes().endpoint(operation);
        Reply reply = endpoint.handler()
                .handle(
                        new Call(
                                operation,
                                ACCOUNT,
                                blbId,
                                new Members(endpoint.query().checkQuery(Map.of())),
                                new Members(
                                        endpoint.body().orElseGet(Schema::of).check(body)),
                                tx.now(),
                                context.accounts().settings(ACCOUNT),
                                ConsistencyDelay.NONE),
                        tx);
        return reply.body() == null ? "" : Json.write(reply.body());
    }
}
