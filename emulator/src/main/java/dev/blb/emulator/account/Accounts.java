package dev.blb.emulator.account;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;
import static dev.blb.emulator.schema.Field.characters;
import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.oneOf;
import static dev.blb.emulator.schema.Field.text;

import dev.blb.emulator.account.DeclarationStore.Declaration;
import dev.blb.emulator.api.AccountSettings;
import dev.blb.emulator.api.AccountSettings.References;
import dev.blb.emulator.api.DurationText;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.ReadModel;
import dev.blb.emulator.schema.Schema;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The settings and the key of each account: the emulator's own, or what was declared for one account. */
public final class Accounts implements ReadModel {
    /** The kind of their declarations. */
    public static final String KIND = "accounts";

    private static final int MAX_QUOTA = 1_000_000;

    /** The settings that an account may have of its own. */
    public static final Schema SETTINGS = Schema.of(
            oneOf("references", "lenient", "strict"),
            text("settleDelay"),
            integer("quotaLoadBalancers", 0, MAX_QUOTA),
            integer("quotaListeners", 0, MAX_QUOTA),
            integer("quotaBackends", 0, MAX_QUOTA));

    /** The same, and the secret of its access key. */
    public static final Schema DECLARED =
            Schema.of(characters("secretKey", 1, 128)).and(SETTINGS);

    private final AccountSettings defaults;
    private final Map<String, Own> own = new ConcurrentHashMap<>();

    private record Own(Members members, AccountSettings settings) {}

    /** All accounts begin with these settings. */
    public Accounts(AccountSettings defaults) {
        this.defaults = defaults;
    }

    @Override
    public void reload(Tx tx, String account) {
        Map<String, Own> loaded = new HashMap<>();
        for (Declaration declaration : new DeclarationStore(tx).all(account)) {
            if (declaration.kind().equals(KIND)) {
                loaded.put(declaration.account(), new Own(declaration.members(), with(declaration.members())));
            }
        }
        if (account.isEmpty()) {
            own.keySet().retainAll(loaded.keySet());
        } else {
            own.remove(account);
        }
        own.putAll(loaded);
    }

    /** The settings of an account. */
    public AccountSettings settings(String account) {
        Own settings = own.get(account);
        return settings == null ? defaults : settings.settings();
    }

    /** The secret that was declared for an access key. */
    public Optional<String> secretOf(String accessKey) {
        return Optional.ofNullable(own.get(accessKey))
                .flatMap(found -> found.members().optionalText("secretKey"));
    }

    /** Declares more of an account; what is not named stays as it is. */
    public void declare(Tx tx, String account, Members more) {
        with(more);
        DeclarationStore declarations = new DeclarationStore(tx);
        Members all = new Members(Optional.ofNullable(own.get(account))
                .map(found -> found.members().json().deepCopy())
                .orElseGet(() -> Members.none().json()));
        all.json().setAll(more.json());
        // By the schema once more, so that the order of the members is its order, whatever was named first.
        declarations.put(new Declaration(account, KIND, account, new Members(DECLARED.check(all.json()))));
    }

    private AccountSettings with(Members members) {
        return new AccountSettings(
                members.optionalText("references")
                        .map(text -> References.valueOf(text.toUpperCase(Locale.ROOT)))
                        .orElse(defaults.references()),
                members.optionalText("settleDelay").map(Accounts::delay).orElse(defaults.settleDelay()),
                members.optionalInteger("quotaLoadBalancers").orElse(defaults.quotaLoadBalancers()),
                members.optionalInteger("quotaListeners").orElse(defaults.quotaListeners()),
                members.optionalInteger("quotaBackends").orElse(defaults.quotaBackends()));
    }

    private static Duration delay(String text) {
        try {
            return DurationText.parse(text);
        } catch (IllegalArgumentException e) {
            throw INVALID_PARAMETER.at("settleDelay", "is \"%s\"; allowed is %s", text, DurationText.ALLOWED);
        }
    }
}
