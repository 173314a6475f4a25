package dev.blb.emulator.http;

import static dev.blb.emulator.settings.SettingsTable.QUOTA_LOAD_BALANCERS;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Call;
import dev.blb.emulator.api.ConsistencyDelay;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Operation;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.db.Database;
import dev.blb.emulator.db.h2.MemoryStore;
import dev.blb.emulator.ids.Ids;
import dev.blb.emulator.instance.InstanceHandlers;
import dev.blb.emulator.route.Endpoint;
import dev.blb.emulator.route.RouteTable;
import dev.blb.emulator.schema.Paging;
import dev.blb.emulator.settings.AuthMode;
import dev.blb.emulator.settings.Credentials;
import dev.blb.emulator.time.EmulatorClock;
import dev.blb.emulator.world.World;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a request costs inside, part by part. In this package, since the signature is its own affair. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class Inside {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Settings SETTINGS = Settings.DEFAULTS.with(QUOTA_LOAD_BALANCERS, 10_000_000);

    private final Database database = new Database(new MemoryStore(Clock.systemUTC()));
    private final RouteTable routes = new RouteTable();
    private final Authentication authentication = new Authentication(
            AuthMode.VERIFY,
            Credentials.parse("emulator-*:secret"),
            key -> Optional.empty(),
            new EmulatorClock(Clock.fixed(NOW, ZoneOffset.UTC)),
            Optional.empty());
    private final List<Integer> rows = IntStream.range(0, 101).boxed().toList();

    private ObjectNode body = Members.none().json();
    private SignedRequest signed = new SignedRequest("GET", "/", "", Map.of());
    private String blbId = "";

    /** A signed request, a body, and an instance among a thousand. */
    @Setup
    public void prepare() throws Exception {
        new InstanceHandlers(new World(), Ids.random(), (here, subnet) -> Set.of()).register(routes);
        body = (ObjectNode) Json.read("{\"name\":\"web\",\"desc\":\"made by the benchmark\","
                + "\"vpcId\":\"vpc-emulator0001\",\"subnetId\":\"sbn-emulator0001\"}");
        for (int i = 0; i < 1000; i++) {
            blbId = Json.read(Json.write(create())).path("body").path("blbId").textValue();
        }
        String prefix = "bce-auth-v1/emulator-bench/" + NOW + "/1800";
        Map<String, String> headers = Map.of("host", "127.0.0.1:8252");
        SignedRequest unsigned = new SignedRequest("GET", "/v1/blb/" + blbId, "", headers);
        String canonical =
                BceV1Signature.canonicalRequest(unsigned, BceV1Signature.headerLines(headers, List.of("host")));
        String signature = BceV1Signature.sign(BceV1Signature.signingKey("secret", prefix), canonical);
        signed = new SignedRequest(
                "GET",
                unsigned.rawPath(),
                "",
                Map.of("host", "127.0.0.1:8252", "authorization", prefix + "/host/" + signature));
    }

    /** Ends the database. */
    @TearDown
    public void end() {
        database.close();
    }

    /** The check of a signature. */
    @Benchmark
    public Object signature() {
        return authentication.accessKey(signed);
    }

    /** A body against the table of fields. */
    @Benchmark
    public Object fields() {
        return endpoint(Operation.CREATE_BLB).body().orElseThrow().check(body);
    }

    /** A page cut out of its rows. */
    @Benchmark
    public Object paging() {
        Members query = new Members(Paging.PARAMETERS.checkQuery(Map.of("maxKeys", "100", "marker", "blb-0000001A")));
        Paging paging = Paging.of(query);
        return List.of(paging.numberAfter("blb"), paging.cut(rows, row -> Paging.marker("blb", row)));
    }

    /** One read through handler and store. */
    @Benchmark
    public Object read() {
        return handle(Operation.DESCRIBE_BLB, Members.none());
    }

    /** One write through handler and store. */
    @Benchmark
    public Object create() {
        return handle(
                Operation.CREATE_BLB,
                new Members(endpoint(Operation.CREATE_BLB).body().orElseThrow().check(body)));
    }

    private Object handle(Operation operation, Members checked) {
        Members query = new Members(endpoint(operation).query().checkQuery(Map.of()));
        Call call = new Call(operation, "emulator-bench", blbId, query, checked, NOW, SETTINGS, ConsistencyDelay.NONE);
        return database.inTransaction(tx -> endpoint(operation).handler().handle(call, tx));
    }

    private Endpoint endpoint(Operation operation) {
        return routes.endpoint(operation);
    }
}
