package dev.blb.emulator.network;

import static dev.blb.emulator.settings.SettingsTable.AUTH;
import static dev.blb.emulator.settings.SettingsTable.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blb.emulator.Api;
import dev.blb.emulator.BlbEmulator;
import dev.blb.emulator.api.Settings;
import dev.blb.emulator.settings.AuthMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An address has one spelling, wherever one is given: two spellings would be two addresses. */
class CidrTest {
    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "172.16.0.5", "255.255.255.255", "10.20.30.40"})
    void anAddressIsItsNumber(String address) {
        long number = Cidr.number(address).orElseThrow();
        assertThat(new Cidr(0, 0).address(number)).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "172.16.0.05",
                "172.16.00.5",
                "010.0.0.1",
                "00.0.0.0",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "1.2.3.-1",
                "1.2.3.4 ",
                "1.2.3.٤",
                ""
            })
    void anotherSpellingIsNone(String address) {
        assertThat(Cidr.number(address)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"172.16.0.0/12", "10.0.0.0/8", "0.0.0.0/0", "1.2.3.4/32"})
    void aBlockIsWrittenAsItIsRead(String block) {
        assertThat(Cidr.parse(block)).hasToString(block);
    }

    @ParameterizedTest
    @ValueSource(strings = {"172.16.0.00/12", "010.0.0.0/8", "10.0.0.0/08", "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0"})
    void anotherSpellingOfABlockIsNone(String block) {
        assertThat(Cidr.read(block)).isEmpty();
    }

    @Test
    void aSubnetHasNeitherItsFirstNorItsLastAddress() {
        Cidr subnet = Cidr.parse("10.0.0.8/29");
        assertThat(subnet.hasHost("10.0.0.8")).isFalse();
        assertThat(subnet.hasHost("10.0.0.9")).isTrue();
        assertThat(subnet.hasHost("10.0.0.09")).isFalse();
        assertThat(subnet.hasHost("10.0.0.15")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "POST | /v1/blb | {'vpcId':'vpc-emulator0001','subnetId':'sbn-emulator0001','address':'172.16.0.05'} | address",
                "POST | /v1/blb | {'vpcId':'vpc-1','subnetId':'sbn-1','address':'10.1.0.05'} | address",
                "POST | /v1/blb | {'vpcId':'vpc-1','subnetId':'sbn-1','eip':'203.0.113.010'} | eip",
                "PUT | /_blb/world/eips/203.0.113.010 | {} | eip",
                "PUT | /_blb/world/machines/i-1 | {'privateIp':'10.0.0.01'} | privateIp",
                "PUT | /_blb/world/vpcs/vpc-1 | {'cidr':'10.0.00.0/16'} | cidr",
                "PUT | /_blb/world/vpcs/vpc-1 | {'cidr':'10.0.0.0/016'} | cidr",
                "PUT | /_blb/machines/i-1 | {'address':'127.0.0.01'} | address",
                "POST | /_blb/seed | {'eips':[{'eip':'203.0.113.010'}]} | eips[0].eip"
            })
    void everyPlaceThatTakesAnAddressRefusesAnotherSpelling(String method, String path, String body, String member) {
        try (BlbEmulator emulator =
                BlbEmulator.start(Settings.DEFAULTS.with(PORT, 0).with(AUTH, AuthMode.PARSE))) {
            Api.Answer answer = Api.of(emulator).send(method.strip(), path.strip(), body.replace('\'', '"'));
            assertThat(answer.refused(400, "InvalidParameter").message()).contains(member.strip() + " is \"");
        }
    }
}
