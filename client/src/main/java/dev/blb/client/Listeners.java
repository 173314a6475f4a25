package dev.blb.client;

import dev.blb.client.internal.Required;
import dev.blb.client.model.CreateListener;
import dev.blb.client.model.DeleteListeners;
import dev.blb.client.model.HttpListener;
import dev.blb.client.model.HttpsListener;
import dev.blb.client.model.Listener;
import dev.blb.client.model.ListenerType;
import dev.blb.client.model.Page;
import dev.blb.client.model.PageRequest;
import dev.blb.client.model.SslListener;
import dev.blb.client.model.TcpListener;
import dev.blb.client.model.UdpListener;
import dev.blb.client.model.UpdateListener;
import java.util.List;
import java.util.Map;

/**
 * The operations on listeners. Every method may throw {@link BlbException}; writes return before they have taken effect
 * [doc:interface-spec].
 *
 * <p>The class selects the protocol: {@code TcpListener.class} and so on, {@code Listener.class} for all.
 */
public final class Listeners {
    private static final Map<ListenerType, Operation> CREATE = Map.of(
            ListenerType.TCP, Operation.CREATE_BLB_TCP_LISTENER,
            ListenerType.UDP, Operation.CREATE_BLB_UDP_LISTENER,
            ListenerType.HTTP, Operation.CREATE_BLB_HTTP_LISTENER,
            ListenerType.HTTPS, Operation.CREATE_BLB_HTTPS_LISTENER,
            ListenerType.SSL, Operation.CREATE_BLB_SSL_LISTENER);

    private static final Map<ListenerType, Operation> UPDATE = Map.of(
            ListenerType.TCP, Operation.UPDATE_BLB_TCP_LISTENER,
            ListenerType.UDP, Operation.UPDATE_BLB_UDP_LISTENER,
            ListenerType.HTTP, Operation.UPDATE_BLB_HTTP_LISTENER,
            ListenerType.HTTPS, Operation.UPDATE_BLB_HTTPS_LISTENER,
            ListenerType.SSL, Operation.UPDATE_BLB_SSL_LISTENER);

    private static final Map<Class<?>, Operation> DESCRIBE = Map.of(
            TcpListener.class, Operation.DESCRIBE_BLB_TCP_LISTENER,
            UdpListener.class, Operation.DESCRIBE_BLB_UDP_LISTENER,
            HttpListener.class, Operation.DESCRIBE_BLB_HTTP_LISTENER,
            HttpsListener.class, Operation.DESCRIBE_BLB_HTTPS_LISTENER,
            SslListener.class, Operation.DESCRIBE_BLB_SSL_LISTENER,
            Listener.class, Operation.DESCRIBE_BLB_LISTENER);

    private final Call.Start calls;

    Listeners(Call.Start calls) {
        this.calls = calls;
    }

    /** The same operations with this client token; see {@link LoadBalancers#withClientToken}. */
    public Listeners withClientToken(String clientToken) {
        return new Listeners(calls.withClientToken(clientToken));
    }

    /** CreateBlb…Listener: creates a listener. */
    public void create(String blbId, CreateListener request) {
        Required.notNull("request", request);
        calls.to(operation(CREATE, request.listenerType()), blbId)
                .body(request.members())
                .send();
    }

    /** UpdateBlb…Listener: changes a listener. */
    public void update(String blbId, UpdateListener request) {
        Required.notNull("request", request);
        calls.to(operation(UPDATE, request.listenerType()), blbId)
                .query("listenerPort", request.listenerPort())
                .body(request.members())
                .send();
    }

    /** DescribeBlb…Listener: one page of the listeners of a kind, by ascending port [seed]. */
    public <L extends Listener> Page<L> list(String blbId, Class<L> kind, PageRequest page) {
        return calls.to(operation(DESCRIBE, Required.notNull("kind", kind)), blbId)
                .query(page)
                .page("listenerList", kind);
    }

    /** All listeners of a kind. */
    public <L extends Listener> Pager<L> all(String blbId, Class<L> kind) {
        Required.id("blbId", blbId, "lb-");
        Required.notNull("kind", kind);
        return new Pager<>(page -> list(blbId, kind, page));
    }

    /** All listeners. */
    public Pager<Listener> all(String blbId) {
        return all(blbId, Listener.class);
    }

    /** DescribeBlb…Listener: the listeners of a kind on one port, 1 to 65535; none is an empty list [tf]. */
    public <L extends Listener> List<L> at(String blbId, Class<L> kind, int listenerPort) {
        return calls.to(operation(DESCRIBE, Required.notNull("kind", kind)), blbId)
                .query("listenerPort", Required.port("listenerPort", listenerPort))
                .list("listenerList", kind);
    }

    /** DeleteBlbListener: deletes listeners. */
    public void delete(String blbId, DeleteListeners request) {
        calls.to(Operation.DELETE_BLB_LISTENER, blbId)
                .body(Required.notNull("request", request).members())
                .send();
    }

    private static <K> Operation operation(Map<K, Operation> operations, K kind) {
        Operation operation = operations.get(kind);
        if (operation == null) {
            throw new IllegalArgumentException(kind + " has no operation; allowed are " + operations.keySet());
        }
        return operation;
    }
}
