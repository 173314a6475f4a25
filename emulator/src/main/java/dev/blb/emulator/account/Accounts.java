package dev.blb.emulator.account;

import static dev.blb.emulator.schema.Field.characters;

import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.ReadModel;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.settings.SettingsTable;
import dev.blb.emulator.world.DeclarationStore;
import dev.blb.emulator.world.DeclarationStore.Declaration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The settings and the key of each account: the emulator's own, or what was declared for one account. */
public final class Accounts implements ReadModel {
    /** The account of requests that are not signed. */
    public static final String UNSIGNED = "default";

    /** The kind of their declarations. */
    public static final String KIND = "accounts";

    /** What may be declared of an account: the secret of its access key, and its settings. */
    public static final Schema DECLARED =
            Schema.of(characters("secretKey", 1, 128)).and(SettingsTable.OF_ACCOUNTS);

    private final Settings defaults;
    private final Map<String, Own> own = new ConcurrentHashMap<>();

    private record Own(Members members, Settings settings) {}

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
    }

    /** The settings of an account. */
    public Settings settings(String account) {
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
        DeclarationStore declarations = new DeclarationStore(tx);
        Members all = new Members(Optional.ofNullable(own.get(account))
                .map(found -> found.members().json().deepCopy())
                .orElseGet(() -> Members.none().json()));
        all.json().setAll(more.json());
        // By the schema once more, so that the order of the members is its order, whatever was named first.
        declarations.put(new Declaration(account, KIND, account, new Members(DECLARED.check(all.json()))));
    }
}
