package io.netfscache.node.sim;

import io.netfscache.internal.coherence.Stamp;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Rules;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A world in which nothing happens by chance but the delays of a fine network. One client reads and one writes, each with
 * a session node of its own; the file's record lives on nodes 1, 2 and 3, the first of which owns it.
 */
final class Script {
    private static final int OWNER = 1;

    private final World world;
    private final int file;

    Script(Rules rules, int nodes, int voters) {
        this(rules, nodes, voters, Map.of());
    }

    Script(Rules rules, int nodes, int voters, Map<String, Double> rates) {
        world = new World(new World.Plan(7, nodes, voters, 2, 0, rates, rules, true));
        world.members().habits(Members.Habits.NONE);
        world.clients().forEach(client -> client.slowOrigin(0));
        file = world.origin().files.stream()
                .filter(each -> View.partition(each.cookie) == OWNER)
                .findFirst()
                .orElseThrow()
                .index;
        world.run(1);
    }

    World world() {
        return world;
    }

    int file() {
        return file;
    }

    /** A file whose record has another owner, which all nodes agree on. */
    int otherFile() {
        return world.origin().files.stream()
                .filter(each -> View.partition(each.cookie) > OWNER)
                .findFirst()
                .orElseThrow()
                .index;
    }

    SimNode node(int index) {
        return world.node(index);
    }

    SimClient reader() {
        return world.client(0);
    }

    SimClient writer() {
        return world.client(1);
    }

    Script sessions(int ofReader, int ofWriter) {
        reader().session().prefer(node(ofReader));
        writer().session().prefer(node(ofWriter));
        reader().session().leave();
        writer().session().leave();
        seconds(2);
        return this;
    }

    void seconds(double time) {
        world.run(time / 2);
    }

    /** The reader reads the first block; what is wrong with that the oracle says. */
    void read() {
        reader().read(file, 0, 1);
        seconds(0.1);
    }

    CompletableFuture<Boolean> write() {
        return writer().write(file, 0, 1);
    }

    /** The generation that the reader knows. */
    ObjectGeneration generation() {
        Stamp stamp = reader().file(file).stamp();
        if (stamp == null) {
            throw new IllegalStateException("the reader knows nothing");
        }
        return stamp.generation();
    }

    /** The first block as the origin has it now goes to a node. */
    void fill(SimNode node, ObjectGeneration generation) {
        fill(node, generation, world.file(file).current().block(0));
    }

    void fill(SimNode node, ObjectGeneration generation, long value) {
        reader().store(file, node, generation, 0, value);
        seconds(0.1);
    }

    /** The first block of a generation, from a node, whatever the reader's session says. */
    void readAt(SimNode node, ObjectGeneration generation) {
        reader().readOld(file, node, generation, 0, 1);
        seconds(0.1);
    }

    void cut(SimNode one, SimNode other) {
        world.network().cut(one.process(), other.process());
        world.network().cut(other.process(), one.process());
    }

    void mend(SimNode one, SimNode other) {
        world.network().mend(one.process(), other.process());
        world.network().mend(other.process(), one.process());
    }

    private List<SimNode> othersThan(SimNode node) {
        return world.nodes().stream().filter(other -> other != node).toList();
    }

    /** No other node is in its reach any more; clients are. */
    void isolate(SimNode node) {
        othersThan(node).forEach(other -> cut(node, other));
    }

    void reconnect(SimNode node) {
        othersThan(node).forEach(other -> mend(node, other));
    }
}
