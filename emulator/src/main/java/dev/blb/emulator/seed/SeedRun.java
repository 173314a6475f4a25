package dev.blb.emulator.seed;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;

import dev.blb.emulator.api.Call;
import dev.blb.emulator.api.ConsistencyDelay;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Operation;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.api.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** One application of seeds: its transaction, its time, and what it has declared so far. */
public final class SeedRun {
    /** The place of each is looked for in the whole text. */
    private static final int MAX_WARNINGS = 100;

    private final Tx tx;
    private final String account;
    private final Consumer<String> confinement;
    private final Instant now;
    private final Function<String, Settings> settings;
    private final UnaryOperator<String> states;
    private final Map<List<String>, SeedElement> declared = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();
    private int furtherWarnings;

    SeedRun(
            Tx tx,
            String account,
            Consumer<String> confinement,
            Instant now,
            Function<String, Settings> settings,
            UnaryOperator<String> states) {
        this.tx = tx;
        this.account = account;
        this.confinement = confinement;
        this.now = now;
        this.settings = settings;
        this.states = states;
    }

    /** The transaction that everything is applied in. */
    public Tx tx() {
        return tx;
    }

    /**
     * The account of things that name none; the empty text stands for every account.
     *
     * @throws dev.blb.emulator.api.ApiException InvalidParameter if the seed has made it a key of another account
     */
    public String account() {
        return account.isEmpty() ? account : states.apply(account);
    }

    /**
     * The one name of the state that an element names as its account.
     *
     * @throws dev.blb.emulator.api.ApiException AccessDenied if nothing may be declared for it; InvalidParameter if it is a key of another
     *     account
     */
    String state(String given) {
        confinement.accept(given);
        return states.apply(given);
    }

    /** The time at which everything is applied. */
    public Instant now() {
        return now;
    }

    /** Notes what declares a thing of this owner, kind and id, or refuses it. */
    void declareOnce(SeedElement element, List<String> thing, String member) {
        if (declared.putIfAbsent(thing, element) != null) {
            throw INVALID_PARAMETER.at(
                    member, "is \"%s\", which was declared before; allowed is each once", thing.get(2));
        }
    }

    /** The elements so far, by owner, kind and id of what they declare. */
    Map<List<String>, SeedElement> declared() {
        return declared;
    }

    /** Notes what is applied though it is most likely not meant; the text is asked for only if there is room for it. */
    void warn(Supplier<String> warning) {
        if (warnings.size() < MAX_WARNINGS) {
            warnings.add(warning.get());
        } else {
            furtherWarnings++;
        }
    }

    /** What was noted. */
    List<String> warnings() {
        return furtherWarnings == 0
                ? warnings
                : Stream.concat(warnings.stream(), Stream.of("and " + furtherWarnings + " more"))
                        .toList();
    }

    /** A call of an operation, whose effects are visible at once. */
    public Call call(Operation operation, String owner, String blbId, Members body) {
        return new Call(
                operation, owner, blbId, Members.none(), body, now, settings.apply(owner), ConsistencyDelay.NONE);
    }
}
