package io.netfscache.node.sim;

import io.netfscache.protocol.Rules;
import java.util.Map;

/** What a seed makes: a random world that lives for a while. */
final class Simulation {
    private static final int[] NODES = {3, 5, 7};
    private static final int[] VOTERS = {1, 3, 5};
    private static final int CLIENTS = 4;
    private static final double DRIFT = 0.0099;
    /** How long a world lives, in leases. */
    private static final double LEASES = 30;

    private Simulation() {}

    static int nodes(long seed) {
        return NODES[Math.floorMod(seed, 3)];
    }

    static int voters(long seed) {
        int wanted = VOTERS[Math.floorMod(seed / 3, 3)];
        return Math.min(wanted, nodes(seed) / 2 * 2 + 1);
    }

    /** Runs the world of a seed to its end. */
    static World run(long seed, Rules rules, boolean traced) {
        World world =
                new World(new World.Plan(seed, nodes(seed), voters(seed), CLIENTS, DRIFT, Map.of(), rules, traced));
        world.run(1);
        new Workload(world).start();
        new Chaos(world, voters(seed)).start();
        world.run(LEASES);
        return world;
    }
}
