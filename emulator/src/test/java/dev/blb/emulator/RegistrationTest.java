package dev.blb.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import dev.blb.emulator.api.Operation;
import dev.blb.emulator.neighbour.InUse;
import dev.blb.emulator.route.CloudService;
import dev.blb.emulator.route.ControlRoute;
import dev.blb.emulator.route.RouteTable;
import dev.blb.emulator.seed.SeedSection;
import dev.blb.emulator.world.ReferenceKind;
import java.util.List;
import java.util.stream.Stream;

/** What is written is also listed where the emulator finds it: each failure names what is missing, and where. */
@AnalyzeClasses(packages = "dev.blb.emulator", importOptions = ImportOption.DoNotIncludeTests.class)
class RegistrationTest {
    @ArchTest
    static void everyOperationBelongsToAService(JavaClasses classes) {
        assertThat(Stream.of(Operation.values())
                        .flatMap(operation -> operation.ways().stream())
                        .map(way -> way.path())
                        .filter(path -> CloudService.of(
                                        List.of(path.substring(1).split("/", -1)))
                                .isEmpty()))
                .as(
                        "paths of no service, so that client tokens, host names and regions do not count there: name their second"
                                + " part in route/CloudService.java")
                .isEmpty();
    }

    @ArchTest
    static void everyHandlerIsRegistered(JavaClasses classes) {
        assertThat(classes.stream()
                        .flatMap(type -> type.getMethods().stream())
                        .filter(method -> method.getName().equals("register")
                                && method.getRawParameterTypes().stream()
                                        .anyMatch(type -> type.isEquivalentTo(RouteTable.class))
                                && method.getCallsOfSelf().isEmpty())
                        .map(JavaMember::getFullName))
                .as(
                        "handlers that nothing registers, so that their operations answer 501: add a line in Neighbours.java, or in"
                                + " Resources.addOperations")
                .isEmpty();
    }

    @ArchTest
    static void everyKindIsListed(JavaClasses classes) {
        assertThat(classes.stream()
                        .flatMap(type -> type.getFields().stream())
                        .filter(field -> field.getModifiers().contains(JavaModifier.STATIC)
                                && field.getRawType().isEquivalentTo(ReferenceKind.class)
                                && field.getAccessesToSelf().stream()
                                        .noneMatch(access ->
                                                access.getOriginOwner().isEquivalentTo(Resources.class)))
                        .map(JavaMember::getFullName))
                .as("kinds of things that seeds, exports and control routes do not know: list them in Resources.KINDS")
                .isEmpty();
    }

    @ArchTest
    static void theUsersOfEveryKindAreKnown(JavaClasses classes) {
        assertThat(Resources.KINDS.stream().map(ReferenceKind::plural))
                .as("kinds of things: who uses one is said by InUse.FINDERS, or it would be deleted while it is in use")
                .containsExactlyInAnyOrderElementsOf(InUse.kinds());
    }

    @ArchTest
    static void everySectionIsListed(JavaClasses classes) {
        assertThat(classes.stream()
                        .filter(type -> type.isAssignableTo(SeedSection.class)
                                && !type.isInterface()
                                && !isMade(type, Resources.class))
                        .map(JavaClass::getName))
                .as("sections that no seed and no export has: list them in Resources.seedFormat")
                .isEmpty();
    }

    @ArchTest
    static void everyControlRouteIsAdded(JavaClasses classes) {
        assertThat(classes.stream()
                        .filter(type -> type.getMethods().stream()
                                        .anyMatch(method -> method.getName().equals("routes")
                                                && method.getReturnType()
                                                        .getName()
                                                        .equals("java.util.List<" + ControlRoute.class.getName() + ">"))
                                && !isMade(type, BlbEmulator.class))
                        .map(JavaClass::getName))
                .as("control routes that are not served: add their class in BlbEmulator.addControlRoutes")
                .isEmpty();
    }

    private static boolean isMade(JavaClass type, Class<?> by) {
        return type.getConstructorCallsToSelf().stream()
                .anyMatch(call -> call.getOriginOwner().isEquivalentTo(by));
    }
}
