package dev.blb.emulator.world;

import static dev.blb.emulator.api.ApiError.INVALID_PARAMETER;

import dev.blb.emulator.api.ApiException;
import dev.blb.emulator.seed.Contradiction;
import dev.blb.emulator.seed.SeedElement;
import dev.blb.emulator.world.World.Fault;
import dev.blb.emulator.world.World.Place;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A world with things that break the rules of their kinds and did not do so before.
 *
 * @param before the world as it was; neither it nor the other one is changed any more
 * @param now the world with these things
 * @param faults what is wrong with them; there is at least one
 */
record Broken(World before, World now, Map<Place, Fault> faults) implements Contradiction {
    @Override
    public ApiException refusal() {
        return INVALID_PARAMETER.with("What is declared would contradict %s", World.named(faults));
    }

    /** An element that is broken itself, or else the one with which the first broken thing becomes so. */
    @Override
    public Optional<SeedElement> reason(Map<List<String>, SeedElement> seeded) {
        Optional<SeedElement> own = faults.keySet().stream()
                .flatMap(place -> Stream.ofNullable(seeded.get(place.thing())))
                .findFirst();
        return own.or(() -> {
            List<List<String>> things =
                    seeded.keySet().stream().filter(now::knows).toList();
            return first(things, faults.values().iterator().next())
                    .flatMap(thing -> Optional.ofNullable(seeded.get(thing)));
        });
    }

    /**
     * The thing with which a fault comes about if they are declared one after another; empty if it is there without them. It is looked for
     * by halves, so that each thing is declared a few times, however many there are.
     */
    private Optional<List<String>> first(List<List<String>> things, Fault fault) {
        World trial = now.changeable();
        things.forEach(thing -> trial.adopt(thing, before));
        if (fault.remains().test(trial)) {
            return Optional.empty();
        }
        int without = 0;
        int with = things.size();
        while (with - without > 1) {
            int middle = without + (with - without) / 2;
            List<List<String>> half = things.subList(without, middle);
            half.forEach(thing -> trial.adopt(thing, now));
            if (fault.remains().test(trial)) {
                half.forEach(thing -> trial.adopt(thing, before));
                with = middle;
            } else {
                without = middle;
            }
        }
        return Optional.of(things.get(without));
    }
}
