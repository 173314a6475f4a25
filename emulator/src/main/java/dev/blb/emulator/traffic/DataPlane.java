package dev.blb.emulator.traffic;

import dev.blb.emulator.traffic.TrafficLine.Reading;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What carries out plans: it listens where they say, and forwards. Thread-safe. */
public interface DataPlane extends AutoCloseable {
    /** Loads what the first listener needs, so that it does not wait for that. */
    void warmUp();

    /**
     * Makes these the listeners of a load balancer. When it returns, new ones listen, changed ones go by their new plan for
     * new traffic, and ports of those that are gone refuse connections. Open layer 4 connections of a listener that is gone
     * are reset; requests under way have a few seconds to finish (assumption).
     *
     * <p>It does not fail if a port is not available; {@link #endpoints} shows that.
     */
    void apply(String blbId, List<ListenerPlan> listeners);

    /**
     * Keeps mapped ports for listeners that had them in an earlier run and may not be back yet: from now on only a listener
     * whose plan names one as its earlier place gets it.
     */
    void reserve(Set<MappedPort> ports);

    /** Removes all listeners of a load balancer; whatever is under way is reset. */
    void release(String blbId);

    /** Every listener of every load balancer, by id and port. */
    List<EndpointLine> endpoints();

    /** Every listener of a load balancer, by port. */
    List<EndpointLine> endpoints(String blbId);

    /**
     * The counters of a load balancer's listeners.
     *
     * @param since the mark of an earlier reading, for only what changed since; empty for all since the listener was made
     * @throws IllegalArgumentException if the mark is unknown
     */
    Reading traffic(String blbId, String since);

    /** The newest lines of the access logs of a load balancer's listeners, at most this many, oldest first. */
    List<AccessLine> accessLog(String blbId, int limit);

    /** Whom the next connection or request from this address would get; empty if there is no such listener. */
    Optional<PickLine> pick(ListenerKey key, InetAddress source);

    /** The counters of all listeners and their servers, by load balancer and port. */
    List<CounterLine> counters();

    /** A certificate of a client that the emulator's authority signs, for listeners that demand one and whose authority is not declared. */
    ClientCertificate issueForClient(String name);

    /**
     * A client's certificate.
     *
     * @param certificate its chain as PEM, its own certificate first
     * @param privateKey its private key as PEM, PKCS#8
     */
    record ClientCertificate(String certificate, String privateKey) {}

    /**
     * Says that the emulator's clock was moved. When it returns, whatever is idle for too long by the new time is closed.
     *
     * @param from what the clock showed before
     */
    void timeMoved(Instant from);

    /** Stops listening, lets requests under way finish for a few seconds, and closes everything. */
    @Override
    void close();
}
