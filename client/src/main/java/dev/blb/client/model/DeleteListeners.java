package dev.blb.client.model;

import dev.blb.client.internal.Required;
import java.util.List;

/**
 * Listeners to delete, at least one [meta].
 *
 * @param members what is set so far
 */
public record DeleteListeners(Members members) {
    /** Refuses null by name. */
    public DeleteListeners {
        Required.notNull("members", members);
    }

    /** Every listener on these ports, of any protocol. */
    public static DeleteListeners ports(List<Integer> ports) {
        return new DeleteListeners(Members.NONE).portList(ports);
    }

    /** These listeners. */
    public static DeleteListeners portTypes(List<PortType> listeners) {
        return new DeleteListeners(Members.NONE).portTypeList(listeners);
    }

    /** The same and every listener on these ports, of any protocol. */
    public DeleteListeners portList(List<Integer> ports) {
        Required.list("ports", ports).forEach(port -> Required.port("portList", port));
        return new DeleteListeners(members.withSome("portList", ports));
    }

    /** The same and these listeners. */
    public DeleteListeners portTypeList(List<PortType> listeners) {
        return new DeleteListeners(members.withSome("portTypeList", Required.list("listeners", listeners)));
    }
}
