package io.netfscache.node.sim;

import io.netfscache.protocol.Limits;

/** What the clients of a random world do: mostly they read. */
final class Workload {
    private static final long THINK = 60_000_000;

    private final World world;

    Workload(World world) {
        this.world = world;
    }

    void start() {
        world.clients().forEach(this::next);
    }

    private void next(SimClient client) {
        client.process().after(world.scheduler().between(THINK / 4, THINK), () -> {
            next(client);
            act(client);
        });
    }

    private void act(SimClient client) {
        int file = random(World.FILES);
        int from = random(World.BLOCKS);
        int to = from + 1 + random(World.BLOCKS - from);
        double dice = world.random().nextDouble();
        if (dice < 0.9) {
            client.read(file, from, to);
        } else if (dice < 0.965) {
            SimNode node = world.node(random(world.nodes().size()));
            client.readOld(file, node, client.file(file).oldGeneration(), from, to);
        } else if (dice < 0.976) {
            client.write(file, from, to);
        } else if (dice < 0.980) {
            client.modify(file, from, to);
        } else if (dice < 0.986) {
            client.resize(file, (1 + random(2 * World.BLOCKS)) * (Limits.BLOCK_BYTES / 2L));
        } else if (dice < 0.989) {
            client.invalidate(file);
        } else if (dice < 0.995) {
            client.reopen(file);
        } else if (dice < 0.999) {
            client.file(file).dropFolios();
        } else {
            client.invalidateVolume(file, random(World.FILES));
        }
    }

    private int random(int bound) {
        return world.random().nextInt(bound);
    }
}
