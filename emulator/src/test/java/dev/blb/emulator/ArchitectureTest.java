package dev.blb.emulator;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.blb.emulator.junit.BlbCredentials;
import dev.blb.emulator.junit.BlbWorld;
import java.time.Clock;
import java.time.Instant;

@AnalyzeClasses(packages = "dev.blb.emulator", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String GENERATED = "..db.generated..";

    @ArchTest
    static final ArchRule webStaysInHttp = noClasses()
            .that()
            .resideOutsideOfPackage("..http..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.javalin..", "jakarta.servlet..", "org.eclipse.jetty..")
            .because("a handler must not know which web server calls it");

    @ArchTest
    static final ArchRule sqlStaysInStores = noClasses()
            .that()
            .resideOutsideOfPackage("..db..")
            .and()
            .haveNameNotMatching(".*(Store|Row)([$].*)?")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.jooq..", "java.sql..", "org.h2..", GENERATED)
            .because("a query has one home, and handlers see only an opaque Tx");

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
            .resideInAnyPackage(
                    "..instance..",
                    "..listener..",
                    "..backend..",
                    "..securitygroup..",
                    "..order..",
                    "..world..",
                    "..seed..",
                    "..control..",
                    "..db..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..http..")
            .because("dependencies point one way: http to features to state");

    @ArchTest
    static final ArchRule theJunitExtensionStandsAlone = classes()
            .that()
            .resideInAPackage("dev.blb.emulator.junit")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.blb.emulator.junit", "java..", "org.junit..", "org.jspecify..")
            .because("it lies on the test's class path, where nothing of the emulator may be");

    @ArchTest
    static final ArchRule theContainerStandsAlone = classes()
            .that()
            .resideInAPackage("dev.blb.emulator.testcontainers")
            .should()
            .onlyDependOnClassesThat(resideInAPackage("dev.blb.emulator.testcontainers")
                    .or(type(BlbCredentials.class))
                    .or(type(BlbWorld.class))
                    .or(resideInAnyPackage("java..", "org.testcontainers..", "org.jspecify..")))
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
    static final ArchRule nettyStaysInTheDataPlane = noClasses()
            .that()
            .resideOutsideOfPackage("..dataplane..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty..", "io.prometheus..")
            .because("while the data plane is off none of it is loaded");

    @ArchTest
    static final ArchRule onlyTheRootKnowsTheDataPlane = noClasses()
            .that()
            .resideOutsideOfPackages("..dataplane..", "dev.blb.emulator")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..dataplane..")
            .because("everything else sees the interface in traffic, which can be off");

    @ArchTest
    static final ArchRule theDataPlaneKnowsOnlyItsPlans = noClasses()
            .that()
            .resideInAPackage("..dataplane..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.blb..")
                    .and(not(resideInAnyPackage("..dataplane..", "..traffic..", "..time.."))))
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
