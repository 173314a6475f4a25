package dev.blb.emulator.route;

import dev.blb.emulator.api.Region;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A host name of the cloud, such as {@code blb.gz.baidubce.com} or {@code certificate.baidubce.com}.
 *
 * @param region the region that it names; empty for a name without one
 */
public record CloudHost(CloudService service, Optional<Region> region) {
    /**
     * The service and region that a request was sent to.
     *
     * @param name the host without a port, in any case
     * @return empty for a name that is none of the cloud's services
     */
    public static Optional<CloudHost> of(String name) {
        String end = "." + CloudService.DOMAIN;
        String lower = name.toLowerCase(Locale.ROOT);
        if (!lower.endsWith(end)) {
            return Optional.empty();
        }
        List<String> labels =
                List.of(lower.substring(0, lower.length() - end.length()).split("\\.", -1));
        Optional<CloudService> service = CloudService.labelled(labels.get(0));
        if (service.isEmpty() || labels.size() > 2) {
            return Optional.empty();
        }
        Optional<Region> region = labels.size() == 2 ? Region.named(labels.get(1)) : Optional.empty();
        return labels.size() == 2 && region.isEmpty()
                ? Optional.empty()
                : Optional.of(new CloudHost(service.get(), region));
    }

    /** The name, such as {@code eip.bj.baidubce.com}; the service's official one if it has several. */
    public String name() {
        return service.labels().get(0)
                + region.map(each -> "." + each.shortName()).orElse("") + "." + CloudService.DOMAIN;
    }
}
