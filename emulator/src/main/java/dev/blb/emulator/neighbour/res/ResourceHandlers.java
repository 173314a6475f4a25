package dev.blb.emulator.neighbour.res;

import static dev.blb.emulator.api.Operation.QUERY_GROUP_RES;
import static dev.blb.emulator.schema.Field.listOfObjects;
import static dev.blb.emulator.schema.Field.text;

import dev.blb.emulator.api.Call;
import dev.blb.emulator.api.Reply;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.route.RouteTable;
import dev.blb.emulator.schema.Schema;
import java.util.List;

/** The resource manager: Terraform asks it for the groups of each load balancer that it reads. */
public final class ResourceHandlers {
    private static final Schema QUESTION = Schema.of(listOfObjects(
                    "resourceBriefs",
                    text("resourceId").must(),
                    // The official page spells this member with a capital letter too.
                    text("resourceType").alsoNamed("ResourceType").must(),
                    text("resourceRegion").must())
            .must());

    /** Resources with their groups. */
    record Groups(List<Resource> resGroups) {}

    /** A resource without a group. */
    record Resource(String id, String type, String region, List<String> groups) {}

    /** Registers the operations. */
    public void register(RouteTable routes) {
        routes.on(QUERY_GROUP_RES, Schema.of(), QUESTION, Groups.class, this::query);
    }

    /** No resource is in a group (assumption): otherwise Terraform would replace a load balancer that names none. */
    private Reply query(Call call, Tx tx) {
        return Reply.of(new Groups(call.body().objects("resourceBriefs").stream()
                .map(brief -> new Resource(
                        brief.text("resourceId"), brief.text("resourceType"), brief.text("resourceRegion"), List.of()))
                .toList()));
    }
}
