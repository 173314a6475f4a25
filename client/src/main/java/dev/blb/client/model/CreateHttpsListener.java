package dev.blb.client.model;

import dev.blb.client.internal.Required;
import java.util.List;

/**
 * An HTTPS listener to create.
 *
 * @param members what is set so far
 */
public record CreateHttpsListener(Members members) implements CreateListener, HttpsMembers<CreateHttpsListener> {
    /** Refuses null by name. */
    public CreateHttpsListener {
        Required.notNull("members", members);
    }

    /**
     * An HTTPS listener with defaults for all that is not required.
     *
     * @param listenerPort the port that clients connect to, 1 to 65535
     * @param backendPort the port of the servers, 1 to 65535
     * @param scheduler how a server is chosen
     * @param certId the certificate
     */
    public static CreateHttpsListener of(int listenerPort, int backendPort, Scheduler scheduler, String certId) {
        return new CreateHttpsListener(Members.ofListener(listenerPort, backendPort, scheduler))
                .certIds(List.of(Required.id("certId", certId, "cert-")));
    }

    @Override
    public CreateHttpsListener withMembers(Members newMembers) {
        return new CreateHttpsListener(newMembers);
    }

    @Override
    public ListenerType listenerType() {
        return ListenerType.HTTPS;
    }
}
