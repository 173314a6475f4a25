package dev.blb.emulator.junit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The world of a test: its account on the emulator, and what a test may do to it past the cloud's API. Safe for use by
 * many threads. A refusal is an {@link IllegalArgumentException} with the emulator's message, which tells what is
 * allowed; an emulator that does not answer is an {@link UncheckedIOException}.
 */
public final class BlbWorld {
    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
    private static final int READ_TIMEOUT_MILLIS = 60_000;

    private final URI endpoint;
    private final BlbCredentials credentials;
    private final boolean ownServer;
    private final Set<String> snapshots = ConcurrentHashMap.newKeySet();

    BlbWorld(URI endpoint, BlbCredentials credentials, boolean ownServer) {
        this.endpoint = endpoint;
        this.credentials = credentials;
        this.ownServer = ownServer;
    }

    /** The emulator's address, such as {@code http://127.0.0.1:40123}. */
    public URI endpoint() {
        return endpoint;
    }

    /** What to sign with; the access key is the account. */
    public BlbCredentials credentials() {
        return credentials;
    }

    /** Drops all that the account has, and its settings; snapshots stay. */
    public void reset() {
        control("POST", "reset" + ofAccount(), "");
    }

    /** Drops the account: also its snapshots, of which an emulator keeps so many for all accounts together. */
    void drop() {
        reset();
        snapshots.forEach(name -> control("DELETE", snapshotOf(name) + ofAccount(), ""));
    }

    /** Adds what a seed in YAML or JSON declares, all of it or nothing; what names no account is the account's. */
    public void seed(String text) {
        control("POST", "seed" + ofAccount(), "application/yaml", text);
    }

    /** What the account has, as the JSON of a seed that brings the same back. */
    public String export() {
        return control("GET", "world" + ofAccount(), "");
    }

    /** Keeps what the account has under a name, of letters, digits and {@code . _ -}, until the end of the test. */
    public void snapshot(String name) {
        control("PUT", snapshotOf(name) + ofAccount(), "");
        snapshots.add(name);
    }

    /** Brings back what the account had when the snapshot was made, all at once. */
    public void restore(String name) {
        control("POST", snapshotOf(name) + "/restore" + ofAccount(), "");
    }

    /**
     * What was added, removed and changed from one snapshot to another, as JSON. The name {@code now} stands for what is,
     * {@code seed} for what the server began with.
     */
    public String diff(String name, String other) {
        return control("GET", snapshotOf(name) + "/diff/" + encoded(other) + ofAccount(), "");
    }

    /**
     * Says where a machine of the account really lives, so that it is really probed.
     *
     * @param address an address or name, such as {@code 127.0.0.1}, or with the port that serves all, {@code 127.0.0.1:8080}
     */
    public void machine(String instanceId, String address) {
        control("PUT", machine(instanceId), json(Map.of("address", address)));
    }

    /**
     * The same with ports that are elsewhere than their backend ports say.
     *
     * @param ports the real port for each backend port
     */
    public void machine(String instanceId, String address, Map<Integer, Integer> ports) {
        String members = ports.entrySet().stream()
                .map(port -> "\"" + port.getKey() + "\":" + port.getValue())
                .collect(Collectors.joining(",", "{", "}"));
        control("PUT", machine(instanceId), "{\"address\":" + quoted(address) + ",\"ports\":" + members + "}");
    }

    /** Takes back where a machine lives: it is no longer probed. */
    public void forgetMachine(String instanceId) {
        control("DELETE", machine(instanceId), "");
    }

    /** The servers of each listener as JSON: state, what decides it, and the newest probes. */
    public String healthTimeline(String blbId) {
        return control("GET", "loadbalancers/" + encoded(blbId) + "/health", "");
    }

    /**
     * Gives the account settings of its own: {@code settleDelay} and {@code references}, which are texts, and
     * {@code quotaLoadBalancers}, {@code quotaListeners}, {@code quotaBackends}, which are numbers. Others stay.
     */
    public void settings(Map<String, ?> members) {
        control("PUT", "accounts/" + encoded(credentials.accessKey()) + "/settings", json(members));
    }

