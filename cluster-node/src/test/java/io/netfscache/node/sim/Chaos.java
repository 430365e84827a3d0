package io.netfscache.node.sim;

import java.util.List;

/** What befalls a random world: one thing after another, several at a time, each over after a while. */
final class Chaos {
    private static final long SECOND = World.SECOND;

    private final World world;
    private final int voters;
    private int disks;

    /** @param voters the first that many nodes, of which a majority keeps its disks */
    Chaos(World world, int voters) {
        this.world = world;
        this.voters = voters;
    }

    void start() {
        next();
    }

    private void next() {
        world.scheduler().after(world.scheduler().between(SECOND / 2, 7 * SECOND), () -> {
            strike();
            next();
        });
    }

    private void strike() {
        SimNode node = world.node(random(world.nodes().size()));
        SimClient client = world.client(random(world.clients().size()));
        switch (random(13)) {
            case 0, 1 -> kill(node, false);
            case 2 -> kill(node, true);
            case 3, 4 -> pause(node.process(), world.scheduler().chance(0.3), 14 * SECOND);
            case 5 -> pause(client.process(), world.scheduler().chance(0.3), 8 * SECOND);
            case 6 -> oneWay(node.process());
            case 7 -> halves();
            case 8 -> cutOff(client.process());
            case 9, 10 -> weather();
            case 11 -> (random(2) == 0 ? node.process() : client.process()).jump(random(2) == 0 ? 5_000 : -5_000);
            default -> grow();
        }
    }

    private void later(long most, Runnable end) {
        world.scheduler().after(world.scheduler().between(SECOND / 5, most), end);
    }

    private void kill(SimNode node, boolean withDisk) {
        if (!node.process().isUp() || (withDisk && !mayLoseDisk(node))) {
            return;
        }
        world.trace("chaos: " + node + " dies" + (withDisk ? " with its disk" : ""));
        node.die();
        if (withDisk) {
            node.loseDisk();
        }
        later(6 * SECOND, () -> {
            node.process().restart();
            world.members().start(node);
        });
    }

    private boolean mayLoseDisk(SimNode node) {
        boolean voter = world.nodes().indexOf(node) < voters;
        if (!voter) {
            return true;
        }
        return voters > 1 && disks++ < (voters - 1) / 2 - (voters == 3 ? 1 : 0);
    }

    private void pause(SimProcess process, boolean suspended, long most) {
        if (process.responds()) {
            world.trace("chaos: " + process + " pauses" + (suspended ? ", suspended" : ""));
            process.pause(suspended);
            later(most, () -> {
                world.trace("chaos: " + process + " resumes");
                process.resume();
            });
        }
    }

    private void oneWay(SimProcess process) {
        boolean out = world.scheduler().chance(0.5);
        world.trace("chaos: one-way cut " + (out ? "from " : "to ") + process);
        List<SimProcess> others = world.nodes().stream()
                .map(SimNode::process)
                .filter(other -> other != process)
                .toList();
        others.forEach(other -> cut(process, other, out));
        later(15 * SECOND, () -> {
            world.trace("chaos: one-way cut of " + process + " is over");
            others.forEach(other -> mend(process, other, out));
        });
    }

    private void cut(SimProcess one, SimProcess other, boolean out) {
        world.network().cut(out ? one : other, out ? other : one);
    }

    private void mend(SimProcess one, SimProcess other, boolean out) {
        world.network().mend(out ? one : other, out ? other : one);
    }

    private void halves() {
        List<SimProcess> nodes = world.nodes().stream().map(SimNode::process).toList();
        List<SimProcess> some =
                nodes.stream().filter(each -> world.scheduler().chance(0.4)).toList();
        List<SimProcess> rest =
                nodes.stream().filter(each -> !some.contains(each)).toList();
        world.trace("chaos: " + some + " apart from " + rest);
        some.forEach(one -> rest.forEach(other -> {
            world.network().cut(one, other);
            world.network().cut(other, one);
        }));
        later(15 * SECOND, () -> {
            world.trace("chaos: " + some + " and " + rest + " together again");
            some.forEach(one -> rest.forEach(other -> {
                world.network().mend(one, other);
                world.network().mend(other, one);
            }));
        });
    }

    private void cutOff(SimProcess client) {
        world.trace("chaos: " + client + " cut off");
        boolean both = world.scheduler().chance(0.5);
        world.nodes().forEach(node -> {
            world.network().cut(node.process(), client);
            if (both) {
                world.network().cut(client, node.process());
            }
        });
        later(
                8 * SECOND,
                () -> world.nodes().forEach(node -> {
                    world.network().mend(node.process(), client);
                    world.network().mend(client, node.process());
                }));
    }

    private void weather() {
        world.trace("chaos: bad weather");
        world.network()
                .weather(new Network.Weather(
                        world.random().nextDouble() * 0.15,
                        world.random().nextDouble() * 0.1,
                        world.random().nextDouble() * 0.15,
                        3 * SECOND));
        later(10 * SECOND, () -> world.network().weather(Network.Weather.FINE));
    }

    /** A node more, or one for good less. */
    private void grow() {
        if (world.nodes().size() < 9) {
            SimNode node = world.addNode();
            world.trace("chaos: " + node + " is new");
            world.members().start(node);
        }
    }

    private int random(int bound) {
        return world.random().nextInt(bound);
    }
}
