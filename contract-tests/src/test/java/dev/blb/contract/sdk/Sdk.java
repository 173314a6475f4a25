package dev.blb.contract.sdk;

import com.baidubce.auth.DefaultBceCredentials;
import com.baidubce.services.blb.BlbClient;
import com.baidubce.services.blb.BlbClientConfiguration;
import com.baidubce.services.blb.model.BlbListenerRequest;
import com.baidubce.util.JsonUtils;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.UUID;

/** The official SDK, unmodified, as an account of its own. */
record Sdk(URI endpoint, String account, BlbClient blb) {
    static Sdk at(URI endpoint) {
        return at(endpoint, "emulator-" + UUID.randomUUID(), "emulator-secret-key-0001");
    }

    static Sdk at(URI endpoint, String accessKey, String secret) {
        BlbClientConfiguration configuration = new BlbClientConfiguration();
        configuration.withCredentials(new DefaultBceCredentials(accessKey, secret));
        configuration.withEndpoint(endpoint.toString());
        return new Sdk(endpoint, accessKey, new BlbClient(configuration));
    }

    /** A new instance; returns its id. */
    String create(String name) {
        return blb.createBlb(name, "about " + name, "vpc-emulator0001", "sbn-emulator0001")
                .getBlbId();
    }

    /** A listener request with these members and the defaults of the SDK. */
    static BlbListenerRequest listener(String blbId, String type, String members) {
        BlbListenerRequest request = JsonUtils.fromJsonString(members, BlbListenerRequest.class);
        request.setBlbId(blbId);
        request.setType(type);
        return request;
    }

    /** All that an answer's getters give, without what is about the transport. */
    static String seen(Object answer) {
        return withoutMetadata(JsonUtils.jsonNodeOf(JsonUtils.toJsonString(answer)))
                .toString();
    }

    private static JsonNode withoutMetadata(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove("metadata");
        }
        node.forEach(Sdk::withoutMetadata);
        return node;
    }
}
