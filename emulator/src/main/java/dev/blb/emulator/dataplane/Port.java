package dev.blb.emulator.dataplane;

import dev.blb.emulator.traffic.Admission;
import dev.blb.emulator.traffic.EndpointLine;
import dev.blb.emulator.traffic.EndpointLine.State;
import dev.blb.emulator.traffic.ListenerPlan;
import dev.blb.emulator.traffic.Metric;
import dev.blb.emulator.traffic.Placement;
import dev.blb.emulator.traffic.Placement.Failure;
import dev.blb.emulator.traffic.Placement.Place;
import java.util.Optional;

/** A listener with its port: whether it is bound, and accepts. Used by one thread at a time. */
final class Port {
    private final ActiveListener listener;
    private final Binding binding;
    private State state = State.WAITING;
    private String reason = "";

    private Port(ActiveListener listener, Binding binding) {
        this.listener = listener;
        this.binding = binding;
    }

    /** A port that is not bound yet. */
    static Port of(ActiveListener listener, Workers workers) {
        Binding binding = listener.key().udp()
                ? new DatagramBinding(workers.group(), Pipelines.udp(listener))
                : new StreamBinding(workers.group(), Pipelines.accepting(listener));
        return new Port(listener, binding);
    }

    ActiveListener listener() {
        return listener;
    }

    State state() {
        return state;
    }

    String reason() {
        return reason;
    }

    /** Finds a place for the listener, if its load balancer lets it have one. */
    void place(Placement placement) {
        ListenerPlan plan = plan();
        if (plan.admission().kind() == Admission.Kind.WAITING) {
            binding.close();
            listener.movedTo(null);
            be(State.WAITING, plan.admission().reason());
            return;
        }
        Place place = placement.place(plan, to -> binding.bind(to, accepts()));
        listener.movedTo(place.real());
        placeReason = place.reason();
        if (place.real() == null) {
            be(State.CONFLICT, place.reason());
        } else {
            settle();
        }
    }

    /** Goes by the newest plan, after this one. */
    void follow(ListenerPlan before, Placement placement) {
        ListenerPlan plan = plan();
        boolean moved = !plan.shown().equals(before.shown());
        boolean waits = plan.admission().kind() == Admission.Kind.WAITING;
        if (moved || waits || state == State.WAITING || state == State.CONFLICT) {
            place(placement);
            return;
        }
        if (accepts()) {
            Optional<Failure> failure = binding.listen();
            if (failure.isPresent()) {
                listener.movedTo(null);
                be(State.CONFLICT, "another socket listens there meanwhile");
                return;
            }
        } else {
            binding.refuse();
        }
        settle();
    }

    /** Whether connections are accepted: at layer 4 only while a server can take them [doc:faq-general]. */
    private boolean accepts() {
        ListenerPlan plan = plan();
        return plan.admission().kind() == Admission.Kind.OPEN
                && (plan.protocol().isLayer7() || plan.hasEligibleServer());
    }

    private void settle() {
        ListenerPlan plan = plan();
        String why = plan.admission().kind() == Admission.Kind.REFUSING
                ? plan.admission().reason()
                : plan.hasEligibleServer() ? "" : plan.whyNoServer();
        String both = placeReason.isEmpty() || why.isEmpty() ? placeReason + why : placeReason + "; " + why;
        be(accepts() ? State.LISTENING : State.REFUSING, both);
    }

    private String placeReason = "";

    private void be(State now, String why) {
        state = now;
        reason = why;
    }

    private ListenerPlan plan() {
        return listener.current().plan();
    }

    /** Gives the port up. */
    void close() {
        binding.close();
        listener.movedTo(null);
    }

    /** What is shown of it. */
    EndpointLine line() {
        TlsContext tls = listener.current().tls();
        return EndpointLine.of(
                plan(),
                listener.real(),
                state,
                reason,
                tls == null ? null : tls.line(),
                listener.counters().value(Metric.SECURITY_DENIED));
    }
}
