package dev.blb.emulator;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.blb.emulator.junit.BlbCredentials;
import dev.blb.emulator.junit.BlbWorld;
import dev.blb.emulator.time.EmulatorClock;
import java.net.Socket;
import java.sql.Connection;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

@AnalyzeClasses(packages = "dev.blb.emulator", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String GENERATED = "..db.generated..";
    private static final String H2 = "..db.h2..";
    private static final String POSTGRES = "..db.postgres..";

    @ArchTest
    static final ArchRule webStaysInHttp = noClasses()
            .that()
            .resideOutsideOfPackage("..http..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.javalin..", "jakarta.servlet..", "org.eclipse.jetty..")
            .because("a handler must not know which web server calls it");

    /** The classes that may send SQL: the package db, stores, rows, and what is nested in them. */
    private static final DescribedPredicate<JavaClass> SENDS_SQL =
            resideInAPackage("..db..").or(nameMatching(".*(Store|Row)(\\$.*)?"));

    @ArchTest
    static final ArchRule sqlStaysInStores = noClasses()
            .that(not(SENDS_SQL))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.jooq..", "java.sql..", GENERATED)
            .because("a query has one home, and handlers see only an opaque Tx");

    @ArchTest
    static final ArchRule h2StaysInItsPackage = noClasses()
            .that()
            .resideOutsideOfPackage(H2)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.h2..")
            .because("another database is a package beside it");

    @ArchTest
    static final ArchRule postgresStaysInItsPackage = noClasses()
            .that()
            .resideOutsideOfPackage(POSTGRES)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.postgresql..")
            .because("another database is a package beside it, and its driver is loaded only where one is set");

    @ArchTest
    static final ArchRule onlyTheRootChoosesTheStore = noClasses()
            .that()
            .resideOutsideOfPackages(H2, POSTGRES)
            .and()
            .areNotAssignableTo(BlbEmulator.class)
            .and()
            .areNotAssignableTo(SharedStart.class)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(H2, POSTGRES)
            .because("what kinds of database do differently is said by the interface Store alone");

    @ArchTest
    static final ArchRule theDatabaseKnowsNoResource = classes()
            .that()
            .resideInAPackage("..db..")
            .should()
            .onlyDependOnClassesThat(not(resideInAPackage("dev.blb.."))
                    .or(resideInAPackage("..db.."))
                    .or(resideInAPackage("..api..")))
            .because("a new table or resource must not change how transactions work");

    @ArchTest
    static final ArchRule transactionsEndInOnePlace = noClasses()
            .that()
            .resideOutsideOfPackage("..db..")
            .should()
            .callMethodWhere(target(owner(assignableTo(Connection.class))))
            .because(
                    "what a transaction touched is known only if all its statements and its end pass through the package db");

    /** Where state may be kept in a concurrent map, and why it cannot be stale there. */
    private static final Map<String, String> STATE_MAPS = Map.ofEntries(
            Map.entry("account.Accounts", "a read model"),
            Map.entry("world.World", "a read model"),
            Map.entry(
                    "consistency.ConsistencyProfiles",
                    "of this process, or a read model where several share a database"),
            Map.entry("probe.ProbeEngine", "what this process found out; asks the database after each commit"),
            Map.entry("fault.Faults", "never stored: what was set holds for this process"),
            Map.entry("http.Draining", "connections"),
            Map.entry("dataplane.ActiveListener", "names of headers that the log has named"),
            Map.entry("dataplane.NettyDataPlane", "sockets; the planner follows each commit"),
            Map.entry("metrics.ApiMetrics", "counters of this process"),
            Map.entry("db.Prepared", "texts of statements"),
            Map.entry("db.h2.Sequences", "restarted by exclusive work"),
            Map.entry("db.h2.DataDirectory", "directories that this process holds"),
            Map.entry("junit.BlbWorld", "of the test's side"));

    @ArchTest
    static final ArchRule stateIsKeptInTheDatabase = noClasses()
            .that(describe(
                    "are not in the list",
                    type -> !STATE_MAPS.containsKey(
                            type.getName().replaceFirst("\\$.*", "").replace("dev.blb.emulator.", ""))))
            .should()
            .callConstructorWhere(target(owner(assignableTo(ConcurrentMap.class))))
            .orShould()
            .callMethod(ConcurrentHashMap.class, "newKeySet")
            .because(
                    "what is remembered beside the database goes stale unless it is a ReadModel or asks CommitCounters");

    @ArchTest
    static final ArchRule apiIsTheVocabulary = classes()
            .that()
            .resideInAPackage("..api..")
            .should()
            .onlyDependOnClassesThat(not(resideInAPackage("dev.blb..")).or(resideInAPackage("..api..")))
            .because("everything may use the vocabulary, so the vocabulary uses nothing");

    @ArchTest
    static final ArchRule schemaKnowsOnlyTheVocabulary = classes()
            .that()
            .resideInAPackage("..schema..")
            .should()
            .onlyDependOnClassesThat(not(resideInAPackage("dev.blb.."))
                    .or(resideInAPackage("..api.."))
                    .or(resideInAPackage("..schema..")))
            .because("field rules are data, whatever they are about");

    @ArchTest
    static final ArchRule featuresDoNotKnowHttp = noClasses()
            .that()
            .resideOutsideOfPackages("dev.blb.emulator.http..", "dev.blb.emulator")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.blb.emulator.http..")
            .because("dependencies point one way: http to features to state");

    private static final String[] RESOURCES = {
        "..account..",
        "..backend..",
        "..certificate..",
        "..instance..",
        "..listener..",
        "..network..",
        "..order..",
        "..probe..",
        "..securitygroup.."
    };

    @ArchTest
    static final ArchRule documentsKnowNoResource = noClasses()
            .that()
            .resideInAPackage("..seed..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(RESOURCES)
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("..world..")
            .because("the package of a resource contributes its section of seeds, exports and differences");

    @ArchTest
    static final ArchRule theWorldKnowsNoKind = noClasses()
            .that()
            .resideInAPackage("..world..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(RESOURCES)
            .because("the package of a kind of thing defines it");

    @ArchTest
    static final ArchRule theJunitExtensionStandsAlone = classes()
            .that()
            .resideInAPackage("dev.blb.emulator.junit")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.blb.emulator.junit", "java..", "javax.net.ssl..", "org.junit..", "org.jspecify..")
            .because("it lies on the test's class path, where nothing of the emulator may be");

    @ArchTest
    static final ArchRule theContainerStandsAlone = classes()
            .that()
            .resideInAPackage("dev.blb.emulator.testcontainers")
            .should()
            .onlyDependOnClassesThat(resideInAPackage("dev.blb.emulator.testcontainers")
                    .or(type(BlbCredentials.class))
                    .or(type(BlbWorld.class))
                    .or(resideInAnyPackage("java..", "javax.net.ssl..", "org.testcontainers..", "org.jspecify..")))
            .because("it lies on the test's class path, where nothing of the emulator may be");

    @ArchTest
    static final ArchRule trafficIsPure = classes()
            .that()
            .resideInAPackage("..traffic..")
            .should()
            .onlyDependOnClassesThat(
                    resideInAnyPackage("java..", "org.jspecify..", "com.fasterxml.jackson.annotation..")
                            .or(resideInAnyPackage("..traffic..", "..api..", "..time..", "..health..")))
            .because("what is done with traffic can be tested without a socket");

    @ArchTest
    static final ArchRule trafficOpensNoSocket = noClasses()
            .that()
            .resideInAPackage("..traffic..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.nio.channels..")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Socket.class)
            .because("it carries nothing out");

    @ArchTest
    static final ArchRule portsNeedNothing = classes()
            .that()
            .resideInAPackage("..port..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("..port..", "java..", "org.slf4j..", "org.jspecify..")
            .because("the web server and the data plane share them");

    @ArchTest
    static final ArchRule nettyStaysInTwoPackages = noClasses()
            .that()
            .resideOutsideOfPackages("..dataplane..", "..probe.netty..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty..")
            .because("while the data plane is off and no machine is registered none of it is loaded");

    @ArchTest
    static final ArchRule onlyTheRootChoosesTheSocketsOfProbes = noClasses()
            .that()
            .resideOutsideOfPackages("..probe.netty..", "dev.blb.emulator")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..probe.netty..")
            .because("the engine sees the interface ProbeSockets, whose classes are loaded with the first probe");

    @ArchTest
    static final ArchRule prometheusStaysInMetrics = noClasses()
            .that()
            .resideOutsideOfPackage("..metrics..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.prometheus..")
            .because("it is loaded with the first scrape");

    @ArchTest
    static final ArchRule templatesStayInTheConsole = noClasses()
            .that()
            .resideOutsideOfPackage("..console..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("gg.jte..")
            .because("it is loaded with the first page that is asked for");

    @ArchTest
    static final ArchRule theConsoleKnowsOnlyControlRoutes = classes()
            .that()
            .resideInAPackage("..console..")
            .should()
            .onlyDependOnClassesThat(not(resideInAPackage("dev.blb.."))
                    .or(resideInAnyPackage("..console..", "..route..", "..api..", "..time..")))
            .because("a page shows what control routes answer, and computes nothing by itself");

    @ArchTest
    static final ArchRule onlyTheRootKnowsTheDataPlane = noClasses()
            .that()
            .resideOutsideOfPackages("..dataplane..", "dev.blb.emulator")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..dataplane..")
            .because("everything else sees the interface in traffic, which can be off");

    @ArchTest
    static final ArchRule certificatesNeedNothing = classes()
            .that()
            .resideInAPackage("..tls..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("..tls..", "java..", "javax.net.ssl..", "org.jspecify..")
            .because("the data plane and the https port share them, and each may be off");

    @ArchTest
    static final ArchRule theDataPlaneKnowsOnlyItsPlans = noClasses()
            .that()
            .resideInAPackage("..dataplane..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.blb..")
                    .and(not(resideInAnyPackage("..dataplane..", "..traffic..", "..time..", "..tls..", "..port.."))))
            .because("plans say all that it needs to know of load balancers");

    @ArchTest
    static final ArchRule onlyTestsNeedTestLibraries = noClasses()
            .that()
            .resideOutsideOfPackages("dev.blb.emulator.junit", "dev.blb.emulator.testcontainers")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.blb.emulator.junit", "dev.blb.emulator.testcontainers", "org.junit..", "org.testcontainers..")
            .because("the server runs without them");

    @ArchTest
    static final ArchRule noCycles = slices().matching("dev.blb.emulator.(*)..")
            .should()
            .beFreeOfCycles()
            .because("packages have one direction");

    @ArchTest
    static final ArchRule timeComesFromTheClock = noClasses()
            .that()
            .resideOutsideOfPackage(GENERATED)
            .and()
            .areNotAssignableTo(EmulatorClock.class)
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class)
            .because("one injected clock decides what time it is");

    @ArchTest
    static final ArchRule theSystemClockIsChosenOnce = noClasses()
            .that()
            .areNotAssignableTo(BlbEmulator.class)
            .should()
            .callMethod(Clock.class, "systemUTC")
            .because("one injected clock decides what time it is");

    @ArchTest
    static final ArchRule namesSaySomething = noClasses()
            .that(not(resideInAPackage(GENERATED)).and(not(assignableTo(Throwable.class))))
            .should()
            .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)")
            .because("a name tells what a thing is");
}
