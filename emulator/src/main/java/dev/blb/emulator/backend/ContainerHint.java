package dev.blb.emulator.backend;

import dev.blb.emulator.probe.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The warning that an address of this machine means the container, if the emulator runs in one. */
final class ContainerHint {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerHint.class);
    private static final Pattern CONTAINER = Pattern.compile("docker|containerd|kubepods|libpod|lxc");

    private final boolean isContainer;

    /**
     * Looks for the marks that container engines leave.
     *
     * @param root the root of the file system
     */
    ContainerHint(Path root) {
        this.isContainer = Files.exists(root.resolve(".dockerenv"))
                || Files.exists(root.resolve("run/.containerenv"))
                || CONTAINER
                        .matcher(controlGroups(root.resolve("proc/1/cgroup")))
                        .find();
    }

    private static String controlGroups(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException unreadable) {
            LOG.debug("{} cannot be read", file, unreadable);
            return "";
        }
    }

    /** The warning for an address; empty if it is another machine's or this is no container. */
    Optional<String> of(Machine.Address address) {
        return isContainer && address.isHere()
                ? Optional.of("The emulator runs in a container, where " + address.host()
                        + " is the container itself. A server on the host is reached at host.docker.internal (with Docker on"
                        + " Linux, start the container with --add-host=host.docker.internal:host-gateway), one in another"
                        + " container at that container's name; with --network host the address is right.")
                : Optional.empty();
    }
}
