package dev.blb.emulator.network;

import static dev.blb.emulator.schema.Field.text;

import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.world.AccountWorld;
import dev.blb.emulator.world.Derived;
import dev.blb.emulator.world.ReferenceKind;
import dev.blb.emulator.world.ReferenceKind.IdForm;
import java.util.List;

/** VPCs. */
public final class Vpcs {
    /** The VPC that always exists. */
    public static final String BUILT_IN = "vpc-emulator0001";

    private static final Cidr BUILT_IN_CIDR = Cidr.parse("172.16.0.0/12");
    private static final String BUILT_IN_NAME = "emulator-default";
    private static final int LONGEST_PREFIX = 28;

    /** Every derived VPC has the same block. */
    private static final Cidr DERIVED_CIDR = Cidr.parse("10.0.0.0/8");

    /** The blocks while the data plane is on: on Linux every address of 127.0.0.0/8 is one of this machine. */
    private static final Cidr BUILT_IN_LOOPBACK_CIDR = Cidr.parse("127.64.0.0/10");

    private static final Cidr DERIVED_LOOPBACK_CIDR = Cidr.parse("127.96.0.0/11");

    /** The kind. */
    public static final ReferenceKind KIND = ReferenceKind.of(
                    "vpcs",
                    "vpcId",
                    IdForm.prefixed("vpc-"),
                    List.of(BUILT_IN),
                    Schema.of(text("name").or(""), Cidr.field()))
            .with((world, vpc) -> Cidr.check(vpc, LONGEST_PREFIX));

    private Vpcs() {}

    /** The block of addresses of a VPC. */
    public static Cidr cidr(AccountWorld world, String vpcId) {
        return world.find(KIND, vpcId)
                .map(vpc -> Cidr.parse(vpc.text("cidr")))
                .orElseGet(() -> undeclared(world, vpcId.equals(BUILT_IN)));
    }

    private static Cidr undeclared(AccountWorld world, boolean builtIn) {
        if (world.world().hasLoopbackNetworks()) {
            return builtIn ? BUILT_IN_LOOPBACK_CIDR : DERIVED_LOOPBACK_CIDR;
        }
        return builtIn ? BUILT_IN_CIDR : DERIVED_CIDR;
    }

    /** The name of a VPC. */
    public static String name(AccountWorld world, String vpcId) {
        return world.find(KIND, vpcId)
                .map(vpc -> vpc.text("name"))
                .orElseGet(() -> vpcId.equals(BUILT_IN) ? BUILT_IN_NAME : "vpc-" + Derived.word(vpcId, 6));
    }
}
