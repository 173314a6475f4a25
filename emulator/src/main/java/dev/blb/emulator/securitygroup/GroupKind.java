package dev.blb.emulator.securitygroup;

import dev.blb.emulator.world.World.Kind;
import java.util.Locale;

/** The two kinds of security groups; each instance may have both (assumption). */
enum GroupKind {
    ORDINARY("securityGroupIds", Kind.GROUP),
    ENTERPRISE("enterpriseSecurityGroupIds", Kind.ENTERPRISE_GROUP);

    private final String parameter;
    private final Kind reference;

    GroupKind(String parameter, Kind reference) {
        this.parameter = parameter;
        this.reference = reference;
    }

    /** The body's member that lists ids [py][go][java]. */
    String parameter() {
        return parameter;
    }

    /** What its ids name. */
    Kind reference() {
        return reference;
    }

    /** The word in the database. */
    String column() {
        return name().toLowerCase(Locale.ROOT);
    }
}
