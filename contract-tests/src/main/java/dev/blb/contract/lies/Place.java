package dev.blb.contract.lies;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a member of the catalogue stands in a document: the object that has it, or could have it.
 *
 * @param owner the object
 * @param name the member's last name
 * @param key what tells the owner from other objects of its kind
 */
record Place(ObjectNode owner, String name, String key) {
    private static final List<String> KEYS =
            List.of("blbId", "listenerType", "listenerPort", "port", "type", "instanceId", "chargeItem", "tagKey");

    /** All places of a member such as {@code blbList[].name}. */
    static List<Place> of(JsonNode document, String member, String key) {
        List<Place> places = new ArrayList<>();
        collect(document, List.of(member.split("\\.", -1)), key, places);
        return places;
    }

    private static void collect(JsonNode at, List<String> names, String key, List<Place> places) {
        String name = names.get(0);
        if (names.size() == 1) {
            if (at instanceof ObjectNode owner) {
                places.add(new Place(owner, name.replace("[]", ""), key));
            }
            return;
        }
        List<String> rest = names.subList(1, names.size());
        if (name.endsWith("[]")) {
            int index = 0;
            for (JsonNode item : at.path(name.substring(0, name.length() - 2))) {
                collect(item, rest, key + " " + keyOf(item, index++), places);
            }
        } else {
            collect(at.path(name), rest, key, places);
        }
    }

    private static String keyOf(JsonNode item, int index) {
        StringBuilder key = new StringBuilder();
        for (String name : KEYS) {
            if (item.has(name)) {
                key.append(name).append('=').append(item.path(name).asText()).append(' ');
            }
        }
        for (String name : List.of(
                "securityGroupId",
                "enterpriseSecurityGroupId",
                "securityGroupRuleId",
                "enterpriseSecurityGroupRuleId")) {
            key.append(item.path(name).asText());
        }
        return key.length() == 0 ? Integer.toString(index) : key.toString();
    }

    JsonNode value() {
        JsonNode value = owner.get(name);
        return value == null ? MissingNode.getInstance() : value;
    }

    boolean isSet() {
        return !value().isMissingNode() && !value().isNull();
    }

    void put(JsonNode value) {
        if (value.isMissingNode()) {
            owner.remove(name);
        } else {
            owner.set(name, value);
        }
    }
}
