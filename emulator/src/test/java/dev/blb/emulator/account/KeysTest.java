package dev.blb.emulator.account;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.CREDENTIALS;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static dev.blb.emulator.settings.SettingsTable.SEED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.TestEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import dev.blb.emulator.settings.Credentials;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An access key is of one account, however it comes to be declared. */
@TestInstance(Lifecycle.PER_CLASS)
class KeysTest {
    private final BlbEmulator emulator = TestEmulator.start(Settings.DEFAULTS
            .with(PORT, 0)
            .with(AUTH, AuthMode.PARSE)
            .with(CREDENTIALS, Credentials.parse("ci@team:s,*:s")));
    private final Api first = Api.of(emulator);
    private final Api second = Api.of(emulator);

    /** No account so far. */
    private final Api key = Api.of(emulator);

    @AfterAll
    void stop() {
        emulator.close();
    }

    private static String declared(Api account, String... keys) {
        StringBuilder list = new StringBuilder();
        for (String each : keys) {
            list.append(list.isEmpty() ? "" : ",").append("{\"accessKey\":\"" + each + "\",\"secretKey\":\"s\"}");
        }
        return "{\"account\":\"" + account.account() + "\",\"keys\":[" + list + "]}";
    }

    private Api.Answer seed(String... accounts) {
        return first.post("/_blb/seed", "{\"accounts\":[" + String.join(",", accounts) + "]}");
    }

    private static Api.Answer restore(Api account, String name) {
        return account.post("/_blb/snapshots/" + name + "/restore?account=" + account.account(), "");
    }

    @Test
    void anAccountsOwnNameIsNoKeyTwice() {
        String own = "{accessKey: " + first.account() + ", secretKey: s}";
        String keys = "accounts: [{account: " + first.account() + ", keys: [" + own + ", " + own + "]}]";
        first.post("/_blb/seed", keys).refused(400, "InvalidParameter");
    }

    @Test
    void aRestoreBringsNoKeyBackThatAnotherAccountHasByNow() {
        seed(declared(first, key.account())).ok();
        first.put("/_blb/snapshots/with-key?account=" + first.account(), "").ok();
        first.put("/_blb/snapshots/all-with-key", "").ok();
        seed(declared(first)).ok();
        seed(declared(second, key.account())).ok();
        String blbId = key.create();

        for (String name : new String[] {"with-key", "all-with-key"}) {
            assertThat(restore(first, name).refused(400, "InvalidParameter").message())
                    .contains("\"" + key.account() + "\"", second.account(), "allowed is a key of one account");
        }

        second.get("/v1/blb/" + blbId).ok();
        key.get("/v1/blb/" + blbId).ok();
        seed(declared(second)).ok();
        restore(first, "with-key").ok();
        String after = key.create();
        first.get("/v1/blb/" + after).ok();
    }

    @Test
    void aRestoreBringsNoAccountBackWhoseNameIsAKeyByNow() {
        Api other = Api.of(emulator);
        Api named = Api.of(emulator);
        named.with("references", "strict");
        named.put("/_blb/snapshots/named?account=" + named.account(), "").ok();
        named.post("/_blb/reset?account=" + named.account(), "").ok();
        seed(declared(other, named.account())).ok();

        assertThat(restore(named, "named").refused(400, "InvalidParameter").message())
                .contains(named.account(), other.account());
    }

