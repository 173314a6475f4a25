package dev.blb.client;

import dev.blb.client.BlbException.TransportFailure;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.locks.LockSupport;

/** A program whose common pool is blocked for good, and that asks a service for a load balancer. */
final class BlockedPool {
    private BlockedPool() {}

    /**
     * Prints the id in the answer, or what failed.
     *
     * @param arguments the endpoint
     */
    public static void main(String[] arguments) throws Exception {
        int threads = ForkJoinPool.getCommonPoolParallelism();
        CountDownLatch blocked = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++) {
            ForkJoinPool.commonPool().execute(() -> {
                blocked.countDown();
                while (true) {
                    LockSupport.park();
                }
            });
        }
        blocked.await();
        try (BlbClient client = BlbClient.builder()
                .endpoint(URI.create(arguments[0]))
                .credentials("k", "s")
                .retryPolicy(RetryPolicy.none())
                .build()) {
            System.out.println(client.loadBalancers().describe("lb-1").blbId());
        } catch (TransportFailure failure) {
            System.out.println(failure.getMessage());
        }
    }
}
