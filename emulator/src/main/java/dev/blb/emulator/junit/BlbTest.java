package dev.blb.emulator.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Tests against the emulator, with what is special about it. On a class it is for all of its tests, nested ones too; on
 * a method it stands instead of the one on the class. It replaces {@code @ExtendWith(BlbEmulatorExtension.class)}, not
 * {@code @Test}.
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

    /** How long an instance stays creating or updating after a write, such as 500ms, 2s or PT2S; empty: the server's. */
    String settleDelay() default "";

    /** How writes take effect: instant, realistic or hostile; empty: the server's. */
    String async() default "";

    /** Which ids of other services are accepted: lenient or strict; empty: the server's. */
    String references() default "";

    /** Load balancers of the account, 0 to 1,000,000; -1: the server's. */
    int quotaLoadBalancers() default -1;

    /** Listeners of a load balancer, 0 to 1,000,000; -1: the server's. */
    int quotaListeners() default -1;

    /** Real servers of a load balancer, 0 to 1,000,000; -1: the server's. */
    int quotaBackends() default -1;

    /**
     * Gives all tests of the class one account, dropped after the last, instead of one each. Parameters of
     * {@code @BeforeAll}, {@code @AfterAll} and of the constructor of a class with one instance need it. Not for methods.
     */
    boolean sharedAccount() default false;

    /**
     * A server for the test alone, or with {@link #sharedAccount()} for the class, whose clock it may move. Since a
     * client's clock does not move along, only the shape of signatures is checked ({@code --auth parse}).
     */
    boolean ownServer() default false;

    /** Settings of the own server as on the command line: {@code {"--seed-ids", "7"}}. Only with {@link #ownServer()}. */
    String[] settings() default {};
}
