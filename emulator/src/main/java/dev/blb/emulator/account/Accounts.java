package dev.blb.emulator.account;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.api.ApiError.INVALID_SESSION_TOKEN;
import static dev.blb.emulator.api.ApiError.QUOTA_EXCEEDED;
import static dev.blb.emulator.schema.Field.characters;
import static dev.blb.emulator.schema.Field.listOfObjects;
import static dev.blb.emulator.schema.Field.time;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Region;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.ReadModel;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.settings.SettingsTable;
import dev.blb.emulator.snapshot.StateStore;
import dev.blb.emulator.world.DeclarationStore;
import dev.blb.emulator.world.DeclarationStore.Declaration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The settings and the keys of each account: the emulator's own, or what was declared for one account. */
public final class Accounts implements ReadModel {
    /** The account of requests that are not signed. */
    public static final String UNSIGNED = "default";

    /** The kind of their declarations. */
    public static final String KIND = "accounts";

    static final String KEYS = "keys";

    /** Temporary keys of an account at one time: an assumption that bounds the state. */
    private static final int MAX_TEMPORARY_KEYS = 500;

    /**
     * What may be declared of an account: the secret of its access key, further keys, and its settings. A further key with a
     * {@code sessionToken} is a temporary one.
     */
    public static final Schema DECLARED = Schema.of(
                    characters("secretKey", 1, 128),
                    listOfObjects(
                            KEYS,
                            characters("accessKey", 1, 128)
                                    .matching("[A-Za-z0-9._-]+", "letters, digits, dot, - and _")
                                    .must(),
                            characters("secretKey", 1, 128).must(),
                            characters("sessionToken", 1, 512),
                            time("expiresAt")))
            .and(SettingsTable.OF_ACCOUNTS);

    private final Settings defaults;
    private final Map<String, Own> own = new ConcurrentHashMap<>();

    private volatile Map<String, Key> keys = Map.of();

    private record Own(Members members, Settings settings) {}

    /** A further key of an account, which is in {@code members} as it was declared. */
    private record Key(String account, Members members) {}

    /** All accounts begin with these settings. */
    public Accounts(Settings defaults) {
        this.defaults = defaults;
    }

    @Override
    public void reload(Tx tx, String account) {
        Map<String, Own> loaded = new HashMap<>();
        for (Declaration declaration : new DeclarationStore(tx).all(account)) {
            if (declaration.kind().equals(KIND)) {
                loaded.put(
                        declaration.account(),
                        new Own(declaration.members(), SettingsTable.overlay(defaults, declaration.members())));
            }
        }
        // Each account is replaced in one step: no reader finds it without its key in between.
        own.putAll(loaded);
        own.keySet().removeIf(known -> (account.isEmpty() || known.equals(account)) && !loaded.containsKey(known));
        Map<String, Key> found = new HashMap<>();
        own.forEach((owner, each) ->
                each.members().objects(KEYS).forEach(key -> found.put(key.text("accessKey"), new Key(owner, key))));
        keys = Map.copyOf(found);
    }

    /** The account of an access key: the one that it was declared for, or the key itself. */
    public String accountOf(String accessKey) {
        Key key = keys.get(accessKey);
        return key != null
                ? key.account()
                : defaults.get(SettingsTable.CREDENTIALS).accountOf(accessKey).orElse(accessKey);
    }

    /**
     * Refuses a temporary key without its session token, or after its end.
     *
     * @param sessionTokens what the request has as its session token, in its header, its query or both
     * @throws dev.blb.emulator.api.ApiException InvalidSessionToken (assumption [m103]), also for one wrong token of two (assumption [m99])
     */
    public void checkSession(String accessKey, Set<String> sessionTokens, Instant now) {
        Key key = keys.get(accessKey);
        if (key == null || !key.members().has("sessionToken")) {
            return;
        }
        if (!sessionTokens.equals(Set.of(key.members().text("sessionToken")))) {
            throw INVALID_SESSION_TOKEN.with(
                    "Access key %s is a temporary one; the header or the query parameter x-bce-security-token must hold its"
                            + " session token%s.",
                    accessKey, sessionTokens.size() > 1 ? ", and both are given and differ" : "");
        }
        key.members().optionalText("expiresAt").map(Instant::parse).ifPresent(end -> {
            if (!now.isBefore(end)) {
                throw INVALID_SESSION_TOKEN.with("Access key %s expired at %s.", accessKey, end);
            }
        });
    }

    /**
     * The one name of an account's state, for who names an account and does not sign.
     *
     * @throws dev.blb.emulator.api.ApiException InvalidParameter if the name is a key of another account: what was declared under it
     *     would be reached by no call
     */
    public String stateNamed(String given) {
        requireNoKey(given);
        return Region.stateNamed(given, defaults.get(SettingsTable.REGION));
    }

