package dev.blb.contract.target;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.opentest4j.TestAbortedException;

/**
 * The prerequisites of a run, from the environment: keys, and ids of what other services made. An emulator has good values
 * for all of them; against the cloud a test whose prerequisite is missing is skipped with the name of the variable.
 */
public final class Settings {
    /** A prerequisite: its variable, what the emulator takes when it is not set, and what it is. */
    public enum Variable {
        BLB_TEST_ACCESS_KEY("emulator-contract-0001", "access key of the account that the tests work in"),
        BLB_TEST_SECRET_KEY("emulator-secret-key-0001", "its secret"),
        BLB_TEST_REGION("bj", "region, for the report"),
        BLB_TEST_VPC_ID("vpc-emulator0001", "a VPC"),
        BLB_TEST_SUBNET_ID("sbn-emulator0001", "a subnet of it, with room for 3 addresses"),
        BLB_TEST_INSTANCE_IDS(
                "i-emul0001,i-emul0002,i-emul0003,i-emul0004,i-emul0005",
                "5 machines in the VPC, comma between them; they may be stopped"),
        BLB_TEST_SECURITY_GROUP_ID("g-emulator0001", "an ordinary security group in the VPC"),
        BLB_TEST_ENTERPRISE_SECURITY_GROUP_ID("esg-emulator0001", "an enterprise security group"),
        BLB_TEST_SECURITY_GROUP_NAME("web-servers", "its name; optional"),
        BLB_TEST_ENTERPRISE_SECURITY_GROUP_NAME("all-tiers", "the name of the enterprise one; optional"),
        BLB_TEST_EIP("203.0.113.10", "an EIP that is bound to nothing; optional"),
        BLB_TEST_CERT_ID("cert-emulator0001", "a server certificate"),
        BLB_TEST_ORDERS("yes", "yes allows orders, which cost money; anything else skips them");

        private final String emulatorDefault;
        private final String meaning;

        Variable(String emulatorDefault, String meaning) {
            this.emulatorDefault = emulatorDefault;
            this.meaning = meaning;
        }

        /** What the emulator takes when the variable is not set. */
        public String emulatorDefault() {
            return emulatorDefault;
        }

        /** What it is, for tables. */
        public String meaning() {
            return meaning;
        }
    }

    private final Map<String, String> environment;
    private final boolean defaults;

    /**
     * The settings of a run.
     *
     * @param environment the variables that are set
     * @param defaults whether the emulator's values stand in for those that are not
     */
    public Settings(Map<String, String> environment, boolean defaults) {
        this.environment = Map.copyOf(environment);
        this.defaults = defaults;
    }

    /** The value, if there is one. */
    public Optional<String> find(Variable variable) {
        String value = environment.getOrDefault(variable.name(), defaults ? variable.emulatorDefault : "");
        return value.isBlank() ? Optional.empty() : Optional.of(value.trim());
    }

    /** The value; without it the test that asks is skipped, and says which variable is missing. */
    public String require(Variable variable) {
        return find(variable)
                .orElseThrow(() -> new TestAbortedException(variable.name() + " is not set: " + variable.meaning));
    }

    /** The machines. */
    public List<String> machines() {
        return List.of(require(Variable.BLB_TEST_INSTANCE_IDS).split("\\s*,\\s*", -1));
    }

    /** Skips the test that asks unless orders are allowed. */
    public void requireOrders() {
        if (!require(Variable.BLB_TEST_ORDERS).equals("yes")) {
            throw new TestAbortedException(Variable.BLB_TEST_ORDERS + " is not yes: orders cost money");
        }
    }
}
