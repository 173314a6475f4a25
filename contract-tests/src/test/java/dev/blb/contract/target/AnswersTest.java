package dev.blb.contract.target;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Recorded answers keep members and types, and nothing that belongs to somebody. */
class AnswersTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SECRETS = 10_000;

    @Test
    void membersTypesAndEnumeratedWordsStay() throws Exception {
        Answers answers = new Answers();
        answers.add("DescribeBlb", JSON.readTree("""
                {"blbId":"lb-1","weight":7,"on":true,"scheduler":"RoundRobin","none":null,"list":[{"a":1},{"b":"x"}]}"""));
        answers.add("DescribeBlb", JSON.readTree("{\"none\":\"set\",\"late\":1.5,\"list\":[]}"));

        assertThat(answers.byOperation())
                .hasToString("{DescribeBlb={\"blbId\":\"string\",\"weight\":\"integer\","
                        + "\"on\":\"boolean\",\"scheduler\":\"RoundRobin\",\"none\":\"null|string\","
                        + "\"list\":[{\"a\":\"integer\",\"b\":\"string\"}],\"late\":\"number\"}}");
    }

    @Test
    void plantedSecretsLeaveNoTrace() {
        SplittableRandom random = new SplittableRandom(20261126);
        List<String> planted = new ArrayList<>();
        ObjectNode answer = JSON.createObjectNode();
        ObjectNode nested = answer.putArray("blbList").addObject();
        for (int i = 0; i < SECRETS; i++) {
            String secret = secret(random, i);
            planted.add(secret);
            switch (i % 4) {
                case 0 -> answer.put("member" + (char) ('a' + i % 26), secret);
                case 1 -> nested.put(secret, "as a name");
                case 2 -> answer.withArray("/texts").add("before " + secret + " after");
                default -> nested.putObject("deep").put("er", secret);
            }
        }

        String kept = Answers.scrubbed(answer).toString();

        assertThat(planted).allSatisfy(secret -> assertThat(kept).doesNotContain(secret));
        assertThat(kept).contains("\"blbList\"", "\"texts\"");
    }

    private static String secret(SplittableRandom random, int i) {
        byte[] bytes = new byte[24];
        for (int at = 0; at < bytes.length; at++) {
            bytes[at] = (byte) random.nextInt();
        }
        String hex = Stream.of(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong())
                .map(part -> String.format(Locale.ROOT, "%016x", part))
                .reduce("", String::concat);
        return switch (i % 10) {
            case 0 -> hex.substring(0, 32);
            case 1 -> hex;
            case 2 -> new UUID(random.nextLong(), random.nextLong()).toString();
            case 3 -> Base64.getEncoder().encodeToString(bytes);
            case 4 -> "lb-" + hex.substring(0, 8);
            case 5 -> "i-" + hex.substring(0, 8);
            case 6 -> random.nextInt(256) + "." + random.nextInt(256) + "." + random.nextInt(256) + "." + (1000 + i);
            case 7 -> "bce-auth-v1/" + hex.substring(0, 32) + "/2026-01-01T00:00:00Z/1800/host/" + hex;
            case 8 -> "20" + (10 + i % 90) + "-11-2" + i % 10 + "T1" + i % 10 + ":00:" + (10 + i % 50) + "Z";
            default -> "vpc-" + hex.substring(0, 12);
        };
    }
}
