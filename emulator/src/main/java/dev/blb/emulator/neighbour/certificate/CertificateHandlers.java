package dev.blb.emulator.neighbour.certificate;

import static dev.blb.emulator.api.ApiError.CERTIFICATE_IN_USE;
import static dev.blb.emulator.api.ApiError.CERTIFICATE_UNKNOWN;
import static dev.blb.emulator.api.ApiError.INVALID_URI;
import static dev.blb.emulator.api.ApiError.MISSING_PARAMETER;
import static dev.blb.emulator.api.ApiError.QUOTA_EXCEEDED;
import static dev.blb.emulator.api.Operation.CREATE_CERTIFICATE;
import static dev.blb.emulator.api.Operation.DELETE_CERTIFICATE;
import static dev.blb.emulator.api.Operation.GET_CERTIFICATE;
import static dev.blb.emulator.api.Operation.GET_CERTIFICATE_DETAIL;
import static dev.blb.emulator.api.Operation.GET_CERTIFICATE_RAW_DATA;
import static dev.blb.emulator.api.Operation.LIST_CERTIFICATES;
import static dev.blb.emulator.api.Operation.LIST_CERTIFICATE_DETAILS;
import static dev.blb.emulator.api.Operation.REPLACE_CERTIFICATE_DATA;
import static dev.blb.emulator.api.Operation.UPDATE_CERTIFICATE_NAME;
import static dev.blb.emulator.schema.Field.characters;
import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.text;
import static dev.blb.emulator.settings.SettingsTable.REGION;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.Call;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.api.Names;
import dev.blb.emulator.api.Region;
import dev.blb.emulator.api.Reply;
import dev.blb.emulator.api.Tx;
import dev.blb.emulator.certificate.Certificates;
import dev.blb.emulator.ids.Ids;
import dev.blb.emulator.neighbour.InUse;
import dev.blb.emulator.neighbour.Things;
import dev.blb.emulator.route.RouteTable;
import dev.blb.emulator.schema.Schema;
import dev.blb.emulator.world.World;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Certificates. They are members of declarations, so what is uploaded is what listeners name. */
public final class CertificateHandlers {
    /** Certificates of an account: assumption [m106] that bounds the state. */
    private static final int QUOTA = 200;

    private static final Schema DATA = Schema.of(
            characters("certServerData", 1, Certificates.MAX_PEM),
            // The Go SDK always sends it, also without a key.
            characters("certPrivateData", 1, Certificates.MAX_PEM).emptyIsAbsent(),
            characters("certLinkData", 0, Certificates.MAX_PEM),
            integer("certType", 1, 2).or(1));

    private final Things certificates;
    private final Ids ids;

    /** Handlers in this world. */
    public CertificateHandlers(World world, Ids ids) {
        this.certificates = new Things(world, Certificates.KIND, (here, id) -> known(id), CERTIFICATE_UNKNOWN);
        this.ids = ids;
    }

    private static Members known(String id) {
        return new Members(JsonNodeFactory.instance.objectNode().put("certName", id));
    }

    /** A new certificate. */
    record Created(String certId, String certName) {}

    /** A certificate, by the wire's names. */
    record Certificate(
            String certId,
            String certName,
            String certCommonName,
            String certFingerprint,
            String certStartTime,
            String certStopTime,
            String certCreateTime,
            String certUpdateTime,
            int certType) {}

    /** What names it. */
    record Resource(String serviceName, String resourceId, String createTime, String updateTime) {}

    /** The same with its domains and uses. */
    record Detail(
            @JsonUnwrapped Certificate certificate,
            String certDNSNames,
            String status,
            boolean expired,
            List<Resource> resources) {}

    /** All certificates; the list has no pages. */
    record CertificateList(List<Certificate> certs) {}

    /** All of them in detail. */
    record DetailList(List<Detail> certs) {}

    /** What was uploaded. */
    record RawData(
            String certId,
            String certName,
            String certServerData,
            String certPrivateKey,
            String certLinkData,
            int certType) {}

