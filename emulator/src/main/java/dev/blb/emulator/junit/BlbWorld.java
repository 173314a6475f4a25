package dev.blb.emulator.junit;

import static dev.blb.emulator.junit.ControlClient.encoded;
import static dev.blb.emulator.junit.ControlClient.given;
import static dev.blb.emulator.junit.ControlClient.json;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The world of a test: its account on the emulator, and what a test may do to it beyond the cloud's API. Everything here
 * stays in the account, but {@link #controlAll}. Safe for use by many threads. A refusal is an
 * {@link IllegalArgumentException} with the emulator's message, which tells what is allowed; an emulator that does not
 * answer is an {@link java.io.UncheckedIOException}; an argument that is null is a {@link NullPointerException} with its name.
 */
public final class BlbWorld {
    private static final String JSON = "application/json";

    private final ControlClient client;
    private final URI endpoint;
    private final Optional<URI> httpsUri;
    private final BlbCredentials credentials;
    private final boolean ownServer;
    private final Set<String> snapshots;

    BlbWorld(URI endpoint, Optional<URI> httpsUri, BlbCredentials credentials, boolean ownServer, String controlToken) {
        this.client = new ControlClient(endpoint, controlToken);
        this.endpoint = endpoint;
        this.httpsUri = httpsUri;
        this.credentials = credentials;
        this.ownServer = ownServer;
        this.snapshots = ConcurrentHashMap.newKeySet();
    }

    private BlbWorld(BlbWorld same, URI httpsUri) {
        this.client = same.client;
        this.endpoint = same.endpoint;
        this.httpsUri = Optional.of(httpsUri);
        this.credentials = same.credentials;
        this.ownServer = same.ownServer;
        this.snapshots = same.snapshots;
    }

    /** The world of an account on an emulator that was started elsewhere, such as in a container; its clock may be moved. */
    public static BlbWorld at(URI endpoint, BlbCredentials credentials) {
        return at(endpoint, credentials, "");
    }

    /**
     * The same on an emulator whose control routes are locked.
     *
     * @param controlToken the value of its setting {@code --control-token}
     */
    public static BlbWorld at(URI endpoint, BlbCredentials credentials, String controlToken) {
        return new BlbWorld(
                given("endpoint", endpoint),
                Optional.empty(),
                given("credentials", credentials),
                true,
                given("controlToken", controlToken));
    }

    /**
     * The same world on an emulator that serves TLS too.
     *
     * @param uri the address of its https port as a test reaches it, such as {@code https://127.0.0.1:8443}
     */
    public BlbWorld withHttps(URI uri) {
        return new BlbWorld(this, given("uri", uri));
    }

    /** The emulator's address, such as {@code http://127.0.0.1:40123}. */
    public URI endpoint() {
        return endpoint;
    }

    /**
     * The emulator's address over TLS, such as {@code https://127.0.0.1:40124}; a client of it needs {@link #sslContext()} or
     * {@link #caCertificate()}.
     *
     * @throws IllegalStateException if the server was not started with an https port
     */
    public URI httpsUri() {
        return httpsUri.orElseThrow(
                () -> new IllegalStateException(
                        "No https port is known of the emulator at " + endpoint
                                + "; @BlbTest(https = true), BlbEmulatorContainer.withHttps() or BlbWorld.withHttps(uri) give one"));
    }

    /**
     * The certificate of the emulator's authority in PEM, for clients that read it from a file.
     *
     * @throws IllegalArgumentException if the emulator has no authority: it has neither https nor a data plane
     */
    public String caCertificate() {
        return control("GET", "ca.pem", "");
    }

    /**
     * A TLS context that trusts the emulator's authority and nothing else. Clients that have no setting for it, such as those of
     * the official SDK, use {@link SSLContext#setDefault}'s, which is that of the whole JVM.
     *
     * @throws IllegalArgumentException as {@link #caCertificate()} does
     */
    public SSLContext sslContext() {
        return Trust.in(caCertificate());
    }

    /** What to sign with; the access key is the account. */
    public BlbCredentials credentials() {
        return credentials;
    }

    /**
     * Where a listener listens; the server's data plane is on ({@link BlbTest#dataPlane()}).
     *
     * @throws IllegalStateException if it does not take connections, with its state and why
     */
    public InetSocketAddress endpoint(String blbId, int listenerPort) {
        String query = "?blbId=" + encoded("blbId", blbId) + "&listenerPort=" + listenerPort;
        return ListenerAddress.in(control("GET", "endpoints" + query, ""), blbId, listenerPort, endpoint.getHost());
    }

    /** Drops all that the account has, its settings and its rules; snapshots stay. */
    public void reset() {
        control("POST", "reset", "");
    }

    /**
     * Drops the account: also its snapshots, of which an emulator keeps so many for all accounts together, and at last its calls, to
     * which those of this method belong.
     */
    void drop() {
        reset();
        snapshots.forEach(name -> control("DELETE", snapshotOf(name), ""));
        forgetRequests();
    }

    /** Adds what a seed in YAML or JSON declares, all of it or nothing; entries without {@code account} go to this account. */
    public void seed(String text) {
        client.call(account(), "POST", "seed", "application/yaml", given("text", text));
    }

    /** What the account has, its secrets and private keys too, as the JSON of a seed that brings the same back. */
    public String export() {
        return control("GET", "world?secrets=true", "");
    }

    /**
     * Declares something of another service, or replaces it.
     *
     * @param kind such as {@code vpcs}, {@code subnets}, {@code machines}, {@code securityGroups}, {@code certificates}
     * @param members as in a seed, without the id: texts, numbers, lists and maps
     */
    public void declare(String kind, String id, Map<String, ?> members) {
        control("PUT", declared(kind, id), json(given("members", members)));
    }

    /**
     * Takes a declaration back. It is refused if something uses the thing; {@code control("DELETE", "world/machines/i-1?force=true", "")}
     * takes it away all the same.
     */
    public void undeclare(String kind, String id) {
        control("DELETE", declared(kind, id), "");
    }

    /** Keeps what the account has under a name, of letters, digits and {@code . _ -}, until the end of the test. */
    public void snapshot(String name) {
        control("PUT", snapshotOf(name), "");
        snapshots.add(name);
    }

    /** Brings back what the account had when the snapshot was made, all at once. */
    public void restore(String name) {
        control("POST", snapshotOf(name) + "/restore", "");
    }

    /**
     * What was added, removed and changed from one snapshot to another, as JSON. The name {@code now} stands for the present
     * state, {@code seed} for what the server began with.
     */
    public String diff(String name, String other) {
        return control("GET", snapshotOf(name) + "/diff/" + encoded("other", other), "");
    }

    /**
     * Sets the real address of a machine of the account, so that it is probed.
     *
     * @param address an address or name, such as {@code 127.0.0.1}, or with the port that serves all, {@code 127.0.0.1:8080}
     */
    public void machine(String instanceId, String address) {
        machine(instanceId, address, Map.of());
    }

    /**
     * The same with ports that are elsewhere than their backend ports say.
     *
     * @param ports the real port for each backend port
     */
    public void machine(String instanceId, String address, Map<Integer, Integer> ports) {
        Map<String, Object> members = Map.of("address", given("address", address), "ports", given("ports", ports));
        control("PUT", machineOf(instanceId), json(members));
    }

    /** Removes the real address of a machine: it is no longer probed. */
    public void forgetMachine(String instanceId) {
        control("DELETE", machineOf(instanceId), "");
    }

    /** The servers of each listener as JSON: state, what decides it, and the newest probes. */
    public String healthTimeline(String blbId) {
        return control("GET", balancer(blbId) + "/health", "");
    }

    /**
     * Sets settings of the account, by their names in the table of settings: {@code settleDelay},
     * {@code quotaListeners} and so on; values are texts or numbers. Settings that are not named stay.
     */
    public void settings(Map<String, ?> members) {
        String path = "accounts/" + encoded("account", account()) + "/settings";
        control("PUT", path, json(given("members", members)));
    }

    /** Switches an instance to {@code paused}, {@code unavailable} or {@code available}. */
    public void status(String blbId, String status) {
        control("PUT", balancer(blbId) + "/status", json(Map.of("status", given("status", status))));
    }

    /** Lets the account's writes take effect {@code instant}, {@code realistic} or {@code hostile}; rules are dropped. */
    public void async(String profile) {
        control("PUT", "async", json(Map.of("profile", given("profile", profile))));
    }

    /** Lets one operation of the account, such as {@code CreateBlb}, take effect by a rule; other rules stay. */
    public void async(String operation, BlbRule rule) {
        Map<String, ?> changed =
                Map.of(given("operation", operation), given("rule", rule).members());
        control("PUT", "async?keep=true", json(Map.of("operations", changed)));
    }

    /** Lets an instance's last write take effect now. */
    public void settle(String blbId) {
        control("POST", balancer(blbId) + "/settle", "");
    }

    /** Sets the result of a machine's probes to {@code Alive}, {@code Dead} or {@code Unknown}, at once. */
    public void health(String instanceId, String status) {
        control("PUT", healthOf(instanceId), json(Map.of("status", given("status", status))));
    }

    /** The same behind one listener only. */
    public void health(String instanceId, String blbId, int listenerPort, String status) {
        Map<String, Object> members =
                Map.of("status", given("status", status), "blbId", given("blbId", blbId), "listenerPort", listenerPort);
        control("PUT", healthOf(instanceId), json(members));
    }

    /** Sets a scripted sequence of probe results for a machine, such as {@code up 10s, down 5s, repeat}. */
    public void healthScript(String instanceId, String script) {
        control("PUT", healthOf(instanceId), json(Map.of("script", given("script", script))));
    }

    /** Removes the health that was set for a machine everywhere. */
    public void forgetHealth(String instanceId) {
        control("DELETE", healthOf(instanceId), "");
    }

    /**
     * The newest calls of the API that the account made, oldest first; what this world itself asked is not among them.
     *
     * @throws IllegalArgumentException if the server's journal is off
     */
    public List<BlbCall> requests() {
        return BlbVerification.of(path -> control("GET", path, "")).calls();
    }

    /** Forgets the calls that the account made so far. */
    public void forgetRequests() {
        control("DELETE", "requests", "");
    }

    /**
     * Fails unless the account called an operation, such as {@code CreateBlb}, so many times.
     *
     * @throws AssertionError with the nearest calls if not
     * @throws IllegalArgumentException if no operation has this name
     */
    public void verify(String operation, BlbTimes times) {
        verify(operation, times, body -> true);
    }

    /**
     * The same; only calls whose body fits are counted.
     *
     * @param body a condition. What it reads of a body that does not fit stands in the failure's message; if it throws an
     *     {@link AssertionError}, the body does not fit, and the error's message stands there
     * @throws AssertionError with the nearest calls, and what differed, if not; or if that cannot be told, as the condition reads a
     *     body that {@linkplain BlbBody#isCut() is cut}
     */
    public void verify(String operation, BlbTimes times, Predicate<BlbBody> body) {
        BlbVerification.of(path -> control("GET", path, ""), given("operation", operation))
                .verify(operation, given("times", times), given("body", body));
    }

    /**
     * The same; only calls are counted whose body has these members, among others.
     *
     * @param members paths, such as {@code listenerPort} or {@code backendServerList.0.weight}, with their values
     */
    public void verify(String operation, BlbTimes times, Map<String, ?> members) {
        Map<String, ?> wanted = given("members", members);
        verify(
                operation,
                times,
                body -> wanted.entrySet().stream().allMatch(member -> body.is(member.getKey(), member.getValue())));
    }

    /** The account's fault plan. */
    public BlbFaults faults() {
        return new BlbFaults(this);
    }

    /**
     * The clock, if the test has a server for itself.
     *
     * @throws IllegalStateException if other tests share the server, and so the clock
     */
    public BlbClock clock() {
        ownServerOnly("The clock belongs to the whole server");
        return new BlbClock(this);
    }

    /**
     * Calls any control route for this account: {@code ?account=} is added where the route takes it. Another account, a
     * load balancer of one, and a route that would change the whole server are refused.
     *
     * @param path with or without {@code /_blb/} at its begin, and with the query: {@code /_blb/async}, {@code /async} and
     *     {@code async} are the same; {@code metrics} is {@code /metrics}, of all accounts
     * @param json the body; null or the empty text for none
     * @return the answer's JSON, or its text where a route answers with another
     */
    public String control(String method, String path, @Nullable String json) {
        return client.call(account(), given("method", method), given("path", path), JSON, json == null ? "" : json);
    }

    /**
     * Calls any control route of a private server, for all accounts where the path does not name one.
     *
     * @param path with or without {@code /_blb/} at its begin, and with the query
     * @param json the body; null or the empty text for none
     * @return the answer's JSON
     * @throws IllegalStateException if other tests share the server
     */
    public String controlAll(String method, String path, @Nullable String json) {
        ownServerOnly("controlAll changes the whole server");
        return client.call("", given("method", method), given("path", path), JSON, json == null ? "" : json);
    }

    private void ownServerOnly(String why) {
        if (!ownServer) {
            throw new IllegalStateException(why + ", and other tests share this one;"
                    + " @BlbTest(ownServer = true) gives a test a private server");
        }
    }

    private String account() {
        return credentials.accessKey();
    }

    private static String balancer(String blbId) {
        return "loadbalancers/" + encoded("blbId", blbId);
    }

    private static String declared(String kind, String id) {
        return "world/" + encoded("kind", kind) + "/" + encoded("id", id);
    }

    private static String healthOf(String instanceId) {
        return "backends/" + encoded("instanceId", instanceId) + "/health";
    }

    private static String machineOf(String instanceId) {
        return "machines/" + encoded("instanceId", instanceId);
    }

    private static String snapshotOf(String name) {
        return "snapshots/" + encoded("name", name);
    }
}
