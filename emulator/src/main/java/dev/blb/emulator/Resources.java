package dev.blb.emulator;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.CREDENTIALS;

import dev.blb.emulator.account.AccountSection;
import dev.blb.emulator.account.Accounts;
import dev.blb.emulator.backend.AddressSection;
import dev.blb.emulator.backend.BackendHandlers;
import dev.blb.emulator.backend.BackendPart;
import dev.blb.emulator.backend.HealthSection;
import dev.blb.emulator.backend.MachineRegistry;
import dev.blb.emulator.backend.MachineSection;
import dev.blb.emulator.backend.Machines;
import dev.blb.emulator.certificate.Certificates;
import dev.blb.emulator.context.EmulatorContext;
import dev.blb.emulator.instance.InstanceHandlers;
import dev.blb.emulator.instance.InstanceSection;
import dev.blb.emulator.listener.ListenerHandlers;
import dev.blb.emulator.listener.ListenerPart;
import dev.blb.emulator.neighbour.UsesOfThings;
import dev.blb.emulator.network.Eips;
import dev.blb.emulator.network.Subnets;
import dev.blb.emulator.network.Vpcs;
import dev.blb.emulator.order.OrderHandlers;
import dev.blb.emulator.route.RouteTable;
import dev.blb.emulator.securitygroup.EnterpriseSecurityGroups;
import dev.blb.emulator.securitygroup.GroupKind;
import dev.blb.emulator.securitygroup.GroupPart;
import dev.blb.emulator.securitygroup.SecurityGroupHandlers;
import dev.blb.emulator.securitygroup.SecurityGroups;
import dev.blb.emulator.seed.SeedFormat;
import dev.blb.emulator.seed.SeedSection;
import dev.blb.emulator.settings.AuthMode;
import dev.blb.emulator.world.KindSection;
import dev.blb.emulator.world.ReferenceKind;
import dev.blb.emulator.world.World;
import java.util.ArrayList;
import java.util.List;

/**
 * The lists of the kinds of things, of the sections of documents, and of the handlers of load balancers and what belongs to
 * them; the handlers of the services around them are listed in {@link Neighbours}. A new resource is a package and a line in
 * each of the lists that it has something for.
 */
final class Resources {
    /** The kinds of things that other services make, each behind those that it refers to. */
    static final List<ReferenceKind> KINDS = List.of(
            Vpcs.KIND,
            Subnets.KIND,
            SecurityGroups.KIND,
            EnterpriseSecurityGroups.KIND,
            Machines.KIND,
            Certificates.KIND,
            Eips.KIND);

    private final EmulatorContext context;
    private final MachineRegistry machines;
    private final InstanceHandlers instances;
    private final ListenerHandlers listeners;
    private final BackendHandlers backends;
    private final SecurityGroupHandlers groups;
    private final OrderHandlers orders;
    private final Neighbours neighbours;

    /** The resources over the state of this emulator. */
    Resources(EmulatorContext context) {
        World world = context.world();
        this.context = context;
        this.machines = new MachineRegistry(world, context.engine());
        this.instances = new InstanceHandlers(world, context.ids(), Machines::addressesIn);
        this.listeners = new ListenerHandlers(world, context.engine());
        this.backends = new BackendHandlers(world, context.engine());
        this.groups = new SecurityGroupHandlers(world);
        this.orders = new OrderHandlers(world, context.ids());
        this.neighbours = new Neighbours(context);
    }

    /** Adds the operations of the API to the table of this emulator. */
    void addOperations() {
        RouteTable routes = context.routes();
        instances.register(routes);
        listeners.register(routes);
        backends.register(routes);
        groups.register(routes);
        orders.register(routes);
        neighbours.register(routes);
    }

    /** The format of worlds' documents. */
    SeedFormat seedFormat() {
        World world = context.world();
        List<SeedSection> sections = new ArrayList<>();
        sections.add(new AccountSection(context.accounts()));
        for (ReferenceKind kind : KINDS) {
            sections.add(
                    kind.equals(Machines.KIND)
                            ? new MachineSection(world, machines)
                            : new KindSection(world, kind, new UsesOfThings(world)));
        }
        sections.add(new InstanceSection(
                instances,
                world,
                this::defaultAccount,
                List.of(
                        new ListenerPart(listeners),
                        new BackendPart(backends, world),
                        new GroupPart(groups, world, GroupKind.ORDINARY),
                        new GroupPart(groups, world, GroupKind.ENTERPRISE))));
        sections.add(new HealthSection(world));
        sections.add(new AddressSection(machines));
        return new SeedFormat(sections);
    }

    /** Whose an instance is where a document does not say it. */
    private String defaultAccount() {
        return context.accounts()
                .accountOf(
                        context.settings().get(AUTH) == AuthMode.OFF
                                ? Accounts.UNSIGNED
                                : context.settings().get(CREDENTIALS).exampleAccessKey());
    }
}