    /** Registers the operations. */
    public void register(RouteTable routes) {
        Schema nothing = Schema.of();
        Schema named = Schema.of(Certificates.NAME.must());
        routes.on(CREATE_CERTIFICATE, nothing, named.and(DATA), Created.class, this::create)
                .on(LIST_CERTIFICATES, Schema.of(text("certName")), CertificateList.class, this::list)
                .on(LIST_CERTIFICATE_DETAILS, nothing, DetailList.class, this::details)
                .on(GET_CERTIFICATE, nothing, Certificate.class, (call, tx) -> Reply.of(line(call.id(), find(call))))
                .on(GET_CERTIFICATE_DETAIL, nothing, Detail.class, this::detail)
                .on(GET_CERTIFICATE_RAW_DATA, nothing, RawData.class, this::rawData)
                .on(UPDATE_CERTIFICATE_NAME, nothing, named, Void.class, this::rename)
                .on(
                        REPLACE_CERTIFICATE_DATA,
                        nothing,
                        Schema.of(Certificates.NAME).and(DATA),
                        Void.class,
                        this::replace)
                .on(DELETE_CERTIFICATE, nothing, Void.class, this::delete);
    }

    private Members find(Call call) {
        return certificates.require(call.account(), call.id());
    }

    private Reply create(Call call, Tx tx) {
        if (certificates.all(call.account()).size() >= QUOTA) {
            throw QUOTA_EXCEEDED.with("The account has %d certificates, which is the quota; delete one.", QUOTA);
        }
        String id = certificates.freeId(call, () -> "cert-" + ids.hex(12));
        ObjectNode members = JsonNodeFactory.instance
                .objectNode()
                .put("certName", call.body().text("certName"))
                .put("createTime", Things.time(call.now()));
        writeData(call, members);
        certificates.put(call, tx, id, members);
        return Reply.of(new Created(id, call.body().text("certName")));
    }

    private static void writeData(Call call, ObjectNode members) {
        Members body = call.body();
        String server = body.optionalText("certServerData")
                .orElseThrow(() -> MISSING_PARAMETER.at("certServerData", "is required: a certificate as PEM"));
        CertificateText certificate = CertificateText.read("certServerData", server);
        if (body.integer("certType") == 1 || body.has("certPrivateData")) {
            String key = body.optionalText("certPrivateData")
                    .orElseThrow(() -> MISSING_PARAMETER.at("certPrivateData", "is required: a private key as PEM"));
            certificate.requireKey("certPrivateData", key);
            members.put("privateKey", key);
        } else {
            members.remove("privateKey");
        }
        members.remove("linkData");
        body.filledText("certLinkData").ifPresent(link -> {
            CertificateText.read("certLinkData", link);
            members.put("linkData", link);
        });
        members.put("certificate", server)
                .put("certType", body.integer("certType"))
                .put("updateTime", Things.time(call.now()));
    }

    private Reply list(Call call, Tx tx) {
        return Reply.of(new CertificateList(certificates.all(call.account()).entrySet().stream()
                .map(each -> line(each.getKey(), each.getValue()))
                .filter(each -> call.query()
                        .filledText("certName")
                        .map(each.certName()::equals)
                        .orElse(true))
                .toList()));
    }

    /** The certificate itself; empty if it is declared by its name alone, or its text cannot be read, which a declaration may do. */
    private static Optional<CertificateText> readable(Members members) {
        try {
            return members.optionalText("certificate").map(pem -> CertificateText.read("certificate", pem));
        } catch (ApiException unreadable) {
            return Optional.empty();
        }
    }

    /** A certificate that is declared without a name is called by its id. */
    private static String name(String id, Members members) {
        return members.filledText("certName").orElse(id);
    }

    /** A certificate that is declared by its name alone shows that as its common name, and is valid for long (assumption [m108]). */
    private static Certificate line(String id, Members members) {
        String name = name(id, members);
        String created = members.optionalText("createTime").orElse(Things.UNSTATED_TIME);
        return readable(members)
                .map(text -> line(id, name, members, text.commonName(), text.fingerprint(), text.start(), text.stop()))
                .orElseGet(() -> line(id, name, members, name, "", created, "2099-12-31T00:00:00Z"));
    }

