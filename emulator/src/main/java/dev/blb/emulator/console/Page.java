package dev.blb.emulator.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a template shows: the answers of control routes, texts in the reader's language, and addresses. */
public final class Page {
    private static final String ROOT = "/_blb/ui/";
    private static final String ACCOUNT = "account";
    private static final int MAX_SHOWN = 160;
    private static final int MAX_ROWS = 200;

    /** Of what two long texts have in common so much is shown before the first difference. */
    private static final int SHOWN_BEFORE = 40;

    /** Of each listener so many servers are shown, however many listeners there are. */
    private static final int LEAST_SERVERS = 5;

    private final Optional<PageKind> kind;
    private final String key;
    private final ConsoleRequest request;
    private final Language language;
    private final Assets assets;
    private final Sources sources;

    /**
     * A page.
     *
     * @param kind what it is, or empty for one that is in no navigation
     * @param key the name of its texts
     */
    Page(
            Optional<PageKind> kind,
            String key,
            ConsoleRequest request,
            Language language,
            Assets assets,
            Sources sources) {
        this.kind = kind;
        this.key = key;
        this.request = request;
        this.language = language;
        this.assets = assets;
        this.sources = sources;
    }

    /** A text in the reader's language; {@code {0}} and so on are replaced by the values. */
    public String t(String key, Object... values) {
        return language.text(key, values);
    }

    /** The text of a word that the API uses, such as a status, after what kind of word it is; the word where there is none. */
    public String word(String group, String word) {
        String key = group + "." + word;
        return language.keys().contains(key) ? language.text(key) : word;
    }

    /** A word of the API, and behind it the reader's word for it if that is another one. */
    public String choice(String group, String word) {
        String text = word(group, word);
        return text.equals(word) ? word : word + " · " + text;
    }

    /** A reason in the reader's language, as far as it is translated. */
    public String reason(String text) {
        return Reasons.in(language, text);
    }

    /** The message of a refusal in the reader's language, as far as it is translated; what was given stays as it is. */
    public String refused(String text) {
        return Reasons.ofRefusal(language, text);
    }

    /** The answer of this name, or a missing node. */
    public JsonNode get(String name) {
        return sources.answer(name);
    }

    /** Why the answer of this name is missing, or the empty text. */
    public String refusal(String name) {
        return refused(sources.refusal(name));
    }

    /** The commands that fetch what the page shows. */
    public List<String> commands() {
        return sources.commands();
    }

    /** The language's tag. */
    public String lang() {
        return language.tag();
    }

    /** The name of the page's texts, such as {@code overview}. */
    public String key() {
        return key;
    }

    /** The title of the page. */
    public String title() {
        return t(key() + ".title");
    }

    /** What refreshes the page: the events of the stream. */
    public String trigger() {
        return kind.map(PageKind::changesWithTime).orElse(false) ? "sse:changed, sse:tick" : "sse:changed";
    }

    /** The account that was chosen, or the empty text for all. */
    public String account() {
        return parameter(ACCOUNT);
    }

    /** A parameter of the page's query, or the empty text. */
    public String parameter(String name) {
        return request.parameter(name).orElse("");
    }

    /** The segment behind the first one of the path, or the empty text. */
    public String id() {
        return request.path().size() > 1 ? request.path().get(1) : "";
    }

    /** Scheme, host and prefix of the emulator. */
    public String origin() {
        return request.origin();
    }

    /** The prefix of all paths. */
    public String base() {
        return request.base();
    }

    /** Whether control routes need a token. */
    public boolean needsToken() {
        return request.needsToken();
    }

    /** The address of an asset. */
    public String asset(String name) {
        return request.base() + ROOT + assets.path(name);
    }

    /** The address of the events. */
    public String events() {
        return request.base() + ROOT + Console.EVENTS;
    }