    /** The same; the name of a state under which something is left is allowed, too. */
    public String stateNamed(String given, Predicate<String> left) {
        String state = Region.stateNamed(given, defaults.get(SettingsTable.REGION));
        return left.test(state) ? state : stateNamed(given);
    }

    /** The state that an access key is for; of a name with a region, that in the region. */
    public String stateOfKey(String given) {
        String account = accountOf(Region.accountOf(given));
        return Region.ofState(given)
                .map(region -> region.stateOf(account, defaults.get(SettingsTable.REGION)))
                .orElse(account);
    }

    private void requireNoKey(String given) {
        String account = Region.accountOf(given);
        String owner = accountOf(account);
        if (!owner.equals(account)) {
            throw INVALID_PARAMETER.at(
                    "account", "is \"%s\", a key of account %s; allowed is an account's name", given, owner);
        }
    }

    /**
     * Adds a temporary key to an account. For exclusive work; keys that have expired go.
     *
     * @throws dev.blb.emulator.api.ApiException QuotaExceeded if too many have not expired
     */
    public void addTemporaryKey(Tx tx, String account, ObjectNode key, Instant now) {
        List<ObjectNode> kept = new ArrayList<>();
        Optional.ofNullable(own.get(account)).map(Own::members).orElseGet(Members::none).objects(KEYS).stream()
                .filter(each -> each.optionalText("expiresAt")
                        .map(end -> Instant.parse(end).isAfter(now))
                        .orElse(true))
                .forEach(each -> kept.add(each.json()));
        List<ObjectNode> temporary =
                kept.stream().filter(each -> each.has("sessionToken")).toList();
        if (temporary.size() >= MAX_TEMPORARY_KEYS) {
            throw QUOTA_EXCEEDED.with(
                    "Account %s has %d temporary keys that have not expired; allowed are %d. %s",
                    account,
                    temporary.size(),
                    MAX_TEMPORARY_KEYS,
                    temporary.stream()
                            .map(each -> each.path("expiresAt").asText())
                            .filter(end -> !end.isEmpty())
                            .min(Comparator.comparing(Instant::parse))
                            .map(end -> "The first of them expires at " + end + ".")
                            .orElse("None of them expires."));
        }
        kept.add(key);
        ObjectNode more = JsonNodeFactory.instance.objectNode();
        more.putArray(KEYS).addAll(kept);
        declare(tx, account, new Members(more));
    }

    /** The settings of an account's state: the account's own, with the region of the state. */
    public Settings settings(String state) {
        Own found = own.get(Region.accountOf(state));
        Settings settings = found == null ? defaults : found.settings();
        return Region.ofState(state)
                .map(region -> settings.with(SettingsTable.REGION, region))
                .orElse(settings);
    }

    /** The secret that was declared for an access key. */
    public Optional<String> secretOf(String accessKey) {
        return Optional.ofNullable(own.get(accessKey))
                .flatMap(found -> found.members().optionalText("secretKey"))
                .or(() -> Optional.ofNullable(keys.get(accessKey))
                        .map(key -> key.members().text("secretKey")));
    }

    /** Declares more of an account; what is not named stays as it is. */
    public void declare(Tx tx, String account, Members more) {
        if (Region.ofState(account).isPresent()) {
            throw INVALID_PARAMETER.at(
                    "account",
                    "is \"%s\"; settings and keys are those of an account in all regions: name it %s",
                    account,
                    Region.accountOf(account));
        }
        Members all = new Members(Optional.ofNullable(own.get(account))
                .map(found -> found.members().json().deepCopy())
                .orElseGet(() -> Members.none().json()));
        all.json().setAll(more.json());
        requireOwnKeys(tx, account, all);
        // By the schema once more, so that the order of the members is its order, whatever was named first.
        new DeclarationStore(tx).put(new Declaration(account, KIND, account, new Members(DECLARED.check(all.json()))));
    }

    /**
     * Refuses what is declared of an account if another account has one of its keys, or its name as a key.
     *
     * @throws dev.blb.emulator.api.ApiException InvalidParameter
     */
    void requireOwnKeys(Tx tx, String account, Members declared) {
        requireNoKey(account);
        List<Members> wanted = declared.objects(KEYS);
        for (int i = 0; i < wanted.size(); i++) {
            String accessKey = wanted.get(i).text("accessKey");
            String owner = accountOf(accessKey);
            // A key that nobody was given is an account by itself once it has something.
            if (!owner.equals(account) && (!owner.equals(accessKey) || hasState(tx, owner))) {
                throw INVALID_PARAMETER.at(
                        KEYS + "[" + i + "].accessKey",
                        "is \"%s\", which belongs to account %s; allowed is a key of one account",
                        accessKey,
                        owner);
            }
        }
    }

    private boolean hasState(Tx tx, String account) {
        Region home = defaults.get(SettingsTable.REGION);
        return new StateStore(tx)
                .isHeldBy(Stream.of(Region.values())
                        .map(region -> region.stateOf(account, home))
                        .toList());
    }
}