    private static Certificate line(
            String id, String name, Members members, String commonName, String print, String start, String stop) {
        String created = members.optionalText("createTime").orElse(Things.UNSTATED_TIME);
        return new Certificate(
                id,
                name,
                commonName,
                print,
                start,
                stop,
                created,
                members.optionalText("updateTime").orElse(created),
                members.optionalInteger("certType").orElse(1));
    }

    private Reply details(Call call, Tx tx) {
        Map<String, Set<String>> uses = uses(call, tx);
        return Reply.of(new DetailList(certificates.all(call.account()).entrySet().stream()
                .map(each -> detail(call, each.getKey(), each.getValue(), uses))
                .toList()));
    }

    private Reply detail(Call call, Tx tx) {
        return Reply.of(detail(call, call.id(), find(call), uses(call, tx)));
    }

    private static Detail detail(Call call, String id, Members members, Map<String, Set<String>> uses) {
        Certificate line = line(id, members);
        List<Resource> resources = uses.getOrDefault(id, Set.of()).stream()
                .map(blbId -> new Resource("BLB", blbId, line.certUpdateTime(), line.certUpdateTime()))
                .toList();
        return new Detail(
                line,
                readable(members).map(CertificateText::dnsNames).orElse(""),
                resources.isEmpty() ? "UNUSED" : "IN_USE",
                Instant.parse(line.certStopTime()).isBefore(call.now()),
                resources);
    }

    /** The load balancers, in any region, whose listeners name a certificate, by its id. */
    private Map<String, Set<String>> uses(Call call, Tx tx) {
        Region home = call.settings().get(REGION);
        Map<String, Set<String>> uses = new HashMap<>();
        for (Region region : Region.values()) {
            new InUse(certificates.world().of(region.stateOf(call.account(), home)), tx)
                    .certificates()
                    .forEach((id, blbIds) ->
                            uses.computeIfAbsent(id, key -> new TreeSet<>()).addAll(blbIds));
        }
        return uses;
    }

    private Reply rawData(Call call, Tx tx) {
        Members members = find(call);
        return Reply.of(new RawData(
                call.id(),
                name(call.id(), members),
                members.optionalText("certificate").orElse(""),
                members.optionalText("privateKey").orElse(""),
                members.optionalText("linkData").orElse(""),
                members.optionalInteger("certType").orElse(1)));
    }

    private Reply rename(Call call, Tx tx) {
        certificates.change(
                call,
                tx,
                call.id(),
                members -> members.put("certName", call.body().text("certName"))
                        .put("updateTime", Things.time(call.now())));
        return Reply.empty();
    }

    /** Replaces the data, or without a selector what the body has: data, or a name alone (assumption [m108]). */
    private Reply replace(Call call, Tx tx) {
        Members body = call.body();
        if (call.selector().isEmpty() && !body.has("certServerData")) {
            if (!body.has("certName")) {
                throw INVALID_URI.with(
                        "PUT /v1/certificate/%s needs ?certData, ?certName, or a body with certServerData or certName.",
                        call.id());
            }
            return rename(call, tx);
        }
        if (!call.selector().isEmpty() && !body.has("certName")) {
            throw MISSING_PARAMETER.at("certName", "is required with ?certData: %s", Certificates.NAME.allowed());
        }
        certificates.change(call, tx, call.id(), members -> {
            body.optionalText("certName").ifPresent(name -> members.put("certName", name));
            writeData(call, members);
        });
        return Reply.empty();
    }

    private Reply delete(Call call, Tx tx) {
        find(call);
        Set<String> users = uses(call, tx).getOrDefault(call.id(), Set.of());
        if (!users.isEmpty()) {
            throw CERTIFICATE_IN_USE.with("Certificate %s is named by listeners of %s.", call.id(), Names.of(users));
        }
        certificates.remove(call, tx, call.id());
        return Reply.empty();
    }
}