    @Test
    void theNameOfAnAccountIsNoKeyOfAnother() {
        Api busy = Api.of(emulator);
        busy.create();
        Api owner = Api.of(emulator);
        owner.put("/_blb/world/vpcs/vpc-1?account=" + owner.account(), "{\"cidr\":\"10.0.0.0/16\"}")
                .ok();
        Api strict = Api.of(emulator).with("references", "strict");
        Api other = Api.of(emulator);
        for (String taken : new String[] {busy.account(), owner.account(), strict.account(), "ci"}) {
            assertThat(seed(declared(other, "k-" + other.account(), taken))
                            .refused(400, "InvalidParameter")
                            .message())
                    .contains(
                            "accounts[0].keys[1].accessKey is \"" + taken + "\", which belongs to account "
                                    + (taken.equals("ci") ? "team" : taken),
                            "allowed is a key of one account");
        }
        Api.Answer confined = first.send(HttpRequest.newBuilder(first.uri("/_blb/seed"))
                .header("Content-Type", "application/json")
                .header("x-blb-account", other.account())
                .POST(BodyPublishers.ofString("{\"accounts\":[" + declared(other, busy.account()) + "]}")));
        assertThat(confined.refused(400, "InvalidParameter").message()).contains(busy.account());

        busy.post("/_blb/reset?account=" + busy.account(), "").ok();
        seed(declared(other, busy.account(), other.account())).ok();
        seed(declared(other, busy.account(), other.account())).ok();
        assertThat(busy.put("/_blb/accounts/" + busy.account() + "/settings", "{\"references\":\"strict\"}")
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("account is \"" + busy.account() + "\", a key of account " + other.account());
    }

    @Test
    void nothingIsDeclaredUnderAKeyOfAnotherAccount() {
        Api owner = Api.of(emulator);
        Api further = Api.of(emulator);
        seed(declared(owner, further.account())).ok();
        String query = "?account=" + further.account();
        for (Api.Answer answer : new Api.Answer[] {
            first.put("/_blb/world/vpcs/vpc-1" + query, "{\"cidr\":\"10.0.0.0/16\"}"),
            first.put("/_blb/world/vpcs/vpc-1" + query + "@gz", "{\"cidr\":\"10.0.0.0/16\"}"),
            first.put("/_blb/snapshots/some" + query, ""),
            first.post("/_blb/seed" + query, "vpcs: [{vpcId: vpc-1, cidr: 10.0.0.0/16}]"),
            first.post("/_blb/seed", "vpcs: [{account: " + further.account() + ", vpcId: vpc-1, cidr: 10.0.0.0/16}]"),
            first.get("/_blb/requests" + query),
            first.put("/_blb/world/vpcs/vpc-1?account=ci", "{\"cidr\":\"10.0.0.0/16\"}")
        }) {
            assertThat(answer.refused(400, "InvalidParameter").message()).contains("allowed is an account's name");
        }
        // The header confines a call as the account that the key is of.
        first.send(HttpRequest.newBuilder(first.uri("/_blb/world/vpcs/vpc-1"))
                        .header("Content-Type", "application/json")
                        .header("x-blb-account", further.account())
                        .PUT(BodyPublishers.ofString("{\"cidr\":\"10.0.0.0/16\"}")))
                .ok();
        assertThat(first.text("/_blb/world?account=" + owner.account())).contains("vpc-1");
        assertThat(first.send(HttpRequest.newBuilder(first.uri("/_blb/world"))
                                .header("x-blb-account", further.account() + "@gz")
                                .GET())
                        .ok()
                        .body())
                .doesNotContain("vpc-1");
    }

    @Test
    void nothingIsDeclaredUnderAKeyThatTheSameSeedMakes() {
        Api owner = Api.of(emulator);
        Api further = Api.of(emulator);
        String seed = "{\"accounts\":[" + declared(owner, further.account())
                + "],\"vpcs\":[{\"vpcId\":\"vpc-1\",\"cidr\":\"10.0.0.0/16\"}]}";
        assertThat(first.post("/_blb/seed?account=" + further.account(), seed)
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("a key of account " + owner.account());
        first.post("/_blb/seed?account=" + owner.account(), seed).ok();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "world/vpcs/vpc-1            | @gz | {`cidr`:`10.0.0.0/16`}",
                "backends/i-emul0001/health  |     | {`status`:`Dead`}",
                "machines/i-emul0002         |     | {`address`:`127.0.0.1`}"
            })
    void anAccountThatHasSomethingIsNoKeyOfAnother(String path, String region, String body) {
        Api has = Api.of(emulator);
        Api other = Api.of(emulator);
        String query = "?account=" + has.account() + (region == null ? "" : region);
        first.put("/_blb/" + path + query, body.replace('`', '"')).ok();
        assertThat(seed(declared(other, has.account()))
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("which belongs to account " + has.account());
        first.post("/_blb/reset" + query, "").ok();
        seed(declared(other, has.account())).ok();
    }

    @Test
    void aLoadBalancerWithoutAccountIsThatOfTheAccountThatTheKeyIsOf() {
        try (BlbEmulator open =
                TestEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.OFF))) {
            Api api = Api.of(open);
            api.post(
                            "/_blb/seed",
                            "accounts: [{account: A, keys: [{accessKey: default, secretKey: s}]}]\n"
                                    + "loadBalancers: [{blbId: lb-d, vpcId: vpc-emulator0001, subnetId: sbn-emulator0001}]")
                    .ok();
            assertThat(api.text("/_blb/loadbalancers?account=A")).contains("lb-d");
        }
    }

