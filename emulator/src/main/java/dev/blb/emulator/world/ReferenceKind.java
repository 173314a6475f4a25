package dev.blb.emulator.world;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.ApiError;
import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.api.Members;
import dev.blb.emulator.schema.Field;
import dev.blb.emulator.schema.Schema;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A kind of thing that requests name by id, such as subnets. The package of the kind defines one constant; the composition
 * root lists it, by which seeds, exports, differences and control routes know it. A thing is the same whether a seed or a
 * control route declared it or an API call of its service made it: what only a call adds is a member of the schema.
 *
 * @param plural the name of the kind in paths and documents, and in the table of things
 * @param idMember the member that names one
 * @param ids what an id looks like
 * @param builtIn the ids that always exist
 * @param schema the members of a thing without its id
 * @param unknown the error of an id that does not exist where references are strict
 * @param each what the schema cannot say of a thing by itself, which no other thing can make true or false
 * @param rule what a thing must be beside others
 * @param naming what a declaration may name, beside the rule: things that were declared later never break it
 * @param note what else users of its control route should know; mostly empty
 * @param owned whether an id that is declared for one account alone is refused to the others, also where references are
 *     lenient
 * @param inAllRegions whether a thing of an account is one in all regions, as its service has no regions
 * @param usedOnce whether one thing alone may use a thing at a time
 * @param secrets members that are shown only where secrets are asked for
 * @param implied the things that an account has because of others
 * @param apart what no two things of an account may have in common
 */
