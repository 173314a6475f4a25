package dev.blb.emulator.listener;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.instance.InstancePart;
import dev.blb.emulator.instance.LoadBalancer;
import dev.blb.emulator.seed.SeedElement;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The listeners of an instance in a world's document. */
public final class ListenerPart implements InstancePart {
    private static final String TYPE = "listenerType";

    private final ListenerHandlers handlers;

    /** The part whose listeners these operations make. */
    public ListenerPart(ListenerHandlers handlers) {
        this.handlers = handlers;
    }

    @Override
    public String name() {
        return "listeners";
    }

    @Override
    public ObjectNode jsonSchema() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        ArrayNode protocols = schema.putArray("oneOf");
        for (ListenerProtocol protocol : ListenerProtocol.values()) {
            ObjectNode listener =
                    ListenerDocument.MORE.and(protocol.forCreate()).jsonSchema();
            listener.withObjectProperty("properties").putObject(TYPE).put("const", protocol.name());
            protocols.add(listener);
        }
        return schema;
    }

    @Override
    public List<String> key() {
        return List.of(TYPE, "listenerPort");
    }

    @Override
    public List<SeedElement> ordered(List<SeedElement> elements) {
        // An export lists by port, and so the listener that redirects mostly before the one that it names.
        return elements.stream()
                .sorted(Comparator.comparing(ListenerPart::mayRedirect))
                .toList();
    }

    private static boolean mayRedirect(SeedElement element) {
        return element.node().path(TYPE).asText().equals(ListenerProtocol.HTTP.name())
                && element.node().has(ListenerFields.REDIRECT_PORT.name());
    }

    @Override
    public void apply(SeedElement element, LoadBalancer owner, boolean restored) {
        ListenerDocument.upgrade(element.members());
        Members more = new Members(ListenerDocument.MORE.check(element.members()));
        ListenerProtocol protocol = ListenerProtocol.valueOf(more.text(TYPE));
        Members members =
                element.check(ListenerDocument.MORE.and(protocol.forCreate()), protocol.name(), owner.blbId());
        Members create = new Members(protocol.forCreate().check(members.json()));
        if (more.has("state")) {
            new ListenerStore(element.run().tx()).restore(ListenerDocument.read(owner.blbId(), create, more));
        } else {
            handlers.createOfSeed(
                    protocol,
                    element.run()
                            .call(protocol.create(), owner.account(), owner.blbId(), create)
                            .telling(idle -> idle.forEach((member, why) ->
                                    element.warn(protocol.forCreate().nameIn(element.members(), member), why))),
                    element.run().tx());
            ListenerRules.lostRedirection(
                            owner.blbId(),
                            create,
                            new ListenerStore(element.run().tx()))
                    .ifPresent(port -> element.warn(
                            ListenerFields.REDIRECT_PORT.name(),
                            "is " + port + ", but load balancer " + owner.blbId() + " has no HTTPS listener there"));
        }
    }

    @Override
    public Map<String, List<JsonNode>> export(Tx tx, String account) {
        return new ListenerStore(tx)
                .allOf(account).stream()
                        .collect(Collectors.groupingBy(
                                Listener::blbId, Collectors.mapping(ListenerDocument::of, Collectors.toList())));
    }
}