    @Test
    void aResetThatIsRefusedChangesNothing(@TempDir Path folder) throws IOException {
        Path seed = Files.writeString(
                folder.resolve("world.yaml"), "accounts: [{account: A, keys: [{accessKey: k, secretKey: s}]}]");
        try (BlbEmulator seeded = TestEmulator.start(
                Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE).with(SEED, List.of(seed)))) {
            Api api = Api.of(seeded).as("A");
            api.post("/_blb/seed", "accounts: [{account: A, keys: []}]").ok();
            api.post("/_blb/seed", "accounts: [{account: B, keys: [{accessKey: k, secretKey: s}]}]")
                    .ok();
            api.put(
                            "/_blb/faults?account=A",
                            "{\"rules\":[{\"name\":\"busy\",\"match\":{\"operation\":\"DescribeBlbs\"},\"effect\":{\"status\":503}}]}")
                    .ok();
            api.create();
            String faults = api.text("/_blb/faults?account=A");
            assertThat(api.text("/_blb/requests?account=A")).contains("CreateBlb");

            api.post("/_blb/reset?account=A", "").refused(400, "InvalidParameter");

            assertThat(api.text("/_blb/faults?account=A")).isEqualTo(faults);
            assertThat(api.text("/_blb/requests?account=A")).contains("CreateBlb");
        }
    }

    @Test
    void oneSeedDoesNotMakeTheNameOfAnAccountAKeyOfAnother() {
        Api some = Api.of(emulator);
        Api other = Api.of(emulator);
        assertThat(seed(declared(some, other.account()), declared(other))
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("accounts[1].account is \"" + other.account() + "\", which was declared before");
        assertThat(seed(declared(other), declared(some, other.account()))
                        .refused(400, "InvalidParameter")
                        .message())
                .contains("accounts[1].keys[0].accessKey is \"" + other.account() + "\", which was declared before");
    }

    @Test
    void whatIsLeftUnderANameThatBecameAKeyCanBeRemoved() {
        Api owner = Api.of(emulator);
        Api named = Api.of(emulator);
        String query = "?account=" + named.account();
        named.put("/_blb/faults" + query, "{\"preset\":\"throttled\"}").ok();
        named.put("/_blb/snapshots/left" + query, "").ok();
        named.get("/v1/blb").ok();
        seed(declared(owner, named.account())).ok();
        assertThat(first.get("/_blb/faults").json().path("accounts").toString()).contains(named.account());
        assertThat(first.text("/_blb/snapshots")).contains(named.account());
        first.put("/_blb/faults" + query, "{\"preset\":\"throttled\"}").refused(400, "InvalidParameter");
        first.put("/_blb/snapshots/left" + query, "").refused(400, "InvalidParameter");

        assertThat(first.delete("/_blb/snapshots/other" + query).ok().text("/deleted"))
                .isEqualTo("false");
        assertThat(first.delete("/_blb/snapshots/left" + query).ok().text("/deleted"))
                .isEqualTo("true");
        assertThat(first.text("/_blb/snapshots")).doesNotContain(named.account());
        assertThat(first.delete("/_blb/faults" + query).ok().text("/active")).isEqualTo("false");
        assertThat(first.get("/_blb/faults").json().path("accounts").toString()).doesNotContain(named.account());
        assertThat(first.text("/_blb/requests")).contains("\"account\":\"" + named.account() + "\"");
        first.delete("/_blb/requests" + query).ok();
        assertThat(first.text("/_blb/requests")).doesNotContain("\"account\":\"" + named.account() + "\"");

        // Nothing is left: the name would mean nothing.
        for (String path : new String[] {"snapshots/left", "faults", "requests"}) {
            assertThat(first.delete("/_blb/" + path + query)
                            .refused(400, "InvalidParameter")
                            .message())
                    .contains("a key of account " + owner.account());
        }
    }

    @Test
    void aKeyThatConfinesACallRemovesWhatIsOfItsAccount() {
        Api owner = Api.of(emulator);
        Api further = Api.of(emulator);
        further.put("/_blb/faults?account=" + further.account(), "{\"preset\":\"throttled\"}")
                .ok();
        owner.put("/_blb/faults?account=" + owner.account(), "{\"preset\":\"throttled\"}")
                .ok();
        seed(declared(owner, further.account())).ok();
        first.send(HttpRequest.newBuilder(first.uri("/_blb/faults"))
                        .header("x-blb-account", further.account())
                        .DELETE())
                .ok();
        assertThat(first.get("/_blb/faults").json().path("accounts").toString())
                .contains(further.account())
                .doesNotContain(owner.account());
        first.delete("/_blb/faults?account=" + further.account()).ok();
    }
}
