package dev.blb.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;

/** What the client may depend on. */
@AnalyzeClasses(packages = "dev.blb.client", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule jdkJacksonAndAnnotationsOnly = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "javax.crypto..",
                    "javax.net.ssl..",
                    "com.fasterxml.jackson..",
                    "org.jspecify..",
                    "dev.blb.client..");

    @ArchTest
    static final ArchRule modelKnowsNothingOfTheTransport = noClasses()
            .that()
            .resideInAPackage("dev.blb.client.model")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.blb.client");

    @ArchTest
    static final ArchRule timeComesFromTheClock = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class);

    @ArchTest
    static final ArchRule onlyTheBuilderMakesAClock = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.blb.client.BlbClient$Builder")
            .should()
            .callMethod(Clock.class, "systemUTC");
}
