package dev.blb.emulator.http;

import static dev.blb.emulator.api.ApiError.SERVICE_UNAVAILABLE;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.consistency.RuleOverride;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.fault.Asked;
import dev.blb.emulator.fault.Effect;
import dev.blb.emulator.fault.Faults;
import dev.blb.emulator.fault.Fired;
import dev.blb.emulator.route.Endpoint;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** Lets calls of the API fail as the plan of their account says. Without a plan it does nothing. */
final class FaultFilter {
    /** Names the rule that was applied to a call. */
    static final String HEADER = "x-blb-emulator-fault";

    /** How many calls may be held back at a time: about half of the web server's threads. */
    private static final int MAX_WAITING = 100;

    private static final String GATEWAY_PAGE = """
            <html>
            <head><title>502 Bad Gateway</title></head>
            <body>
            <center><h1>502 Bad Gateway</h1></center>
            </body>
            </html>
            """;
    private static final int BAD_GATEWAY = 502;
    private static final Answer RESET = Answer.LOST.with(new Delivery.Disconnect(true));

    private final Faults faults;
    private final Database database;
    private final Ports ports;
    private final Semaphore waiting = new Semaphore(MAX_WAITING);

    /**
     * Applies the plans of these faults.
     *
     * @param database where other processes may declare plans
     * @param ports those that can refuse connections
     */
    FaultFilter(Faults faults, Database database, Ports ports) {
        this.faults = faults;
        this.database = database;
        this.ports = ports;
    }

    /**
     * The answer to a call.
     *
     * @param carriedOut carries the call out, with a rule of when it takes effect where a fault changes that
     */
    Answer answer(
            Exchange exchange,
            Endpoint endpoint,
            String account,
            String blbId,
            Function<Optional<RuleOverride>, Answer> carriedOut) {
        if (faults.isEmpty()) {
            return carriedOut.apply(Optional.empty());
        }
        // What is counted as fired stays so.
        database.confirm();
        Optional<String> refusing = ports.refusedBy();
        if (refusing.isPresent()) {
            // An open connection outlived the begin of the outage.
            exchange.trace().fault(refusing.get(), "Connections to the API are refused now.");
            return RESET;
        }
        Asked asked = new Asked(account, endpoint.operation(), blbId, exchange.query(), () -> body(exchange));
        Optional<Fired> fired = faults.fire(asked, exchange.trace().requestId());
        if (fired.isEmpty()) {
            return carriedOut.apply(Optional.empty());
        }
        Fired fault = fired.get();
        exchange.trace().fault(fault.rule(), fault.sentence());
        return fault.takesTime() ? held(fault, exchange, carriedOut) : applied(fault, exchange, carriedOut);
    }

    /** The answer of a call that is held back; one that is sent slowly is so until it was sent. */
    private Answer held(Fired fault, Exchange exchange, Function<Optional<RuleOverride>, Answer> carriedOut) {
        if (!waiting.tryAcquire()) {
            throw SERVICE_UNAVAILABLE.with(
                    "%d calls are held back by fault plans already; allowed are as many.", MAX_WAITING);
        }
        Answer answer = Answer.LOST;
        try {
            if (!fault.after()) {
                pause(fault, fault.delay());
            }
            answer = applied(fault, exchange, carriedOut);
            if (fault.after()) {
                pause(fault, fault.delay());
            }
            return answer;
        } finally {
            if (!(answer.delivery() instanceof Delivery.Slow)) {
                waiting.release();
            }
        }
    }

    /** The body as rules see it: one that is no object has no members. */
    private static ObjectNode body(Exchange exchange) {
        try {
            return BodyReader.object(exchange.body());
        } catch (ApiException unreadable) {
            return Json.object();
        }
    }

    private Answer applied(Fired fault, Exchange exchange, Function<Optional<RuleOverride>, Answer> carriedOut) {
        Effect effect = fault.effect();
        boolean needsAnswer = effect instanceof Effect.Cut
                || effect instanceof Effect.Dribble
                || effect instanceof Effect.ContentType
                || effect instanceof Effect.Pass
                || effect instanceof Effect.Stale;
        Answer real = needsAnswer || fault.after() ? real(effect, exchange, carriedOut) : Answer.LOST;
        if (effect instanceof Effect.Stall stall) {
            pause(fault, stall.limit());
            return Answer.LOST;
        }
        if (effect instanceof Effect.Refusal refusal) {
            return refused(refusal, exchange.trace());
        }
        if (effect instanceof Effect.Throttle throttle) {
            Answer refused = refused(throttle.refusal(), exchange.trace());
            return throttle.retryAfter()
                    ? refused.withHeader("Retry-After", String.valueOf(fault.retryAfterSeconds()))
                    : refused;
        }
        if (effect instanceof Effect.Outage outage) {
            ports.refuse(fault, outage.time());
            return RESET;
        }
        if (effect instanceof Effect.Disconnect end) {
            return Answer.LOST.with(new Delivery.Disconnect(end.reset()));
        }
        if (effect instanceof Effect.Gateway) {
            return Answer.of(BAD_GATEWAY, "text/html", GATEWAY_PAGE);
        }
        if (effect instanceof Effect.Cut cut) {
            int bytes = cut.bytes() >= 0 ? cut.bytes() : (int) ((long) real.bytes().length * cut.percent() / 100);
            return real.with(new Delivery.Cut(bytes));
        }
        if (effect instanceof Effect.Dribble dribble) {
            return real.with(new Delivery.Slow(dribble.bytesPerSecond(), fault, waiting::release));
        }
        return effect instanceof Effect.ContentType type ? real.withType(type.type()) : real;
    }

    /** The answer without the fault; a refusal is one too. */
    private static Answer real(Effect effect, Exchange exchange, Function<Optional<RuleOverride>, Answer> carriedOut) {
        try {
            return carriedOut.apply(
                    effect instanceof Effect.Stale stale ? Optional.of(stale.rule()) : Optional.empty());
        } catch (ApiException refusal) {
            exchange.trace().refused(refusal);
            return Answer.refusal(exchange.trace().requestId(), refusal);
        }
    }

    private static Answer refused(Effect.Refusal refusal, Trace trace) {
        trace.refusedBy(refusal.code());
        return Answer.of(
                refusal.status(),
                ErrorBody.CONTENT_TYPE,
                Json.write(new ErrorBody(trace.requestId(), refusal.code(), refusal.message())));
    }

    private static void pause(Fired fault, Duration time) {
        try {
            fault.await(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
