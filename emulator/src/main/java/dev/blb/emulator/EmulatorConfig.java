package dev.blb.emulator;

import dev.blb.emulator.api.AccountSettings;
import dev.blb.emulator.api.AccountSettings.References;
import dev.blb.emulator.asynchrony.Profile;
import dev.blb.emulator.http.AuthMode;
import dev.blb.emulator.http.Credentials;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every setting of an emulator. {@link Main} reads them from flags and environment variables and says what each means.
 *
 * @param host the address to listen on, or null for loopback; control routes serve other hosts only if it is set
 * @param port 0 to 65535; 0 takes any free port
 * @param credentials the access keys that are known
 * @param auth how signatures are checked
 * @param region one of {@link #REGIONS}
 * @param account the settings that each account begins with
 * @param async how writes take effect
 * @param seedIds makes ids, addresses and request ids the same on every run, or null for random ones
 * @param maxBodyBytes the largest body that is read
 * @param seeds files and folders that declare the world at start
 * @param dataDir the directory that keeps the state, or null to hold it in memory
 */
public record EmulatorConfig(
        @Nullable String host,
        int port,
        Credentials credentials,
        AuthMode auth,
        String region,
        AccountSettings account,
        Profile async,
        @Nullable Long seedIds,
        int maxBodyBytes,
        List<Path> seeds,
        @Nullable Path dataDir) {
    /** The address to listen on if none is set. */
    public static final String LOOPBACK = "127.0.0.1";

    /** The regions by their short names, with the word that stands in generated names [meta]. */
    public static final Map<String, String> REGIONS = Map.ofEntries(
            Map.entry("bj", "beijing"),
            Map.entry("bd", "baoding"),
            Map.entry("cd", "chengdu"),
            Map.entry("fsh", "shanghai"),
            Map.entry("fwh", "wuhan"),
            Map.entry("gz", "guangzhou"),
            Map.entry("hkg", "hongkong"),
            Map.entry("nj", "nanjing"),
            Map.entry("sin", "singapore"),
            Map.entry("su", "suzhou"),
            Map.entry("yq", "yangquan"));

    /** The settings of a start without flags and variables. */
    public static EmulatorConfig defaults() {
        return new EmulatorConfig(
                null,
                8252,
                Credentials.parse("emulator-*:emulator-secret-key-0001"),
                AuthMode.VERIFY,
                "bj",
                new AccountSettings(References.LENIENT, Duration.ZERO, 60, 50, 50),
                Profile.INSTANT,
                null,
                1024 * 1024,
                List.of(),
                null);
    }

    /** The same on another port. */
    public EmulatorConfig withPort(int changed) {
        return new EmulatorConfig(
                host, changed, credentials, auth, region, account, async, seedIds, maxBodyBytes, seeds, dataDir);
    }

    /** The same with signatures checked otherwise. */
    public EmulatorConfig withAuth(AuthMode changed) {
        return new EmulatorConfig(
                host, port, credentials, changed, region, account, async, seedIds, maxBodyBytes, seeds, dataDir);
    }

    /** The same with other settings for accounts. */
    public EmulatorConfig withAccount(AccountSettings changed) {
        return new EmulatorConfig(
                host, port, credentials, auth, region, changed, async, seedIds, maxBodyBytes, seeds, dataDir);
    }

    /** The same with writes that take effect otherwise. */
    public EmulatorConfig withAsync(Profile changed) {
        return new EmulatorConfig(
                host, port, credentials, auth, region, account, changed, seedIds, maxBodyBytes, seeds, dataDir);
    }

    /** The same with seeded ids. */
    public EmulatorConfig withSeedIds(long changed) {
        return new EmulatorConfig(
                host, port, credentials, auth, region, account, async, changed, maxBodyBytes, seeds, dataDir);
    }

    /** The same with a world that is declared at start. */
    public EmulatorConfig withSeeds(Path... changed) {
        return new EmulatorConfig(
                host,
                port,
                credentials,
                auth,
                region,
                account,
                async,
                seedIds,
                maxBodyBytes,
                List.of(changed),
                dataDir);
    }

    /** The same with the state kept in a directory. */
    public EmulatorConfig withDataDir(Path changed) {
        return new EmulatorConfig(
                host, port, credentials, auth, region, account, async, seedIds, maxBodyBytes, seeds, changed);
    }

    /** The same with other references. */
    public EmulatorConfig withReferences(References changed) {
        return withAccount(new AccountSettings(
                changed,
                account.settleDelay(),
                account.quotaLoadBalancers(),
                account.quotaListeners(),
                account.quotaBackends()));
    }

    /** The same with another settle delay. */
    public EmulatorConfig withSettleDelay(Duration changed) {
        return withAccount(new AccountSettings(
                account.references(),
                changed,
                account.quotaLoadBalancers(),
                account.quotaListeners(),
                account.quotaBackends()));
    }

    /** The same with other quotas: instances per account, listeners and real servers per instance. */
    public EmulatorConfig withQuotas(int loadBalancers, int listeners, int backends) {
        return withAccount(
                new AccountSettings(account.references(), account.settleDelay(), loadBalancers, listeners, backends));
    }
}
