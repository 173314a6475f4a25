package dev.blb.emulator;

import dev.blb.emulator.context.EmulatorContext;
import dev.blb.emulator.ids.Ids;
import dev.blb.emulator.neighbour.bcc.EnterpriseHandlers;
import dev.blb.emulator.neighbour.bcc.GroupHandlers;
import dev.blb.emulator.neighbour.bcc.MachineHandlers;
import dev.blb.emulator.neighbour.certificate.CertificateHandlers;
import dev.blb.emulator.neighbour.eip.EipHandlers;
import dev.blb.emulator.neighbour.res.ResourceHandlers;
import dev.blb.emulator.neighbour.sts.StsHandlers;
import dev.blb.emulator.neighbour.vpc.RouteHandlers;
import dev.blb.emulator.neighbour.vpc.SubnetHandlers;
import dev.blb.emulator.neighbour.vpc.VpcHandlers;
import dev.blb.emulator.route.RouteTable;
import dev.blb.emulator.world.World;

/** The list of the handlers of the services around load balancers, which {@link Resources} adds to its own. */
final class Neighbours {
    private final EmulatorContext context;

    /** The services over the state of this emulator. */
    Neighbours(EmulatorContext context) {
        this.context = context;
    }

    /** Adds their operations to a table. */
    void register(RouteTable routes) {
        World world = context.world();
        Ids ids = context.ids();
        SubnetHandlers subnets = new SubnetHandlers(world, ids);
        subnets.register(routes);
        new VpcHandlers(world, subnets, ids).register(routes);
        new RouteHandlers(world, ids).register(routes);
        new EipHandlers(world, ids).register(routes);
        new GroupHandlers(world, ids).register(routes);
        new EnterpriseHandlers(world, ids).register(routes);
        new MachineHandlers(world, ids).register(routes);
        new CertificateHandlers(world, ids).register(routes);
        new StsHandlers(context.accounts(), ids).register(routes);
        new ResourceHandlers().register(routes);
    }
}
