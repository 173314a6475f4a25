package dev.blb.emulator;

import static dev.blb.emulator.settings.SettingsTable.ASYNC;
import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.CREDENTIALS;
import static dev.blb.emulator.settings.SettingsTable.DATA_DIR;
import static dev.blb.emulator.settings.SettingsTable.HOST;
import static dev.blb.emulator.settings.SettingsTable.MAX_BODY_BYTES;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static dev.blb.emulator.settings.SettingsTable.REGION;
import static dev.blb.emulator.settings.SettingsTable.SEED;
import static dev.blb.emulator.settings.SettingsTable.SEED_IDS;

import dev.blb.emulator.account.Accounts;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.asynchrony.Asynchronies;
import dev.blb.emulator.asynchrony.Asynchrony;
import dev.blb.emulator.backend.BackendHandlers;
import dev.blb.emulator.backend.MachineRegistry;
import dev.blb.emulator.backend.TargetStore;
import dev.blb.emulator.control.AsyncRoutes;
import dev.blb.emulator.control.ClockRoutes;
import dev.blb.emulator.control.ControlRoute;
import dev.blb.emulator.control.HealthRoutes;
import dev.blb.emulator.control.MachineRoutes;
import dev.blb.emulator.control.ServerRoutes;
import dev.blb.emulator.control.SnapshotRoutes;
import dev.blb.emulator.control.StateRoutes;
import dev.blb.emulator.control.WorldRoutes;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.http.Authentication;
import dev.blb.emulator.http.HttpFront;
import dev.blb.emulator.ids.Ids;
import dev.blb.emulator.instance.InstanceHandlers;
import dev.blb.emulator.listener.ListenerHandlers;
import dev.blb.emulator.order.OrderHandlers;
import dev.blb.emulator.probe.Echo;
import dev.blb.emulator.probe.MachineStore;
import dev.blb.emulator.probe.ProbeEngine;
import dev.blb.emulator.schema.Endpoints;
import dev.blb.emulator.securitygroup.SecurityGroupHandlers;
import dev.blb.emulator.seed.SeedFormat;
import dev.blb.emulator.seed.Seeder;
import dev.blb.emulator.seed.Snapshots;
import dev.blb.emulator.settings.AuthMode;
import dev.blb.emulator.settings.Region;
import dev.blb.emulator.time.ClockStore;
import dev.blb.emulator.time.EmulatorClock;
import dev.blb.emulator.time.EmulatorClock.Reading;
import dev.blb.emulator.world.World;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A running emulator: the root where everything is put together. */
public final class BlbEmulator implements AutoCloseable {
    private final EmulatorClock clock;
    private final Database database;
    private final ProbeEngine engine;
    private final HttpFront front;
    private final URI baseUri;

    private BlbEmulator(EmulatorClock clock, Database database, ProbeEngine engine, HttpFront front, URI baseUri) {
        this.clock = clock;
        this.database = database;
        this.engine = engine;
        this.front = front;
        this.baseUri = baseUri;
    }

    /** Starts an emulator on the system's clock; when this returns, it serves. */
    public static BlbEmulator start(Settings settings) {
        return start(settings, Clock.systemUTC());
    }

