package dev.blb.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.blb.contract.catalogue.Catalogue;
import dev.blb.contract.evidence.Axis;
import dev.blb.contract.evidence.Contract;
import dev.blb.contract.evidence.Covers;
import dev.blb.contract.evidence.Evidence;
import dev.blb.contract.evidence.Evidence.Source;
import dev.blb.contract.target.Given;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Prices, which cost nothing to ask for. */
@Contract
class PriceContract {
    private static final Map<String, Set<String>> UNITS =
            Map.of("instance", Set.of("minute", "month"), "netraffic", Set.of("GB", "lcu"), "lcu", Set.of("lcu"));

    private static JsonNode prices(Given given, String body) {
        return given.cloud().post("/v1/blb/price", body).ok().json().path("prices");
    }

    @ParameterizedTest(name = "BlbInquiry: {0}")
    @ValueSource(
            strings = {
                "{}",
                "{\"blbType\":\"normal\",\"performanceLevel\":\"small1\"}",
                "{\"blbType\":\"ipv6\",\"performanceLevel\":\"small2\",\"count\":1}",
                "{\"blbType\":\"application\",\"performanceLevel\":\"medium1\",\"count\":2}",
                "{\"blbType\":\"ipv6Application\",\"performanceLevel\":\"medium2\"}",
                "{\"performanceLevel\":\"large1\",\"billing\":{\"paymentTiming\":\"Postpaid\",\"billingMethod\":\"BySpec\"}}",
                "{\"performanceLevel\":\"large2\"}",
                "{\"performanceLevel\":\"large3\",\"count\":3}",
                "{\"performanceLevel\":\"unlimited\",\"billing\":{\"paymentTiming\":\"Postpaid\","
                        + "\"billingMethod\":\"ByCapacityUnit\"}}"
            })
    @Covers(value = Axis.ANSWER, operations = "BlbInquiry")
    @Evidence(value = Source.DOCS, at = "[doc:orders] members of a price; the numbers are invented [m16]")
    void aPriceHasItemAmountsAndUnit(String body, Given given) {
        JsonNode prices = prices(given, body);

        assertThat(prices.isArray()).isTrue();
        assertThat(Catalogue.stream(prices).map(price -> price.path("chargeItem")))
                .as("each item has one price")
                .doesNotHaveDuplicates();
        assertThat(Catalogue.stream(prices)).isNotEmpty().allSatisfy(price -> {
            assertThat(UNITS.getOrDefault(price.path("chargeItem").asText(), Set.of()))
                    .as("units of %s", price)
                    .contains(price.path("chargeUnit").asText());
            double original = amount(price, "originalPrice");
            assertThat(original).isPositive();
            assertThat(amount(price, "discountPrice")).isPositive().isLessThanOrEqualTo(original);
        });
    }

    private static double amount(JsonNode price, String member) {
        assertThat(price.path(member).isTextual()).as(member + " is a text").isTrue();
        assertThat(price.path(member).asText()).matches("\\d+(\\.\\d+)?");
        return Double.parseDouble(price.path(member).asText());
    }

    @ParameterizedTest(name = "BlbInquiry: {0} costs more than {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "\"performanceLevel\":\"small1\",\"count\":2 | \"performanceLevel\":\"small1\"",
                "\"performanceLevel\":\"large1\" | \"performanceLevel\":\"small1\""
            })
    @Covers(value = Axis.PARAMETERS, operations = "BlbInquiry")
    @Evidence(value = Source.ASSUMED, at = "[m16] a larger order costs more")
    void moreAndLargerInstancesCostMore(String more, String less, Given given) {
        JsonNode greater = prices(given, "{" + more + "}").path(0);
        JsonNode smaller = prices(given, "{" + less + "}").path(0);
        for (String price : List.of("originalPrice", "discountPrice")) {
            assertThat(amount(greater, price)).as(price).isGreaterThan(amount(smaller, price));
        }
    }

    @ParameterizedTest(name = "BlbInquiry: {0} months prepaid have another price than one")
    @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8, 9, 12, 24, 36})
    @Covers(value = Axis.PARAMETERS, operations = "BlbInquiry")
    @Evidence(value = Source.ASSUMED, at = "[m16] the length of a reservation counts [n5]")
    void theLengthOfAReservationCounts(int months, Given given) {
        assertThat(prices(given, prepaid(months))).isNotEqualTo(prices(given, prepaid(1)));
    }

    private static String prepaid(int months) {
        return "{\"performanceLevel\":\"small2\",\"billing\":{\"paymentTiming\":\"Prepaid\",\"reservation\":"
                + "{\"reservationLength\":" + months + "}}}";
    }
}
