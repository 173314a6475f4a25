package dev.blb.emulator.seed;

import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.schema.Field;
import dev.blb.emulator.schema.Schema;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies seeds: all that several files declare, or nothing. What a section means is its own business. */
public final class Seeder {
    private static final Logger LOG = LoggerFactory.getLogger(Seeder.class);

    private final SeedFormat format;
    private final Database database;
    private final Function<String, Settings> settings;
    private final UnaryOperator<String> states;
    private final Function<String, WholeCheck> whole;
    private final Schema document;

    /**
     * Applies seeds of this format to this state.
     *
     * @param settings the settings of an account
     * @param states gives the state of an account that a seed names its one name, or refuses the account
     * @param whole asked, with the empty text, before seeds are applied, for what finds out whether the state contradicts itself behind them
     */
    public Seeder(
            SeedFormat format,
            Database database,
            Function<String, Settings> settings,
            UnaryOperator<String> states,
            Function<String, WholeCheck> whole) {
        this.format = format;
        this.database = database;
        this.settings = settings;
        this.states = states;
        this.whole = whole;
        this.document = Schema.of(format.sections().stream()
                .map(section -> Field.anything(section.name()))
                .toArray(Field[]::new));
    }

    /**
     * Applies the seeds in these files and folders. Without any, as with an empty folder, nothing is done.
     *
     * @param wanted whether to apply them; asked in the same transaction once there is one
     * @param then what is done in the same transaction, so that neither is kept without the other
     * @throws SeedException if one is wrong; then nothing is applied
     */
    public void seed(List<Path> paths, Predicate<Tx> wanted, Consumer<Tx> then) {
        List<SeedText> texts =
                paths.stream().flatMap(path -> SeedText.read(path).stream()).toList();
        if (!texts.isEmpty()) {
            apply(texts, "", named -> {}, wanted, then);
        }
    }

    /**
     * Applies one seed.
     *
     * @param text the document in YAML or JSON
     * @param account the account of things that name none; the empty text stands for every account
     * @param confinement refuses an account that nothing may be declared for
     * @return how many things of each section there were, and what is most likely not meant
     * @throws SeedException if it is wrong; then nothing is applied
     */
    public Seeded seed(String text, String account, Consumer<String> confinement) {
        return apply(List.of(SeedText.parse("body", text)), account, confinement, tx -> true, tx -> {});
    }

    private Seeded apply(
            List<SeedText> texts,
            String account,
            Consumer<String> confinement,
            Predicate<Tx> wanted,
            Consumer<Tx> then) {
        try {
            Seeded seeded = database.exclusively("", tx -> applied(tx, texts, account, confinement, wanted, then));
            seeded.warnings().forEach(LOG::warn);
            return seeded;
        } catch (Contradicted refused) {
            // By now others may work with the database.
            throw refused.located();
        }
    }

    private Seeded applied(
            Tx tx,
            List<SeedText> texts,
            String account,
            Consumer<String> confinement,
            Predicate<Tx> wanted,
            Consumer<Tx> then) {
        if (!wanted.test(tx)) {
            return new Seeded(Map.of(), List.of());
        }
        WholeCheck check = whole.apply("");
        SeedRun run = new SeedRun(tx, account, confinement, tx.now(), settings, states);
        List<SeedElement> documents = texts.stream()
                .map(text -> new SeedElement(run, text, "", text.tree()))
                .toList();
        documents.forEach(each -> each.apply(() -> each.check(document)));
        Map<String, Integer> counts = new TreeMap<>();
        // Section by section over all files: what one declares may be named in another.
        for (SeedSection section : format.sections()) {
            List<SeedElement> elements = documents.stream()
                    .flatMap(each -> each.list(section.name()).stream())
                    .toList();
            elements.forEach(element -> element.apply(() -> section.apply(element)));
            if (!elements.isEmpty()) {
                counts.put(section.name(), elements.size());
                // The check and the next section see what this one has declared.
                database.showDeclared(tx, "");
                section.checkTogether(elements);
            }
        }
        check.contradiction().ifPresent(found -> {
            throw new Contradicted(found, run.declared());
        });
        then.accept(tx);
        return new Seeded(counts, run.warnings());
    }

    /** Ends the transaction of a seed with which the state contradicts itself. */
    private static final class Contradicted extends RuntimeException {
        private final transient Contradiction found;
        private final transient Map<List<String>, SeedElement> seeded;

        Contradicted(Contradiction found, Map<List<String>, SeedElement> seeded) {
            super(found.refusal().detail(), null, false, false);
            this.found = found;
            this.seeded = seeded;
        }

        SeedException located() {
            ApiException refusal = found.refusal();
            return found.reason(seeded)
                    .map(element -> element.located(refusal, ""))
                    .orElseGet(() -> new SeedException(refusal.error(), refusal.detail()));
        }
    }
}
