package dev.blb.emulator.neighbour.bcc;

import static dev.blb.emulator.api.Operation.LIST_FLAVOR_SPEC;
import static dev.blb.emulator.api.Operation.LIST_IMAGES;
import static dev.blb.emulator.api.Operation.LIST_ZONES;
import static dev.blb.emulator.schema.Field.oneOf;
import static dev.blb.emulator.schema.Field.text;

import dev.blb.emulator.api.Call;
import dev.blb.emulator.api.Reply;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.neighbour.Things;
import dev.blb.emulator.neighbour.bcc.MachineWire.Flavor;
import dev.blb.emulator.neighbour.bcc.MachineWire.Image;
import dev.blb.emulator.route.RouteTable;
import dev.blb.emulator.schema.Field;
import dev.blb.emulator.schema.Paging;
import dev.blb.emulator.schema.Schema;
import java.util.List;
import java.util.stream.Stream;

/** What machines can be made of: zones, images and sizes. The lists are fixed (assumption [m110]). */
final class Offer {
    private static final Field IMAGE_TYPE = oneOf(
                    "imageType",
                    "All",
                    "System",
                    "BbcSystem",
                    "BbcCustom",
                    "Custom",
                    "Integration",
                    "Sharing",
                    "GpuBccSystem",
                    "GpuBccCustom",
                    "FpgaBccSystem",
                    "FpgaBccCustom",
                    "EbcTotal",
                    "EbcSystem",
                    "EbcCustom")
            .anyCase();

    private static final List<Image> IMAGES = Stream.of(
                    image("m-centos75", "CentOS", "7.5", "x86_64"),
                    image("m-centos79", "CentOS", "7.9", "x86_64"),
                    image("m-centos84", "CentOS", "8.4", "x86_64"),
                    image("m-centos84arm", "CentOS", "8.4", "aarch64"),
                    image("m-debian12", "Debian", "12", "x86_64"),
                    image("m-ubuntu2204", "Ubuntu", "22.04 LTS", "x86_64"))
            .toList();

    private static final List<Flavor> FLAVORS = Stream.of("g3", "g4", "g5", "c5")
            .flatMap(family -> Stream.of(1, 2, 4, 8, 16).map(cpus -> flavor(family, cpus)))
            .toList();

    /** One size: postpaid, as only such machines are built, and without local disks and cards. */
    private static Flavor flavor(String family, int cpus) {
        int memory = cpus * (family.startsWith("c") ? 2 : 4);
        String spec = "bcc." + family + ".c" + cpus + "m" + memory;
        return new Flavor(spec, family, cpus, memory, "PostPaid", 0, 0, "", "", 0, "", 0, "", "2.5GHz", "1.5", "40");
    }

    private static Image image(String id, String name, String version, String arch) {
        return new Image(
                id,
                name + " " + version + " " + arch + " (64bit)",
                "System",
                "linux",
                name,
                version,
                arch,
                "",
                "en_US",
                Things.UNSTATED_TIME,
                "",
                "",
                "Available",
                20);
    }

    /** Registers the operations. */
    void register(RouteTable routes) {
        routes.on(LIST_ZONES, Schema.of(), MachineWire.Zones.class, this::zones)
                .on(
                        LIST_IMAGES,
                        Paging.PARAMETERS.and(IMAGE_TYPE, text("imageName")),
                        MachineWire.Images.class,
                        this::images)
                .on(
                        LIST_FLAVOR_SPEC,
                        Schema.of(text("zoneName"), text("specs"), text("specIds")),
                        MachineWire.Flavors.class,
                        this::flavors);
    }

    /** The name of an image, or its id if it is none of the offer. */
    static String imageName(String id) {
        return IMAGES.stream()
                .filter(image -> image.id().equals(id))
                .map(Image::name)
                .findFirst()
                .orElse(id);
    }

    private Reply zones(Call call, Tx tx) {
        return Reply.of(new MachineWire.Zones(
                Things.zones(call).stream().map(MachineWire.Zone::new).toList()));
    }

    private Reply images(Call call, Tx tx) {
        List<Image> found = IMAGES.stream()
                .filter(image -> call.query()
                        .filledText("imageType")
                        .map(type -> type.equals("All") || type.equals(image.type()))
                        .orElse(true))
                .filter(image -> image.name()
                        .contains(call.query().optionalText("imageName").orElse("")))
                .toList();
        Paging.Page<Image> page = Things.page(call, found, Image::id);
        return Reply.of(new MachineWire.Images(
                page.items(), page.marker(), page.nextMarker(), page.isTruncated(), page.maxKeys()));
    }

    private Reply flavors(Call call, Tx tx) {
        List<Flavor> found = FLAVORS.stream()
                .filter(flavor -> Things.chosen(call, "specs", flavor.spec()))
                .filter(flavor -> Things.chosen(call, "specIds", flavor.specId()))
                .toList();
        List<MachineWire.FlavorGroup> groups = found.stream()
                .map(Flavor::specId)
                .distinct()
                .map(family -> new MachineWire.FlavorGroup(
                        family,
                        found.stream()
                                .filter(flavor -> flavor.specId().equals(family))
                                .toList()))
                .toList();
        return Reply.of(new MachineWire.Flavors(Things.zones(call).stream()
                .filter(zone -> Things.chosen(call, "zoneName", zone))
                .map(zone -> new MachineWire.ZoneResources(zone, new MachineWire.BccResources(groups)))
                .toList()));
    }
}