public record ReferenceKind(
        String plural,
        String idMember,
        IdForm ids,
        List<String> builtIn,
        Schema schema,
        ApiError unknown,
        Consumer<Members> each,
        Rule rule,
        Rule naming,
        String note,
        boolean owned,
        boolean inAllRegions,
        boolean usedOnce,
        Set<String> secrets,
        Implied implied,
        Apart apart) {
    /**
     * The member of a thing that was declared because a reference named its id. Other accounts may name the same id, and then have
     * a thing of their own.
     */
    public static final Field MADE_UP = Field.flag("madeUp");

    /**
     * What an id looks like.
     *
     * @param inWords the form, for messages
     */
    public record IdForm(Predicate<String> accepts, String inWords) {
        /** Ids of machines, which things of other packages name too. */
        public static final IdForm MACHINE =
                matching("[A-Za-z][A-Za-z0-9_-]{0,63}", "letters, digits, - and _, such as i-YfAibl4A");

        /** Ids that match a pattern. */
        public static IdForm matching(String pattern, String inWords) {
            return new IdForm(Pattern.compile(pattern).asMatchPredicate(), inWords);
        }

        /** Ids of a prefix such as {@code vpc-}, then letters, digits, - and _. */
        public static IdForm prefixed(String prefix) {
            return matching(Pattern.quote(prefix) + "[A-Za-z0-9_-]{1,64}", prefix + " and letters or digits");
        }

        /**
         * Refuses an id of another form.
         *
         * @param parameter the path of the member that holds it
         * @throws ApiException InvalidParameter
         */
        public void require(String parameter, String id) {
            if (!accepts.test(id)) {
                throw INVALID_PARAMETER.at(parameter, "is \"%s\"; allowed is an id: %s", id, inWords);
            }
        }
    }

    /** A rule about a thing that shall exist. */
    @FunctionalInterface
    public interface Rule {
        /**
         * Refuses members that break the rule.
         *
         * @param world what the thing's account sees
         * @throws ApiException InvalidParameter
         */
        void check(AccountWorld world, Members members);
    }

    /** Things that exist because others do, such as the default security group of a VPC. */
    @FunctionalInterface
    public interface Implied {
        /** Those of an account, by id. */
        SortedMap<String, Members> of(AccountWorld world);
    }

    /** What no two things of an account may have in common, such as the block of subnets of one VPC. */
    @FunctionalInterface
    public interface Apart {
        /** What is refused about the things that have something in common with another one, by the ids of both. */
        Map<String, Clash> clashes(AccountWorld world);
    }

    /**
     * What is refused about a thing beside another one.
     *
     * @param member the member that both have in common
     * @param complaint what is wrong with it, and what is allowed
     */
    public record Clash(String member, String complaint) {
        ApiException refusal() {
            return INVALID_PARAMETER.at(member, "%s", complaint);
        }
    }

    /** Begins a kind without further rules, whose unknown ids are InvalidParameter. */
    public static Definition of(String plural, String idMember, IdForm ids, List<String> builtIn, Schema schema) {
        return new Definition(plural, idMember, ids, builtIn, schema);
    }

    /** A kind that is being defined: what is not said of it is not so. */
    public static final class Definition {
        private final String plural;
        private final String idMember;
        private final IdForm ids;
        private final List<String> builtIn;
        private final Schema schema;
        private ApiError unknown = INVALID_PARAMETER;
        private Consumer<Members> each = members -> {};
        private Rule rule = (world, members) -> {};
        private Rule naming = (world, members) -> {};
        private String note = "";
        private boolean owned;
        private boolean inAllRegions;
        private boolean usedOnce;
        private Set<String> secrets = Set.of();
        private Implied implied = world -> new TreeMap<>();
        private Apart apart = world -> Map.of();

        private Definition(String plural, String idMember, IdForm ids, List<String> builtIn, Schema schema) {
            this.plural = plural;
            this.idMember = idMember;
            this.ids = ids;
            this.builtIn = builtIn;
            this.schema = schema;
        }

        /** Unknown ids have another error. */
        public Definition unknownIs(ApiError error) {
            unknown = error;
            return this;
        }

        /** Each of its things by itself obeys a rule. */
        public Definition each(Consumer<Members> check) {
            each = check;
            return this;
        }

        /** Its things obey a rule beside others. */
        public Definition with(Rule further) {
            rule = further;
            return this;
        }

        /** Its declarations name things by a rule, which holds when they are made, by a control route or a seed. */
        public Definition naming(Rule further) {
            naming = further;
            return this;
        }

        /** Each of its things belongs to one account. */
        public Definition ownedByOneAccount() {
            owned = true;
            return this;
        }

        /** Its things are those of an account in all regions. */
        public Definition oneInAllRegions() {
            inAllRegions = true;
            return this;
        }

        /** One thing alone uses each at a time. */
        public Definition usedByOneThing() {
            usedOnce = true;
            return this;
        }

        /** Further things exist because of others, unless they are declared. */
        public Definition implying(Implied things) {
            implied = things;
            return this;
        }

        /** No two of an account have this in common. */
        public Definition keptApart(Apart what) {
            apart = what;
            return this;
        }

        /** Its control route has a note. */
        public Definition noting(String text) {
            note = text;
            return this;
        }

        /** A member is a secret. */
        public Definition withSecret(String member) {
            secrets = Set.of(member);
            return this;
        }

        /** The kind that is defined so. */
        public ReferenceKind kind() {
            return new ReferenceKind(
                    plural,
                    idMember,
                    ids,
                    builtIn,
                    schema,
                    unknown,
                    each,
                    rule,
                    naming,
                    note,
                    owned,
                    inAllRegions,
                    usedOnce,
                    secrets,
                    implied,
                    apart);
        }
    }

    /** The members of a thing as they are shown, without its id. */
    ObjectNode shown(Members members, boolean withSecrets) {
        ObjectNode shown = members.json().deepCopy();
        return withSecrets ? shown : shown.without(secrets);
    }

    /** A member that holds the id of a thing, whose form {@link AccountWorld#require} checks. */
    public Field id(String member) {
        return Field.parsed(member, text -> text, "an id: " + ids.inWords());
    }

    /** Refuses an id of another form with InvalidParameter. */
    void requireForm(String parameter, String id) {
        ids.require(parameter, id);
    }
}
