package dev.blb.emulator;

import static dev.blb.emulator.api.ApiError.SERVICE_UNAVAILABLE;
import static dev.blb.emulator.settings.SettingsTable.ALLOW_TARGETS;
import static dev.blb.emulator.settings.SettingsTable.ASYNC;
import static dev.blb.emulator.settings.SettingsTable.DATABASE;
import static dev.blb.emulator.settings.SettingsTable.DATABASE_PASSWORD;
import static dev.blb.emulator.settings.SettingsTable.DATABASE_USER;
import static dev.blb.emulator.settings.SettingsTable.DATA_DIR;
import static dev.blb.emulator.settings.SettingsTable.DATA_PLANE;
import static dev.blb.emulator.settings.SettingsTable.FAULTS;
import static dev.blb.emulator.settings.SettingsTable.HTTPS_PORT;
import static dev.blb.emulator.settings.SettingsTable.JOURNAL;
import static dev.blb.emulator.settings.SettingsTable.JOURNAL_MEMORY;
import static dev.blb.emulator.settings.SettingsTable.MAX_EXPORT;
import static dev.blb.emulator.settings.SettingsTable.REGION;
import static dev.blb.emulator.settings.SettingsTable.SEED;
import static dev.blb.emulator.settings.SettingsTable.SEED_IDS;
import static dev.blb.emulator.settings.SettingsTable.TLS_CERTIFICATE;
import static dev.blb.emulator.settings.SettingsTable.TLS_KEY;

