package dev.blb.emulator.neighbour.res;

import static dev.blb.emulator.api.Operation.QUERY_GROUP_RES;
import static dev.blb.emulator.schema.Field.listOfObjects;
import static dev.blb.emulator.schema.Field.text;

import dev.blb.emulator.api.Call;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Region;
import dev.blb.emulator.api.Reply;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.instance.InstanceStore;
import dev.blb.emulator.instance.LoadBalancer;
import dev.blb.emulator.neighbour.Things;
import dev.blb.emulator.route.RouteTable;
import dev.blb.emulator.schema.Schema;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

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

    /** A resource with the groups that it is in: one or none. The account's owner is the user [m79]. */
    record Resource(
            String id,
            String uuid,
            String name,
            String type,
            String region,
            String accountId,
            String userId,
            List<Group> groups) {}

    /** A group of resources; its id is also its name, as no call makes groups [m79]. */
    record Group(
            String groupId,
            String name,
            String extra,
            String parentUuid,
            String accountId,
            String userId,
            String createTime,
            String updateTime,
            String bindTime) {}

    /** Registers the operations. */
    public void register(RouteTable routes) {
        routes.on(QUERY_GROUP_RES, Schema.of(), QUESTION, Groups.class, this::query);
    }

    private Reply query(Call call, Tx tx) {
        List<Members> briefs = call.body().objects("resourceBriefs");
        Map<String, LoadBalancer> balancers = new InstanceStore(tx)
                .all(briefs.stream().map(brief -> brief.text("resourceId")).toList()).stream()
                        // The resource manager is one for all regions.
                        .filter(each -> Region.accountOf(each.account()).equals(Region.accountOf(call.account())))
                        .filter(each -> !each.lifecycle().isReleased())
                        .collect(Collectors.toMap(LoadBalancer::blbId, Function.identity()));
        return Reply.of(new Groups(briefs.stream()
                .map(brief -> resource(
                        brief,
                        Things.userId(call.account()),
                        Optional.ofNullable(balancers.get(brief.text("resourceId")))))
                .toList()));
    }

    /**
     * What was created in no group is in none [m79]: the real service has a default group, for which Terraform would
     * replace a load balancer that names none.
     */
    private static Resource resource(Members brief, String userId, Optional<LoadBalancer> balancer) {
        String id = brief.text("resourceId");
        return new Resource(
                id,
                UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8)).toString(),
                balancer.map(each -> each.labels().name()).orElse(""),
                brief.text("resourceType"),
                brief.text("resourceRegion"),
                userId,
                userId,
                balancer.flatMap(each -> group(each, userId)).stream().toList());
    }

    private static Optional<Group> group(LoadBalancer balancer, String userId) {
        String since = Things.time(balancer.identity().createdAt());
        return Optional.ofNullable(balancer.labels().resourceGroupId())
                .map(id -> new Group(id, id, "", "", userId, userId, since, since, since));
    }
}