    /**
     * Starts an emulator whose clock runs with this one; when this returns, it serves.
     *
     * @throws dev.blb.emulator.http.AddressUnavailable if the address cannot be listened on
     * @throws dev.blb.emulator.seed.SeedException if a seed is wrong
     * @throws dev.blb.emulator.db.StateUnavailable if the data directory cannot be used
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
        Database database = settings.get(DATA_DIR).map(Database::inDirectory).orElseGet(Database::inMemory);
        EmulatorClock clock = kept(database)
                .map(reading -> new EmulatorClock(real, reading))
                .orElseGet(() -> new EmulatorClock(real));
        ProbeEngine engine = engine(database, clock, echoIsPossible);
        World world = new World();
        Accounts accounts = new Accounts(settings);
        Asynchronies asynchronies = new Asynchronies(Asynchrony.of(settings.get(ASYNC)), ids::chance);
        database.follow(world);
        database.follow(accounts);
        Endpoints endpoints = endpoints(world, settings.get(REGION), ids, engine);
        HttpFront front;
        try {
            Seeder seeder = new Seeder(
                    endpoints,
                    database,
                    accounts,
                    world,
                    new MachineRegistry(world, engine),
                    clock,
                    settings.get(AUTH) == AuthMode.OFF
                            ? Authentication.NOBODY
                            : settings.get(CREDENTIALS).exampleAccessKey());
            Snapshots snapshots = new Snapshots(database, clock);
            // A directory that holds state already is taken as it is.
            seeder.seed(settings.get(SEED), snapshots::isBlank, snapshots::keepSeed);
            ids.restart();
            front = HttpFront.of(
                    new Authentication(settings.get(AUTH), settings.get(CREDENTIALS), accounts::secretOf, clock),
                    endpoints,
                    database,
                    accounts,
                    asynchronies,
                    controlRoutes(
                            endpoints, database, accounts, asynchronies, world, seeder, snapshots, ids, engine, clock),
                    ids,
                    clock,
                    settings.get(MAX_BODY_BYTES),
                    settings.get(HOST).isPresent());
            front.start(settings.get(HOST), settings.get(PORT));
        } catch (RuntimeException | Error failure) {
            engine.close();
            database.close();
            throw failure;
        }
        return new BlbEmulator(clock, database, engine, front, front.baseUri());
    }

    private static Optional<Reading> kept(Database database) {
        return database.isKept() ? database.inTransaction(tx -> new ClockStore(tx).kept()) : Optional.empty();
    }

    /** The engine that probes what this database says. */
    static ProbeEngine engine(Database database, EmulatorClock clock, BooleanSupplier echoIsPossible) {
        ProbeEngine engine = new ProbeEngine(
                clock, () -> database.inTransaction(tx -> new TargetStore(tx).wanted()), echoIsPossible);
        database.afterWrites(engine::changed);
        // A file that is opened, a seed or a snapshot may hold machines that no control route registered.
        database.follow((tx, account) -> {
            if (new MachineStore(tx).any("")) {
                engine.follow();
            }
        });
        return engine;
    }

    /** The operations that are built in a region. */
    static Endpoints endpoints(World world, Region region, Ids ids, ProbeEngine engine) {
        Endpoints endpoints = new Endpoints();
        new InstanceHandlers(world, ids, region.word()).register(endpoints);
        new ListenerHandlers(world, engine).register(endpoints);
        new BackendHandlers(world, engine).register(endpoints);
        new SecurityGroupHandlers(world).register(endpoints);
        new OrderHandlers(ids).register(endpoints);
        return endpoints;
    }

    /** The emulator's own routes in the order of the README. */
    static List<ControlRoute> controlRoutes(
            Endpoints endpoints,
            Database database,
            Accounts accounts,
            Asynchronies asynchronies,
            World world,
            Seeder seeder,
            Snapshots snapshots,
            Ids ids,
            ProbeEngine engine,
            EmulatorClock clock) {
        ServerRoutes server = new ServerRoutes(endpoints);
        return server.describing(Stream.of(
                        server.routes(),
                        new SnapshotRoutes(snapshots, asynchronies, ids).routes(),
                        new WorldRoutes(database, world, seeder, new SeedFormat(endpoints), clock).routes(),
                        new StateRoutes(database, accounts).routes(),
                        new HealthRoutes(database, engine, clock).routes(),
                        new MachineRoutes(database, engine, new MachineRegistry(world, engine), clock).routes(),
                        new ClockRoutes(clock, database).routes(),
                        new AsyncRoutes(asynchronies, accounts, database).routes())
                .flatMap(List::stream)
                .toList());
    }

    /** The address that it serves, such as {@code http://127.0.0.1:8252}. */
    public URI baseUri() {
        return baseUri;
    }

    /** Lets requests under way finish, then stops; the state is gone unless a directory keeps it. */
    @Override
    public void close() {
        front.close();
        engine.close();
        if (database.isKept()) {
            database.inTransaction(tx -> {
                new ClockStore(tx).keep(clock.reading());
                return clock;
            });
        }
        database.close();
    }
}
