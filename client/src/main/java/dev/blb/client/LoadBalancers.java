package dev.blb.client;

import dev.blb.client.BlbException.ServiceFailure;
import dev.blb.client.Wait.Polled;
import dev.blb.client.internal.Required;
import dev.blb.client.model.CreateLoadBalancer;
import dev.blb.client.model.CreatedLoadBalancer;
import dev.blb.client.model.LoadBalancer;
import dev.blb.client.model.LoadBalancerDetail;
import dev.blb.client.model.LoadBalancerFilter;
import dev.blb.client.model.LoadBalancerStatus;
import dev.blb.client.model.LoadBalancerType;
import dev.blb.client.model.ModificationProtection;
import dev.blb.client.model.Page;
import dev.blb.client.model.PageRequest;
import dev.blb.client.model.UpdateLoadBalancer;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * The operations on instances. Every method may throw {@link BlbException}; writes return before they have taken effect
 * [doc:interface-spec]; {@link #awaitAvailable(String, Duration)} waits for that.
 */
public final class LoadBalancers {
    private static final Set<LoadBalancerStatus> NEVER_AVAILABLE =
            Set.of(LoadBalancerStatus.UNAVAILABLE, LoadBalancerStatus.PAUSED);

    private static final String ID = "blbId";

    private final Call.Start calls;
    private final Wait wait;

    LoadBalancers(Call.Start calls, Wait wait) {
        this.calls = calls;
        this.wait = wait;
    }

    /**
     * The same operations with this client token, 1 to 64 printable ASCII characters without spaces, in place of a
     * generated one for each write. Use it for one write: another request with the same token is refused with
     * {@link ErrorCode#IDEMPOTENT_PARAMETER_MISMATCH}.
     */
    public LoadBalancers withClientToken(String clientToken) {
        return new LoadBalancers(calls.withClientToken(clientToken), wait);
    }

    /** CreateBlb: creates an instance. */
    public CreatedLoadBalancer create(CreateLoadBalancer request) {
        return calls.to(Operation.CREATE_BLB)
                .body(Required.notNull("request", request).members())
                .read(ID, CreatedLoadBalancer.class);
    }

    /** UpdateBlb: changes an instance. */
    public void update(String blbId, UpdateLoadBalancer request) {
        calls.to(Operation.UPDATE_BLB, blbId)
                .body(Required.notNull("request", request).members())
                .send();
    }

    /** UpdateBlbAcl: switches access control on or off. */
    public void updateAcl(String blbId, boolean supportAcl) {
        calls.to(Operation.UPDATE_BLB_ACL, blbId).body("supportAcl", supportAcl).send();
    }

    /** UpdateBlbModifyProtection: lets the console change an instance, or not. */
    public void updateModifyProtection(String blbId, ModificationProtection request) {
        calls.to(Operation.UPDATE_BLB_MODIFY_PROTECTION, blbId)
                .body(Required.notNull("request", request).members())
                .send();
    }

    /** DescribeBlbs: one page of the instances that meet the filter. */
    public Page<LoadBalancer> list(LoadBalancerFilter filter, PageRequest page) {
        return calls.to(Operation.DESCRIBE_BLBS)
                .query(Required.notNull("filter", filter).members())
                .query(page)
                .page("blbList", LoadBalancer.class);
    }

    /** All standard instances. */
    public Pager<LoadBalancer> all() {
        return all(LoadBalancerFilter.ALL);
    }

    /** All instances that meet the filter. */
    public Pager<LoadBalancer> all(LoadBalancerFilter filter) {
        Required.notNull("filter", filter);
        return new Pager<>(page -> list(filter, page));
    }

    /** DescribeBlb: an instance in full. */
    public LoadBalancerDetail describe(String blbId) {
        return calls.to(Operation.DESCRIBE_BLB, blbId).read(ID, LoadBalancerDetail.class);
    }

    /** DescribeBlb: an instance of this kind in full. */
    public LoadBalancerDetail describe(String blbId, LoadBalancerType type) {
        return calls.to(Operation.DESCRIBE_BLB, blbId)
                .query("type", Required.notNull("type", type))
                .read(ID, LoadBalancerDetail.class);
    }

    /** ReleaseBlb: deletes an instance with its listeners, servers and bindings, for good [seed]. */
    public void release(String blbId) {
        calls.to(Operation.RELEASE_BLB, blbId).send();
    }

    /** {@link #awaitAvailable(String, Instant)} for at most this time. */
    public LoadBalancerDetail awaitAvailable(String blbId, Duration limit) {
        return awaitAvailable(blbId, wait.after(limit));
    }

    /**
     * Waits until an instance is {@code available}. An instance that is not found counts as not created yet for 30 seconds,
     * because the real service may take a while to show it [tf].
     *
     * @throws WaitFailure at the deadline, or up to a second later if the last poll is not answered before; at once when
     *     the instance is {@code unavailable}, {@code paused} or gone
     */
    public LoadBalancerDetail awaitAvailable(String blbId, Instant deadline) {
        return wait.until("awaitAvailable", blbId, deadline, end -> {
            LoadBalancerDetail detail = until(end).describe(blbId);
            if (detail.status().equals(LoadBalancerStatus.AVAILABLE)) {
                return Polled.reached(detail, detail.status().value());
            }
            return NEVER_AVAILABLE.contains(detail.status())
                    ? Polled.unreachable(detail.status().value())
                    : Polled.pending(detail.status().value());
        });
    }

    /** {@link #awaitDeleted(String, Instant)} for at most this time. */
    public void awaitDeleted(String blbId, Duration limit) {
        awaitDeleted(blbId, wait.after(limit));
    }

    /**
     * Waits until an instance is not found any more.
     *
     * @throws WaitFailure at the deadline, or up to a second later if the last poll is not answered before
     */
    public void awaitDeleted(String blbId, Instant deadline) {
        wait.until("awaitDeleted", blbId, deadline, end -> {
            try {
                return Polled.pending(until(end).describe(blbId).status().value());
            } catch (ServiceFailure failure) {
                if (Wait.isNotFound(failure)) {
                    return Polled.reached(failure, failure.code().value());
                }
                throw failure;
            }
        });
    }

    private LoadBalancers until(Instant pollEnd) {
        return new LoadBalancers(calls.until(pollEnd), wait);
    }
}