    /** The address of a page for the chosen account; {@code more} is pairs of names and values, of which empty ones are left out. */
    public String link(String path, String... more) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put(ACCOUNT, account());
        for (int i = 0; i < more.length; i += 2) {
            query.put(more[i], more[i + 1]);
        }
        return request.base() + ROOT + path + text(query);
    }

    /** The address of the first page for all accounts. */
    public String start() {
        return request.base() + ROOT;
    }

    /** The address of this page with other parameters. */
    public String self(String... changed) {
        Map<String, String> query = new LinkedHashMap<>(request.query());
        query.remove(Language.CHOICE);
        for (int i = 0; i < changed.length; i += 2) {
            query.put(changed[i], changed[i + 1]);
        }
        return request.base()
                + ROOT
                + request.path().stream().map(Sources::segment).collect(Collectors.joining("/"))
                + text(query);
    }

    private static String text(Map<String, String> query) {
        String joined = query.entrySet().stream()
                .filter(each -> !each.getValue().isEmpty())
                .map(each -> URLEncoder.encode(each.getKey(), StandardCharsets.UTF_8) + "="
                        + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return joined.isEmpty() ? "" : "?" + joined;
    }

    /** An entry of the navigation. */
    public record Entry(String href, String title, boolean isCurrent) {}

    /** The navigation. */
    public List<Entry> navigation() {
        return Stream.of(PageKind.values())
                .filter(each -> !each.isOfOne())
                .map(each -> new Entry(
                        link(each.path()), t(each.key() + ".title"), kind.equals(Optional.of(each)) || isPartOf(each)))
                .toList();
    }

    private boolean isPartOf(PageKind each) {
        return kind.filter(PageKind::isOfOne).isPresent()
                && each == (kind.get() == PageKind.REQUEST ? PageKind.REQUESTS : PageKind.OVERVIEW);
    }

    /** The languages to switch to, each with the address of this page in it. */
    public List<Entry> languages() {
        return Stream.of(Language.values())
                .map(each -> new Entry(self(Language.CHOICE, each.tag()), each.ownName(), each == language))
                .toList();
    }

    /** The elements of a list; none for a missing one. */
    public List<JsonNode> list(JsonNode node) {
        List<JsonNode> elements = new ArrayList<>();
        node.forEach(elements::add);
        return elements;
    }

    /** The same with the last element first. */
    public List<JsonNode> newestFirst(JsonNode node) {
        List<JsonNode> elements = list(node);
        Collections.reverse(elements);
        return elements;
    }

    /** The members of an object by name. */
    public List<Map.Entry<String, JsonNode>> members(JsonNode node) {
        return List.copyOf(node.properties());
    }

    /** A value as one line: texts as they are, the rest as JSON. */
    public String shown(@Nullable JsonNode node) {
        return node == null || node.isMissingNode() || node.isNull()
                ? ""
                : node.isTextual() ? node.asText() : node.toString();
    }

    /** The first element whose members have these values, given as pairs of names and texts; a missing node if there is none. */
    public JsonNode find(JsonNode elements, String... wanted) {
        for (JsonNode element : elements) {
            boolean fits = true;
            for (int i = 0; i < wanted.length; i += 2) {
                fits &= element.path(wanted[i]).asText().equals(wanted[i + 1]);
            }
            if (fits) {
                return element;
            }
        }
        return MissingNode.getInstance();
    }

    /** Servers behind one of so many listeners, with those that are not Alive first, as many as a page has room for. */
    public List<JsonNode> worstFirst(JsonNode servers, int listeners) {
        return list(servers).stream()
                .sorted(Comparator.comparingInt(Page::rank))
                .limit(Math.max(LEAST_SERVERS, MAX_ROWS / listeners))
                .toList();
    }

    private static int rank(JsonNode server) {
        return switch (server.path("status").asText()) {
            case "Dead" -> 0;
            case "Unknown" -> 1;
            default -> 2;
        };
    }

    /** Listeners with those first that have a server which is not Alive. */
    public List<JsonNode> unhealthyFirst(JsonNode listeners, JsonNode health) {
        return list(listeners).stream()
                .sorted(Comparator.comparingInt(listener -> list(find(
                                        health,
                                        "listenerPort",
                                        listener.path("listenerPort").asText(),
                                        "type",
                                        listener.path("listenerType").asText())
                                .path("backendServerList"))
                        .stream()
                        .mapToInt(Page::rank)
                        .min()
                        .orElse(2)))
                .toList();
    }

    /** What a plot shows of counters: requests where there are any, and else connections. */
    public long total(JsonNode counters) {
        long requests = counters.path("RequestCount").asLong();
        return requests > 0 ? requests : counters.path("NewConnectCount").asLong();
    }

    /** The time of the day out of an instant, to the millisecond. */
    public String timeOfDay(String instant) {
        return time(instant).replaceFirst("^\\S* ", "");
    }

    /** An instant to the millisecond, such as {@code 2026-01-31 10:00:00.125Z}. */
    public String time(String instant) {
        return instant.replaceFirst("(\\.\\d{3})\\d+Z$", "$1Z").replace('T', ' ');
    }

    /** A text that is cut where it is long. */
    public String cut(String text) {
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
    }

    /** Path and query of a recorded call. */
    public String target(JsonNode call) {
        String query = call.path("query").asText();
        return call.path("path").asText() + (query.isEmpty() ? "" : "?" + query);
    }

    /** The values that a member of a schema allows; none if there are others. */
    public List<String> choices(JsonNode schema, String member) {
        return list(schema.path("properties").path(member).path("enum")).stream()
                .map(JsonNode::asText)
                .toList();
    }

    /** The first elements of a long list; a page says behind them how many it leaves out. */
    public List<JsonNode> first(List<JsonNode> elements) {
        return elements.subList(0, Math.min(elements.size(), MAX_ROWS));
    }

    /** How many elements of a list are not among the first. */
    public int further(JsonNode elements) {
        return Math.max(0, elements.size() - MAX_ROWS);
    }

    /** Two texts that differ, each cut where it is long to the part with the first difference. */
    public List<String> cutWhereTheyDiffer(String from, String to) {
        int same = 0;
        while (same < Math.min(from.length(), to.length()) && from.charAt(same) == to.charAt(same)) {
            same++;
        }
        int begin = Math.max(from.length(), to.length()) <= MAX_SHOWN ? 0 : Math.max(0, same - SHOWN_BEFORE);
        // Not within a character of two chars.
        int whole = begin > 0 && Character.isLowSurrogate(from.charAt(begin)) ? begin - 1 : begin;
        return Stream.of(from, to)
                .map(text -> (whole > 0 ? "…" : "") + cut(text.substring(whole)))
                .toList();
    }

    /** The id of a declared thing: its first member behind the account. */
    public String idOf(JsonNode thing) {
        return members(thing).stream()
                .filter(member -> !member.getKey().equals(ACCOUNT))
                .findFirst()
                .map(member -> member.getValue().asText())
                .orElse("");
    }

    /** The members of a thing but its id and account, as one line. */
    public String rest(JsonNode thing, String id) {
        return members(thing).stream()
                .filter(member -> !member.getKey().equals(ACCOUNT)
                        && !member.getValue().asText().equals(id))
                .map(member -> member.getKey() + ": " + shown(member.getValue()))
                .collect(Collectors.joining(", "));
    }

    /** A text as a segment of a path. */
    public String segment(String text) {
        return Sources.segment(text);
    }

    /** The kinds of things that other services declare. */
    public List<String> kinds() {
        return PageKind.KINDS;
    }

    /** A text of JSON with line breaks; any other text as it is. */
    public String pretty(String text) {
        return Pretty.json(text);
    }

    /** The class of a status, which says its colour. */
    public String tone(String status) {
        return switch (status) {
            case "Alive", "available", "listening", "built", "up", "2" -> "good";
            case "Dead", "unavailable", "conflict", "down", "5" -> "bad";
            case "Unknown", "paused", "creating", "updating", "refusing", "waiting", "4", "absent", "frozen" -> "warn";
            default -> "plain";
        };
    }
}
