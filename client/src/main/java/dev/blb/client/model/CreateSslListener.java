package dev.blb.client.model;

import dev.blb.client.internal.Required;
import java.util.List;

/**
 * An SSL listener to create.
 *
 * @param members what is set so far
 */
public record CreateSslListener(Members members) implements CreateListener, SslMembers<CreateSslListener> {
    /** Refuses null by name. */
    public CreateSslListener {
        Required.notNull("members", members);
    }

    /**
     * An SSL listener with defaults for all that is not required.
     *
     * @param listenerPort the port that clients connect to, 1 to 65535
     * @param backendPort the port of the servers, 1 to 65535
     * @param scheduler how a server is chosen
     * @param certId the certificate
     */
    public static CreateSslListener of(int listenerPort, int backendPort, Scheduler scheduler, String certId) {
        return new CreateSslListener(Members.ofListener(listenerPort, backendPort, scheduler))
                .certIds(List.of(Required.id("certId", certId, "cert-")));
    }

    @Override
    public CreateSslListener withMembers(Members newMembers) {
        return new CreateSslListener(newMembers);
    }

    @Override
    public ListenerType listenerType() {
        return ListenerType.SSL;
    }
}
