package dev.blb.emulator;

import dev.blb.emulator.backend.BackendHandlers;
import dev.blb.emulator.control.ClockRoutes;
import dev.blb.emulator.control.ControlRoute;
import dev.blb.emulator.control.HealthRoutes;
import dev.blb.emulator.control.ServerRoutes;
import dev.blb.emulator.control.StateRoutes;
import dev.blb.emulator.http.Authentication;
import dev.blb.emulator.http.HttpFront;
import dev.blb.emulator.instance.InstanceHandlers;
import dev.blb.emulator.listener.ListenerHandlers;
import dev.blb.emulator.order.OrderHandlers;
import dev.blb.emulator.schema.Endpoints;
import dev.blb.emulator.securitygroup.SecurityGroupHandlers;
import dev.blb.emulator.state.Accounts;
import dev.blb.emulator.state.ClockStore;
import dev.blb.emulator.state.Database;
import dev.blb.emulator.state.Ids;
import dev.blb.emulator.time.EmulatorClock;
import dev.blb.emulator.world.World;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** A running emulator: the root where everything is put together. */
public final class BlbEmulator implements AutoCloseable {
    private final EmulatorClock clock;
    private final Database database;
    private final HttpFront front;
    private final URI baseUri;

    private BlbEmulator(EmulatorClock clock, Database database, HttpFront front, URI baseUri) {
        this.clock = clock;
        this.database = database;
        this.front = front;
        this.baseUri = baseUri;
    }

    /** Starts an emulator on the system's clock; when this returns, it serves. */
    public static BlbEmulator start(EmulatorConfig config) {
        return start(config, Clock.systemUTC());
    }

    /**
     * Starts an emulator whose clock runs with this one; when this returns, it serves.
     *
     * @throws io.javalin.util.JavalinBindException if the port is taken
     * @throws dev.blb.emulator.state.StateUnavailable if the data directory cannot be used
     */
    public static BlbEmulator start(EmulatorConfig config, Clock clock) {
        return start(config, clock, config.seedIds() == null ? Ids.random() : Ids.seeded(config.seedIds()));
    }

    /** Starts an emulator that draws its ids here. */
    static BlbEmulator start(EmulatorConfig config, Clock real, Ids ids) {
        Database database = config.dataDir() == null ? Database.inMemory() : Database.inDirectory(config.dataDir());
        EmulatorClock clock = database.inTransaction(tx -> new ClockStore(tx).kept())
                .map(reading -> new EmulatorClock(real, reading))
                .orElseGet(() -> new EmulatorClock(real));
        Endpoints endpoints = endpoints(config.region(), ids);
        Accounts accounts = new Accounts(config.account(), database);
        HttpFront front = HttpFront.of(
                new Authentication(config.auth(), config.credentials(), clock),
                endpoints,
                database,
                accounts,
                controlRoutes(endpoints, database, accounts, ids, clock),
                ids,
                clock,
                config.maxBodyBytes(),
                config.host() != null);
        String host = Objects.requireNonNullElse(config.host(), EmulatorConfig.LOOPBACK);
        try {
            front.start(host, config.port());
        } catch (RuntimeException | Error failure) {
            database.close();
            throw failure;
        }
        return new BlbEmulator(clock, database, front, uri(host, front.port()));
    }

    /** The operations that are built in a region. */
    static Endpoints endpoints(String region, Ids ids) {
        World world = new World();
        String word = Objects.requireNonNull(EmulatorConfig.REGIONS.get(region), region);
        Endpoints endpoints = new Endpoints();
        new InstanceHandlers(world, ids, word).register(endpoints);
        new ListenerHandlers(world).register(endpoints);
        new BackendHandlers(world).register(endpoints);
        new SecurityGroupHandlers(world).register(endpoints);
        new OrderHandlers(ids).register(endpoints);
        return endpoints;
    }

    /** The emulator's own routes in the order of the README. */
    static List<ControlRoute> controlRoutes(
            Endpoints endpoints, Database database, Accounts accounts, Ids ids, EmulatorClock clock) {
        return Stream.of(
                        new ServerRoutes(endpoints).routes(),
                        new StateRoutes(database, accounts, ids).routes(),
                        new HealthRoutes(database, clock).routes(),
                        new ClockRoutes(clock, database).routes())
                .flatMap(List::stream)
                .toList();
    }

    private static URI uri(String host, int port) {
        // An address that means every interface cannot be connected to; loopback is one of them.
        String name = host.equals("0.0.0.0") || host.equals("::") ? EmulatorConfig.LOOPBACK : host;
        return URI.create("http://" + (name.contains(":") ? "[" + name + "]" : name) + ":" + port);
    }

    /** The address that it serves, such as {@code http://127.0.0.1:8252}. */
    public URI baseUri() {
        return baseUri;
    }

    /** Lets requests under way finish, then stops; the state is gone unless a directory keeps it. */
    @Override
    public void close() {
        front.close();
        database.inTransaction(tx -> {
            new ClockStore(tx).keep(clock.reading());
            return clock;
        });
        database.close();
    }
}