import dev.blb.emulator.account.AccountRoutes;
import dev.blb.emulator.account.Accounts;
import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.backend.HealthRoutes;
import dev.blb.emulator.backend.MachineRoutes;
import dev.blb.emulator.backend.TargetStore;
import dev.blb.emulator.consistency.AccountProfile;
import dev.blb.emulator.consistency.ConsistencyProfiles;
import dev.blb.emulator.context.EmulatorContext;
import dev.blb.emulator.control.AsyncRoutes;
import dev.blb.emulator.control.ClockRoutes;
import dev.blb.emulator.control.InventoryRoutes;
import dev.blb.emulator.control.ServerRoutes;
import dev.blb.emulator.control.SnapshotRoutes;
import dev.blb.emulator.control.TrafficRoutes;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.db.Follower;
import dev.blb.emulator.db.Opening;
import dev.blb.emulator.db.ServerClock;
import dev.blb.emulator.db.SharedValues;
import dev.blb.emulator.db.StateUnavailable;
import dev.blb.emulator.db.Store;
import dev.blb.emulator.db.Touched;
import dev.blb.emulator.db.h2.FileStore;
import dev.blb.emulator.db.h2.MemoryStore;
import dev.blb.emulator.fault.FaultRoutes;
import dev.blb.emulator.fault.Faults;
import dev.blb.emulator.fault.Presets;
import dev.blb.emulator.http.HttpFront;
import dev.blb.emulator.http.ReplaySignature;
import dev.blb.emulator.http.WarmUp;
import dev.blb.emulator.ids.Ids;
import dev.blb.emulator.instance.InstanceRoutes;
import dev.blb.emulator.instance.InstanceStore;
import dev.blb.emulator.journal.Journal;
import dev.blb.emulator.journal.RequestRoutes;
import dev.blb.emulator.metrics.ApiMetrics;
import dev.blb.emulator.neighbour.UsesOfThings;
import dev.blb.emulator.probe.Echo;
import dev.blb.emulator.probe.MachineStore;
import dev.blb.emulator.probe.ProbeEngine;
import dev.blb.emulator.probe.netty.NettyProbeSockets;
import dev.blb.emulator.route.RouteTable;
import dev.blb.emulator.seed.SeedFormat;
import dev.blb.emulator.seed.SeedRoutes;
import dev.blb.emulator.seed.Seeder;
import dev.blb.emulator.seed.Snapshots;
import dev.blb.emulator.settings.AllowedTargets;
import dev.blb.emulator.settings.SettingRow;
import dev.blb.emulator.settings.Switch;
import dev.blb.emulator.time.ClockStore;
import dev.blb.emulator.time.EmulatorClock;
import dev.blb.emulator.tls.TlsMaterial;
import dev.blb.emulator.traffic.Forwarding;
import dev.blb.emulator.world.KindRoutes;
import dev.blb.emulator.world.Ownership;
import dev.blb.emulator.world.World;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running emulator: the root where everything is put together. */
public final class BlbEmulator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BlbEmulator.class);

    /** Longer than the data plane takes to end. */
    private static final long STOP_MILLIS = 15_000;

    private final EmulatorContext context;
    private final HttpFront front;

    private BlbEmulator(EmulatorContext context, HttpFront front) {
        this.context = context;
        this.front = front;
    }

    /** Starts an emulator on the system's clock; when this returns, it serves. */
    public static BlbEmulator start(Settings settings) {
        // The nodes of a database have one real time, that of its server.
        return start(settings, settings.get(DATABASE).isPresent() ? new ServerClock(systemClock()) : systemClock());
    }

    /** The clock of the machine. */
    static Clock systemClock() {
        return Clock.systemUTC();
    }

    /**
     * Starts an emulator whose clock runs with this one; when this returns, it serves.
     *
     * @throws dev.blb.emulator.http.AddressUnavailable if the address cannot be listened on
     * @throws dev.blb.emulator.seed.SeedException if a seed is wrong
     * @throws IllegalArgumentException if a fault plan is wrong, the settings of TLS are, or two settings exclude each other
     * @throws dev.blb.emulator.db.StateUnavailable if the data directory or the database cannot be used
     */
    public static BlbEmulator start(Settings settings, Clock clock) {
        return start(settings, clock, settings.get(SEED_IDS).map(Ids::seeded).orElseGet(Ids::random));
    }

    /** Starts an emulator that draws its ids here. */
    static BlbEmulator start(Settings settings, Clock real, Ids ids) {
        return start(settings, real, ids, Echo::isPossible);
    }

    /** Starts an emulator that can send an ICMP echo or not. */
    static BlbEmulator start(Settings settings, Clock real, Ids ids, BooleanSupplier echoIsPossible) {
        EmulatorClock clock = new EmulatorClock(real);
        return start(settings, new Database(store(settings, clock, real)), clock, ids, echoIsPossible);
    }

    private static Store store(Settings settings, EmulatorClock clock, Clock real) {
        Optional<Path> directory = settings.get(DATA_DIR);
        if (settings.get(DATABASE).isPresent()) {
            // SharedStart names the classes of the database server, which are loaded only where one is set.
            return SharedStart.open(settings, clock, real);
        }
        for (SettingRow<?> row : List.of(DATABASE_USER, DATABASE_PASSWORD)) {
            if (!settings.get(row).equals(row.fallback())) {
                throw new IllegalArgumentException(
                        row.flag() + " is set without " + DATABASE.flag() + ", the database that it is for");
            }
        }
        return directory.isPresent() ? FileStore.open(directory.get(), clock, real) : new MemoryStore(clock);
    }

    /** Starts an emulator on a database, which ends with it, also if the start fails. */
    static BlbEmulator start(
            Settings settings, Database database, EmulatorClock clock, Ids ids, BooleanSupplier echoIsPossible) {
        try {
            Opening.of(database);
            EmulatorContext context = context(settings, database, clock, ids, echoIsPossible);
            try {
                Resources resources = new Resources(context);
                resources.addOperations();
                SeedFormat format = resources.seedFormat();
                Seeder seeder = seeder(context, format);
                Snapshots snapshots = snapshots(context, format);
                addControlRoutes(context, format, seeder, snapshots);
                seeder.seed(settings.get(SEED), tx -> takesSeed(settings, snapshots, tx), snapshots::keepSeed);
                ids.restart();
                WarmUp warmUp = WarmUp.begin(context);
                HttpFront front = new HttpFront(context, warmUp);
                database.started();
                front.start();
                return new BlbEmulator(context, front);
            } catch (RuntimeException | Error failure) {
                context.forwarding().close();
                context.engine().close();
                throw failure;
            }
        } catch (RuntimeException | Error failure) {
            database.close();
            if (failure instanceof ApiException refusal && refusal.error() == SERVICE_UNAVAILABLE) {
                throw new StateUnavailable(refusal.detail(), refusal);
            }
            throw failure;
        }
    }

    /** What applies seeds of this format. */
    static Seeder seeder(EmulatorContext context, SeedFormat format) {
        return new Seeder(
                format,
                context.database(),
                context.accounts()::settings,
                context.accounts()::stateNamed,
                context.world()::remember);
    }

    /** What saves and restores states, which are compared in this format. */
    static Snapshots snapshots(EmulatorContext context, SeedFormat format) {
        World world = context.world();
        return new Snapshots(
                context.database(),
                schema -> new Database(new MemoryStore(context.clock(), schema)),
                format,
                context.settings(),
                world::remember,
                new Ownership(world, new UsesOfThings(world), Resources.KINDS)::remember);
    }

    /** Whether the seeds of the start are applied: what holds state already is taken as it is. */
    private static boolean takesSeed(Settings settings, Snapshots snapshots, Tx tx) {
        boolean isBlank = snapshots.isBlank(tx);
        if (!isBlank) {
            LOG.info(
                    "--seed is not read: {} holds state already. POST /_blb/seed adds to it; another {} that is empty begins anew.",
                    settings.get(DATA_DIR).map(Path::toString).orElse("the database"),
                    settings.get(DATA_DIR).isPresent() ? DATA_DIR.flag() : DATABASE.flag());
        }
        return isBlank;
    }

    /** The parts of an emulator over this database; its table has no row yet. */
    static EmulatorContext context(
            Settings settings, Database database, EmulatorClock clock, Ids ids, BooleanSupplier echoIsPossible) {
        if (database.isShared()) {
            database.addReadModel((tx, account) -> clock.adopt(new ClockStore(tx).kept()));
        } else if (database.isDurable()) {
            database.inTransaction(tx -> new ClockStore(tx).kept()).ifPresent(clock::resumeFrom);
        }
        World world = new World(settings.get(DATA_PLANE) == Switch.ON, settings.get(REGION), Resources.KINDS);
        database.addReadModel(world);
        TlsMaterial tls = needsTls(settings) ? TlsStart.of(settings, clock.real()) : TlsMaterial.NONE;
        ProbeEngine engine = engine(database, clock, echoIsPossible, new AllowedTargets(settings.get(ALLOW_TARGETS)));
        Faults faults = new Faults(
                clock,
                settings.get(DATA_PLANE) == Switch.ON,
                settings.get(FAULTS).map(Presets::read));
        EmulatorContext context = new EmulatorContext(
                settings,
                database,
                clock,
                ids,
                new Accounts(settings),
                world,
                new ConsistencyProfiles(AccountProfile.of(settings.get(ASYNC)), ids::chance),
                engine,
                new Journal(settings.get(JOURNAL), settings.get(JOURNAL_MEMORY)),
                faults,
                new RouteTable(),
                forwarding(settings, database, world, engine, clock, tls, faults),
                new ApiMetrics(),
                tls);
        database.addReadModel(context.accounts());
        if (database.isShared()) {
            context.profiles().share(database);
            // What a data plane forwards follows the writes of every node.
            engine.share(database, settings.get(DATA_PLANE) == Switch.ON);
        }
        return context;
    }

    /** Whether any of the settings asks for certificates; the class that makes them is not loaded otherwise. */
    private static boolean needsTls(Settings settings) {
        return settings.get(DATA_PLANE) == Switch.ON
                || settings.get(HTTPS_PORT).isPresent()
                || settings.get(TLS_CERTIFICATE).isPresent()
                || settings.get(TLS_KEY).isPresent();
    }

    /** The engine that probes the targets in this database. */
    private static ProbeEngine engine(
            Database database, EmulatorClock clock, BooleanSupplier echoIsPossible, Predicate<InetAddress> allowed) {
        ProbeEngine engine = new ProbeEngine(
                clock,
                () -> database.inTransaction(tx -> new TargetStore(tx).wanted(clock.instant())),
                echoIsPossible,
                allowed,
                // A method reference would load the class at once.
                () -> new NettyProbeSockets());
        // A file that is opened, a seed or a snapshot may hold machines that no control route registered.
        Follower follower = what -> {
            if (!what.everything() && what.tables().equals(Set.of(SharedValues.TABLE))) {
                // Results of probes, which ask for no other ones.
                return;
            }
            if (!engine.isFollowing()
                    && what.table(MachineStore.TABLE)
                    && database.inTransaction(tx -> new MachineStore(tx).any(""))) {
                engine.follow();
            }
            engine.changed();
        };
        database.addFollower(follower);
        if (database.isDurable()) {
            follower.changed(Touched.EVERYTHING);
        }
        return engine;
    }

    /** What carries out listeners, if that is asked for. */
    private static Forwarding forwarding(
            Settings settings,
            Database database,
            World world,
            ProbeEngine engine,
            EmulatorClock clock,
            TlsMaterial tls,
            Faults faults) {
        // DataPlaneStart names the classes of the data plane, which are loaded only where they are needed.
        return settings.get(DATA_PLANE) == Switch.OFF
                ? Forwarding.OFF
                : DataPlaneStart.of(
                        settings,
                        database,
                        world,
                        engine,
                        clock,
                        tls.authority().orElseThrow(),
                        faults);
    }

    /** Adds the control routes, in the order of their page. */
    static void addControlRoutes(EmulatorContext context, SeedFormat format, Seeder seeder, Snapshots snapshots) {
        context.routes()
                .on(new ServerRoutes(context).routes())
                .on(new SnapshotRoutes(context, snapshots).routes())
                .on(new SeedRoutes(
                                context.database(),
                                format,
                                seeder,
                                context.settings().get(MAX_EXPORT))
                        .routes())
                .on(new KindRoutes(
                                context.database(), context.world(), new UsesOfThings(context.world()), Resources.KINDS)
                        .routes())
                .on(new AccountRoutes(context.database(), context.accounts()).routes())
                .on(new InventoryRoutes(context).routes())
                .on(new InstanceRoutes(context.database()).routes())
                .on(new HealthRoutes(context).routes())
                .on(new MachineRoutes(context).routes())
                .on(new RequestRoutes(context.journal(), new ReplaySignature(context)::authorization).routes())
                .on(new FaultRoutes(
                                context.faults(),
                                blbId -> context.database().reading(tx -> new InstanceStore(tx).owner(blbId)))
                        .routes())
                .on(new TrafficRoutes(context).routes())
                .on(new ClockRoutes(context).routes())
                .on(new AsyncRoutes(context.profiles(), context.accounts()).routes());
    }

    /** The address that it serves, such as {@code http://127.0.0.1:8252}. */
    public URI baseUri() {
        return front.baseUri();
    }

    /** The address that it serves over TLS, such as {@code https://127.0.0.1:8443}; empty if no https port is set. */
    public Optional<URI> httpsUri() {
        return front.httpsUri();
    }

    /** Lets requests under way finish, then stops; the state is gone unless a directory keeps it. */
    @Override
    public void close() {
        try (Database database = context.database()) {
            stop();
            if (database.isDurable() && !database.isShared()) {
                keepClock(database);
            }
        }
    }

    /** Both kinds of requests have their time to finish at once: container engines do not wait for one after the other. */
    private void stop() {
        Thread forwarding = new Thread(context.forwarding()::close, "blb-data-plane-stop");
        forwarding.start();
        front.close();
        context.engine().close();
        try {
            forwarding.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void keepClock(Database database) {
        try {
            database.inTransaction(tx -> {
                new ClockStore(tx).keep(context.clock().reading());
                return tx;
            });
        } catch (ApiException outage) {
            LOG.warn("the clock will go on from an older reading: {}", outage.getMessage());
        }
    }
}