    /** Switches an instance to {@code paused}, {@code unavailable} or {@code available}. */
    public void status(String blbId, String status) {
        control("PUT", "loadbalancers/" + encoded(blbId) + "/status", json(Map.of("status", status)));
    }

    /** Lets the account's writes take effect {@code instant}, {@code realistic} or {@code hostile}. */
    public void async(String profile) {
        control("PUT", "async" + ofAccount(), json(Map.of("profile", profile)));
    }

    /** Lets an instance's last write take effect now. */
    public void settle(String blbId) {
        control("POST", "loadbalancers/" + encoded(blbId) + "/settle", "");
    }

    /** Says what probes of a machine find out, as one of {@code Alive}, {@code Dead} and {@code Unknown}, at once. */
    public void health(String instanceId, String status) {
        control("PUT", healthOf(instanceId), json(Map.of("status", status)));
    }

    /** Scripts what probes of a machine find out, such as {@code up 10s, down 5s, repeat}. */
    public void healthScript(String instanceId, String script) {
        control("PUT", healthOf(instanceId), json(Map.of("script", script)));
    }

    /** Takes back what was said of a machine's health. */
    public void forgetHealth(String instanceId) {
        control("DELETE", healthOf(instanceId), "");
    }

    /**
     * The clock, if the test has a server for itself.
     *
     * @throws IllegalStateException if other tests share the server, and so the clock
     */
    public BlbClock clock() {
        if (!ownServer) {
            throw new IllegalStateException("The clock is one for the whole server, and other tests share this one;"
                    + " @BlbTest(ownServer = true) gives a test a server whose clock it may move");
        }
        return new BlbClock(this);
    }

    /**
     * Calls any control route of the emulator. On a server that is shared, what names no account touches all tests.
     *
     * @param path what follows {@code /_blb/}, with the query
     * @param json the body, or the empty text for none
     * @return the answer's JSON
     */
    public String control(String method, String path, String json) {
        return control(method, path, "application/json", json);
    }

    private String control(String method, String path, String contentType, String text) {
        try {
            // java.net.http would make the first test wait for half a second more.
            HttpURLConnection call = (HttpURLConnection)
                    endpoint.resolve("/_blb/" + path).toURL().openConnection(Proxy.NO_PROXY);
            call.setRequestMethod(method);
            call.setConnectTimeout(CONNECT_TIMEOUT_MILLIS);
            call.setReadTimeout(READ_TIMEOUT_MILLIS);
            call.setRequestProperty("Content-Type", contentType);
            if (!text.isEmpty()) {
                call.setDoOutput(true);
                try (OutputStream body = call.getOutputStream()) {
                    body.write(text.getBytes(StandardCharsets.UTF_8));
                }
            }
            boolean refused = call.getResponseCode() >= HttpURLConnection.HTTP_BAD_REQUEST;
            String answer;
            try (InputStream body = refused ? call.getErrorStream() : call.getInputStream()) {
                answer = body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
            }
            if (refused) {
                throw new IllegalArgumentException(
                        method + " /_blb/" + path + " answered " + call.getResponseCode() + ": " + answer);
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + endpoint + "/_blb/" + path + " failed", e);
        }
    }

    private String ofAccount() {
        return "?account=" + encoded(credentials.accessKey());
    }

    private String healthOf(String instanceId) {
        return "backends/" + encoded(instanceId) + "/health" + ofAccount();
    }

    private String machine(String instanceId) {
        return "machines/" + encoded(instanceId) + ofAccount();
    }

    private static String snapshotOf(String name) {
        return "snapshots/" + encoded(name);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String json(Map<String, ?> members) {
        return members.entrySet().stream()
                .map(member -> quoted(member.getKey()) + ":"
                        + (member.getValue() instanceof Number number
                                ? number
                                : quoted(member.getValue().toString())))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String quoted(String text) {
        return text.chars()
                .mapToObj(c -> c < ' ' || c == '"' || c == '\\' ? String.format("\\u%04x", c) : Character.toString(c))
                .collect(Collectors.joining("", "\"", "\""));
    }
}
