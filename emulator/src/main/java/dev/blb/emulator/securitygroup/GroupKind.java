package dev.blb.emulator.securitygroup;

import static dev.blb.emulator.api.Operation.BIND_ENTERPRISE_GROUPS;
import static dev.blb.emulator.api.Operation.BIND_GROUPS;

import dev.blb.emulator.api.Operation;
import dev.blb.emulator.world.World.Kind;
import java.util.Locale;

/** The two kinds of security groups; each instance may have both (assumption [m10]). */
public enum GroupKind {
    /** Of the VPC. */
    ORDINARY("securityGroupIds", Kind.GROUP, BIND_GROUPS),
    /** Of the enterprise. */
    ENTERPRISE("enterpriseSecurityGroupIds", Kind.ENTERPRISE_GROUP, BIND_ENTERPRISE_GROUPS);

    private final String parameter;
    private final Kind reference;
    private final Operation bind;

    GroupKind(String parameter, Kind reference, Operation bind) {
        this.parameter = parameter;
        this.reference = reference;
        this.bind = bind;
    }

    /** The body's member that lists ids [py][go][java]. */
    public String parameter() {
        return parameter;
    }

    /** The operation that binds some. */
    public Operation bind() {
        return bind;
    }

    /** What its ids name. */
    public Kind reference() {
        return reference;
    }

    /** The word in the database. */
    String column() {
        return name().toLowerCase(Locale.ROOT);
    }
}
