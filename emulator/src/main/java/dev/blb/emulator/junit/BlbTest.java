package dev.blb.emulator.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives tests an emulator. Put it on the class, for all of its tests and those of nested classes; a method's own annotation
 * replaces it. It stands in the place of {@code @ExtendWith(BlbEmulatorExtension.class)}, not of {@code @Test}.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(BlbEmulatorExtension.class)
public @interface BlbTest {
    /**
     * Seeds to begin with, applied one after the other to the test's own account: names of class-path resources, YAML or
     * JSON, from the root of the class path, such as {@code worlds/shop.yaml}. Tests that run at the same time cannot make
     * instances of one id, so a seed for them names no {@code blbId}.
     */
    String[] seed() default {};

    /** How long an instance stays creating or updating after a write, such as 500ms, 2s or PT2S; empty: as the server. */
    String settleDelay() default "";

    /** How writes take effect: instant, realistic or hostile; empty: as the server. */
    String async() default "";

    /** Which ids of other services are accepted: lenient or strict; empty: as the server. */
    String references() default "";

    /** Load balancers of the account, 0 to 1,000,000; -1: as the server. */
    int quotaLoadBalancers() default -1;

    /** Listeners of a load balancer, 0 to 1,000,000; -1: as the server. */
    int quotaListeners() default -1;

    /** Real servers of a load balancer, 0 to 1,000,000; -1: as the server. */
    int quotaBackends() default -1;

    /**
     * Gives all tests of the class one account, dropped after the last test, instead of one each. Parameters of
     * {@code @BeforeAll}, {@code @AfterAll} and of the constructor of a class with one instance need it. Not for methods.
     */
    boolean sharedAccount() default false;

    /**
     * A private server for the test, or with {@link #sharedAccount()} for the class, so that the clock can be moved. Since a
     * client's clock does not move along, only the form of signatures is checked ({@code --auth parse}).
     */
    boolean ownServer() default false;

    /**
     * Lets listeners listen, and forward to the machines whose real address is registered ({@code --data-plane on});
     * {@link BlbWorld#endpoint(String, int)} tells where. Tests without {@link #ownServer()} share one such server.
     */
    boolean dataPlane() default false;

    /**
     * Serves the API over TLS too, on a second free port ({@code --https-port 0}): {@link BlbWorld#httpsUri()} is its address,
     * {@link BlbWorld#sslContext()} trusts its certificate. Tests without {@link #ownServer()} share one such server.
     */
    boolean https() default false;

    /**
     * Settings as on the command line, such as {@code {"--quota-listeners", "3"}}: with {@link #ownServer()} any setting of the
     * server, otherwise those of which each account may have its own values. A member of this annotation that names the same
     * setting, such as {@link #quotaListeners()}, wins.
     */
    String[] settings() default {};
}
