package dev.blb.contract;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.blb.contract.evidence.Contract;
import dev.blb.contract.target.Target;

/** What the suite may know. */
@AnalyzeClasses(packages = "dev.blb.contract", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule onlyTheTargetNamesTheEmulator = noClasses()
            .that()
            .doNotBelongToAnyOf(Target.class)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.blb.emulator..")
            .because("tests judge by raw HTTP, on any target");

    @ArchTest
    static final ArchRule noTestBranchesOnTheTarget = noClasses()
            .that()
            .resideInAPackage("dev.blb.contract.suite")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(Target.class)
            .because("what is true of the emulator only is marked @EmulatorOnly");

    @ArchTest
    static final ArchRule onlyTheClientsContractKnowsTheClient = noClasses()
            .that()
            .resideInAPackage("dev.blb.contract.suite")
            .and()
            .doNotHaveSimpleName("ClientContract")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.blb.client..");

    @ArchTest
    static final ArchRule everyContractIsRun = classes()
            .that()
            .areAnnotatedWith(Contract.class)
            .should()
            .resideInAPackage("dev.blb.contract.suite")
            .andShould()
            .haveSimpleNameEndingWith("Contract")
            .because("Surefire and Main find them so");

    @ArchTest
    static final ArchRule everyContractIsMarked = classes()
            .that()
            .resideInAPackage("dev.blb.contract.suite")
            .and()
            .haveSimpleNameEndingWith("Contract")
            .should()
            .beAnnotatedWith(Contract.class);
}
