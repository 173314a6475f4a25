package dev.blb.emulator.traffic;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * In turn by weight, in nginx's smooth order (assumption: a server of weight 2 is not asked twice in a row if another can
 * be). The order of one whole cycle is computed once, so that any number of whole cycles has exact shares and a pick costs
 * one increment. It starts with the plan, so that it can be repeated.
 */
final class RoundRobin implements Picker {
    private final Server[] cycle;
    private final AtomicInteger next = new AtomicInteger();

    /** A cycle over these servers, all with a weight above 0. */
    RoundRobin(List<Server> servers) {
        cycle = cycle(servers);
    }

    private static Server[] cycle(List<Server> servers) {
        int[] weights =
                servers.stream().mapToInt(server -> server.plan().weight()).toArray();
        int divisor = 0;
        int sum = 0;
        for (int weight : weights) {
            divisor = gcd(weight, divisor);
            sum += weight;
        }
        List<Server> order = new ArrayList<>();
        int[] current = new int[weights.length];
        for (int left = divisor == 0 ? 0 : sum / divisor; left > 0; left--) {
            int best = 0;
            for (int i = 0; i < weights.length; i++) {
                current[i] += weights[i];
                if (current[i] > current[best]) {
                    best = i;
                }
            }
            current[best] -= sum;
            order.add(servers.get(best));
        }
        return order.toArray(Server[]::new);
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    @Override
    public @Nullable Server take(InetAddress client, Set<Server> tried) {
        Server server = first(next.getAndIncrement(), tried);
        if (server != null) {
            server.take();
        }
        return server;
    }

    @Override
    public @Nullable Server peek(InetAddress client) {
        return first(next.get(), Set.of());
    }

    /** Which of these servers, all of the cycle, has its turn first; the turn is used up. */
    int turn(List<Server> among) {
        return turn(next.getAndIncrement(), among);
    }

    /** The same, and the turn is left. */
    int nextTurn(List<Server> among) {
        return turn(next.get(), among);
    }

    private int turn(int start, List<Server> among) {
        int index = -1;
        for (int i = 0; index < 0; i++) {
            index = among.indexOf(at(start, i));
        }
        return index;
    }

    private @Nullable Server first(int start, Set<Server> tried) {
        for (int i = 0; i < cycle.length; i++) {
            Server server = at(start, i);
            if (!tried.contains(server)) {
                return server;
            }
        }
        return null;
    }

    /** The counter wraps around after 2^32 picks; then a cycle may be cut short once. */
    private Server at(int start, int offset) {
        return cycle[(int) (((start & 0xffff_ffffL) + offset) % cycle.length)];
    }
}
