package dev.blb.emulator.schema;

import static dev.blb.emulator.schema.Field.bytes;
import static dev.blb.emulator.schema.Field.characters;
import static dev.blb.emulator.schema.Field.flag;
import static dev.blb.emulator.schema.Field.ignored;
import static dev.blb.emulator.schema.Field.integer;
import static dev.blb.emulator.schema.Field.integerOf;
import static dev.blb.emulator.schema.Field.listOf;
import static dev.blb.emulator.schema.Field.listOfObjects;
import static dev.blb.emulator.schema.Field.mapOf;
import static dev.blb.emulator.schema.Field.object;
import static dev.blb.emulator.schema.Field.oneOf;
import static dev.blb.emulator.schema.Field.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.ApiException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaTest {
    private static final Schema SCHEMA = Schema.of(
            integer("port", 1, 65535).must(),
            integer("check", 1, 65535).orAs("port"),
            integer("weight", 0, 100).alsoAsNumericText().or(100),
            integerOf("months", List.of(1, 2, 12)),
            flag("on").alsoNamed("enabled", "active").or(false),
            oneOf("kind", "a", "b").or("a"),
            bytes("name", 1, 6).matching("[a-z中]*", "lower-case letters"),
            characters("desc", 0, 3),
            text("cookie").alsoAsNumber(),
            listOf("ids", text("id")).sized(1, 2),
            listOfObjects("pairs", integer("x", 0, 9).must(), text("y")),
            object("inner", flag("deep")),
            ignored("legacy", "it is old"),
            text("dropped").withoutEffect("nobody reads it"));

    private static ObjectNode json(String text) {
        try {
            return (ObjectNode) new ObjectMapper().readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void defaultsFillWhatIsAbsent() {
        assertThat(SCHEMA.check(json("{'port':80}"))).isEqualTo(json("{'port':80,'weight':100,'on':false,'kind':'a'}"));
    }

    @Test
    void aDefaultThatFollowsAnotherMemberIsAddedWhereTheMembersAreRead() {
        ObjectNode stored = SCHEMA.check(json("{'port':80}"));
        stored.put("port", 81);
        SCHEMA.derive(stored);
        assertThat(stored.path("check").asInt()).isEqualTo(81);
        stored.put("port", 82);
        SCHEMA.derive(stored);
        assertThat(stored.path("check").asInt()).as("what is there stays").isEqualTo(81);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'port':1,'weight':0                | weight | 0",
                "'port':1,'weight':'50'             | weight | 50",
                "'port':1,'on':false                | on     | false",
                "'port':1,'active':true             | on     | true",
                "'port':1,'on':false,'enabled':true | on     | false",
                "'port':1,'cookie':7                | cookie | '7'",
                "'port':1,'name':'中中'             | name   | '中中'",
                "'port':1,'desc':'中中中'           | desc   | '中中中'",
                "'port':1,'check':2                 | check  | 2",
                "'port':1,'ids':['a']               | ids    | ['a']",
                "'port':1,'pairs':[{'x':1,'z':2}]   | pairs  | [{'x':1}]",
                "'port':1,'inner':{'deep':true}     | inner  | {'deep':true}",
                "'port':1,'desc':''                 | desc   | ''"
            })
    void whatIsAllowedGoesOn(String members, String name, String expected) {
        assertThat(SCHEMA.check(json("{" + members + "}")).get(name))
                .isEqualTo(json("{'v':" + expected + "}").get("v"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'x':1                              | MissingParameter  | port is required",
                "'port':0                           | InvalidParameter  | port is 0",
                "'port':65536                       | InvalidParameter  | from 1 to 65535",
                "'port':99999999999999999999        | InvalidParameter  | port is 99999999999999999999",
                "'port':'80'                        | InappropriateJSON | port is",
                "'port':1.5                         | InappropriateJSON | port is 1.5",
                "'port':true                        | InappropriateJSON | port is true",
                "'port':1,'weight':'x'              | InappropriateJSON | weight is",
                "'port':1,'weight':'101'            | InvalidParameter  | weight is 101",
                "'port':1,'months':3                | InvalidParameter  | one of 1, 2, 12",
                "'port':1,'on':'true'               | InappropriateJSON | on is",
                "'port':1,'on':0                    | InappropriateJSON | on is 0",
                "'port':1,'kind':'A'                | InvalidParameter  | one of a, b",
                "'port':1,'kind':1                  | InappropriateJSON | kind is 1",
                "'port':1,'name':''                 | InvalidParameter  | 1 to 6 bytes",
                "'port':1,'name':'中中中'           | InvalidParameter  | 1 to 6 bytes",
                "'port':1,'name':'A'                | InvalidParameter  | lower-case letters",
                "'port':1,'desc':'abcd'             | InvalidParameter  | at most 3 characters",
                "'port':1,'cookie':true             | InappropriateJSON | cookie is true",
                "'port':1,'ids':[]                  | InvalidParameter  | ids has 0 elements",
                "'port':1,'ids':['a','b','c']       | InvalidParameter  | ids has 3 elements",
                "'port':1,'ids':'a'                 | InappropriateJSON | ids is",
                "'port':1,'ids':['a',1]             | InappropriateJSON | ids[1] is 1",
                "'port':1,'pairs':[{'y':'a'}]       | MissingParameter  | pairs[0].x is required",
                "'port':1,'pairs':[{'x':1},{'x':10}]| InvalidParameter  | pairs[1].x is 10",
                "'port':1,'pairs':[1]               | InappropriateJSON | pairs[0] is 1",
                "'port':1,'inner':[]                | InappropriateJSON | inner is []",
                "'port':1,'inner':{'deep':1}        | InappropriateJSON | inner.deep is 1",
                "'port':1,'dropped':1               | InappropriateJSON | dropped is 1"
            })
    void whatIsNotAllowedIsNamedWithValueAndLimit(String members, String code, String message) {
        assertThatThrownBy(() -> SCHEMA.check(json("{" + members + "}")))
                .isInstanceOfSatisfying(ApiException.class, e -> {
                    assertThat(e.error().code()).isEqualTo(code);
                    assertThat(e.text()).contains(message);
                });
    }

    @Test
    void ignoredMembersAreKnownButGone() {
        ObjectNode body = json("{'port':1,'legacy':[1],'dropped':'x','inner':{'q':1},'pairs':[{'x':1,'z':1}],'w':1}");

        assertThat(SCHEMA.check(body))
                .isEqualTo(json("{'port':1,'weight':100,'on':false,'kind':'a','pairs':[{'x':1}],'inner':{}}"));
        assertThat(SCHEMA.unknown(body).stream().map(UnknownMember::path))
                .containsExactlyInAnyOrder("w", "pairs[0].z", "inner.q");
    }

    @Test
    void anUpdateRequiresAndFillsNothing() {
        Schema update = SCHEMA.forUpdate("port").and(ignored("port", "the query counts"));

        assertThat(update.check(json("{'port':99}"))).isEqualTo(json("{}"));
        assertThat(update.check(json("{'on':false}"))).isEqualTo(json("{'on':false}"));
        assertThatThrownBy(() -> update.check(json("{'weight':101}"))).isInstanceOf(ApiException.class);
    }

    @Test
    void aQueryIsReadAsText() {
        Schema query = Schema.of(
                integer("port", 1, 9),
                flag("exactly").or(false),
                integer("keys").or(5),
                text("t"));

        assertThat(query.checkQuery(Map.of("port", "9", "exactly", "True", "keys", "99999999999", "t", "1")))
                .isEqualTo(json("{'port':9,'exactly':true,'keys':2147483647,'t':'1'}"));
        assertThat(query.checkQuery(Map.of("port", ""))).isEqualTo(json("{'exactly':false,'keys':5}"));
        for (Map<String, String> wrong :
                List.of(Map.of("port", "x"), Map.of("port", "10"), Map.of("exactly", "yes"), Map.of("keys", "1.5"))) {
            assertThatThrownBy(() -> query.checkQuery(wrong))
                    .isInstanceOfSatisfying(
                            ApiException.class,
                            e -> assertThat(e.error().code()).isEqualTo("InvalidParameter"));
        }
    }

    @Test
    void bothEndsOfARangeAreTold() {
        Schema schema = Schema.of(integer("seed", 0, Integer.MAX_VALUE));

        assertThat(schema.check(json("{'seed':2147483647}"))).isEqualTo(json("{'seed':2147483647}"));
        assertThatThrownBy(() -> schema.check(json("{'seed':2147483648}")))
                .hasMessageContaining("seed is 2147483648; allowed is an integer from 0 to 2147483647");
    }

    @Test
    void aListOfObjectsMayHaveOneMember() {
        Schema schema = Schema.of(listOfObjects("pairs", text("x").must()), listOf("texts", text("x")));

        assertThat(schema.check(json("{'pairs':[{'x':'a'}],'texts':['a']}")))
                .isEqualTo(json("{'pairs':[{'x':'a'}],'texts':['a']}"));
        assertThatThrownBy(() -> schema.check(json("{'pairs':['a']}"))).hasMessageContaining("pairs[0] is");
        assertThatThrownBy(() -> schema.check(json("{'texts':[{'x':'a'}]}"))).hasMessageContaining("texts[0] is");
    }

    @Test
    void aStrictCheckRefusesWhatIsUnknownFirst() {
        assertThatThrownBy(() -> SCHEMA.checkStrictly(json("{'prot':1}")))
                .isInstanceOfSatisfying(ApiException.class, e -> {
                    assertThat(e.member()).isEqualTo("prot");
                    assertThat(e.detail())
                            .startsWith("is unknown here; allowed is port, check, ")
                            .endsWith("; did you mean port?");
                });
        assertThatThrownBy(() -> SCHEMA.checkStrictly(json("{'port':1,'pairs':[{'x':1},{'x':1,'z':1}]}")))
                .hasMessage("pairs[1].z is unknown here; allowed is x, y");
        assertThatThrownBy(() -> Schema.of().checkStrictly(json("{'a':1}")))
                .hasMessage("a is unknown here; allowed is nothing");
        Schema renamed =
                Schema.of(object("inner", text("a")).alsoNamed("Inner"), mapOf("map", object("any", text("a")), 9));
        assertThatThrownBy(() -> renamed.checkStrictly(json("{'Inner':{'b':1}}")))
                .hasMessageContaining("inner.b is");
        assertThatThrownBy(() -> renamed.checkStrictly(json("{'map':{'k':{'b':1}}}")))
                .hasMessageContaining("map.k.b is");
        assertThat(SCHEMA.checkStrictly(json("{'port':1}"))).isEqualTo(SCHEMA.check(json("{'port':1}")));
    }

    @Test
    void aNameStandsOnce() {
        assertThatThrownBy(() -> Schema.of(text("a"), text("b").alsoNamed("a")))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aTextWithoutLimitsStillHoldsNoU0000() {
        for (String member : List.of("cookie", "desc", "name")) {
            ObjectNode given = json("{'port':80}").put(member, "a\0");
            assertThatThrownBy(() -> SCHEMA.check(given))
                    .isInstanceOfSatisfying(
                            ApiException.class,
                            e -> assertThat(e.error().code()).isEqualTo("InvalidParameter"))
                    .hasMessageContaining(member + " is \"a\\u0000\"; allowed is a text without U+0000");
        }
        ObjectNode list = json("{'port':80,'ids':['a']}");
        list.withArray("ids").add("b\0");
        assertThatThrownBy(() -> SCHEMA.check(list)).hasMessageContaining("ids[1]");
        assertThatThrownBy(() -> SCHEMA.checkQuery(Map.of("port", "80", "cookie", "\0")))
                .hasMessageContaining("cookie");
    }
}
