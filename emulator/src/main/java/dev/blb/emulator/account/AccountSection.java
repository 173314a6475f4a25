package dev.blb.emulator.account;

import static dev.blb.emulator.api.ApiError.MISSING_PARAMETER;
import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.object;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.instance.InstanceCountStore;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.seed.SectionWriter;
import dev.blb.emulator.seed.SeedElement;
import dev.blb.emulator.seed.SeedSection;
import dev.blb.emulator.world.DeclarationStore;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The section of accounts: their settings and keys, and the number of the newest instance. */
public final class AccountSection implements SeedSection {
    private static final String STATE = "state";
    private static final String LAST_ORDINAL = "lastOrdinal";

    private static final Schema SCHEMA = Schema.of(SeedElement.ACCOUNT)
            .and(Accounts.DECLARED)
            .and(object(STATE, integer(LAST_ORDINAL, 0, Integer.MAX_VALUE).must()));

    /** The members that an export leaves out unless they are asked for; each of the keys holds its secret. */
    private static final List<String> SECRETS = List.of("secretKey", Accounts.KEYS);

    private final Accounts accounts;

    /** The section of these accounts. */
    public AccountSection(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public String name() {
        return Accounts.KIND;
    }

    @Override
    public ObjectNode jsonSchema() {
        return SCHEMA.jsonSchema();
    }

    @Override
    public Map<String, List<String>> keys() {
        return Map.of(Accounts.KIND, List.of(SeedElement.ACCOUNT.name()));
    }

    @Override
    public void apply(SeedElement element) {
        Members members = element.check(SCHEMA);
        String account = element.owner(members);
        if (account.isEmpty()) {
            throw MISSING_PARAMETER.at(SeedElement.ACCOUNT.name(), "is required: an access key");
        }
        // Names and keys together: the name of one account is no key of another.
        element.declareOnce("", Accounts.KEYS, SeedElement.ACCOUNT.name(), account);
        List<Members> keys = members.objects(Accounts.KEYS);
        for (int i = 0; i < keys.size(); i++) {
            String key = keys.get(i).text("accessKey");
            String member = Accounts.KEYS + "[" + i + "].accessKey";
            element.declareOnce(account, Accounts.KEYS, member, key);
            if (!key.equals(account)) {
                element.declareOnce("", Accounts.KEYS, member, key);
            }
        }
        ObjectNode settings = members.json().deepCopy();
        settings.remove(List.of(SeedElement.ACCOUNT.name(), STATE));
        if (!settings.isEmpty()) {
            accounts.declare(element.run().tx(), account, new Members(settings));
        }
        if (members.has(STATE)) {
            new InstanceCountStore(element.run().tx())
                    .number(account, members.object(STATE).integer(LAST_ORDINAL), 0);
        }
    }

    @Override
    public void checkRestored(Tx tx, String account) {
        new DeclarationStore(tx)
                .all(account, Accounts.KIND)
                .forEach(each -> accounts.requireOwnKeys(tx, each.account(), each.members()));
    }

    private static ObjectNode shown(Members members, boolean withSecrets) {
        ObjectNode shown = members.json().deepCopy();
        if (!withSecrets) {
            shown.remove(SECRETS);
        }
        return shown;
    }

    @Override
    public void export(SectionWriter writer) {
        Map<String, ObjectNode> declared = new TreeMap<>();
        new DeclarationStore(writer.tx())
                .all(writer.account(), Accounts.KIND)
                .forEach(each -> declared.put(each.account(), shown(each.members(), writer.withSecrets())));
        declared.values().removeIf(ObjectNode::isEmpty);
        Map<String, Long> ordinals = new InstanceCountStore(writer.tx()).lastOrdinals(writer.account());
        Set<String> names = new TreeSet<>(declared.keySet());
        names.addAll(ordinals.keySet());
        for (String name : names) {
            ObjectNode members = writer.add(name);
            if (declared.containsKey(name)) {
                members.setAll(declared.get(name));
            }
            if (ordinals.containsKey(name)) {
                members.putObject(STATE).put(LAST_ORDINAL, ordinals.get(name));
            }
        }
    }
}
