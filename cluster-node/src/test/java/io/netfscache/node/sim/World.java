package io.netfscache.node.sim;

import io.netfscache.node.coherence.LeaseTimes;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** All there is in a simulation: an origin, nodes, clients, the network between them, and who watches the reads. */
final class World {
    /**
     * What a world is made of.
     *
     * @param drift by which clocks go wrong, either way or not at all
     * @param rates of the clocks of processes, by name, that do not leave it to chance
     */
    record Plan(
            long seed,
            int nodes,
            int voters,
            int clients,
            double drift,
            Map<String, Double> rates,
            Rules rules,
            boolean traced) {}

    static final int FILES = 6;
    static final int BLOCKS = 8;
    static final long SECOND = 1_000_000_000;

    private final Scheduler scheduler;
    private final Network network;
    private final Rules rules;
    private final Members members;
    private final Origin origin = new Origin(FILES, BLOCKS);
    private final Oracle oracle = new Oracle(FILES, this);
    private final List<SimNode> nodes = new ArrayList<>();
    private final List<SimClient> clients = new ArrayList<>();
    private final List<String> trace = new ArrayList<>();
    private final boolean traced;
    private final double drift;
    private final int fewestMembers;
    private final Map<String, Double> rates;

    World(Plan plan) {
        scheduler = new Scheduler(plan.seed);
        network = new Network(scheduler);
        rules = plan.rules;
        traced = plan.traced;
        drift = plan.drift;
        fewestMembers = plan.nodes / 2 + 1;
        rates = plan.rates;
        members = new Members(this);
        for (int i = 0; i < plan.nodes; i++) {
            addNode();
        }
        for (int i = 0; i < plan.clients; i++) {
            clients.add(new SimClient(this, newProcess("client" + i)));
        }
        members.found(nodes, plan.voters);
        clients.forEach(SimClient::start);
    }

    private SimProcess newProcess(String name) {
        double random = 1 + drift * (scheduler.random().nextInt(3) - 1);
        return new SimProcess(name, scheduler, rates.getOrDefault(name, random));
    }

    SimNode addNode() {
        SimNode node = new SimNode(this, newProcess("node" + nodes.size()));
        nodes.add(node);
        return node;
    }

    /** With fewer members no record is read or changed: a majority of those that the cluster began with. */
    int fewestMembers() {
        return fewestMembers;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    SplittableRandom random() {
        return scheduler.random();
    }

    Network network() {
        return network;
    }

    Rules rules() {
        return rules;
    }

    Members members() {
        return members;
    }

    Origin origin() {
        return origin;
    }

    Oracle oracle() {
        return oracle;
    }

    List<SimNode> nodes() {
        return nodes;
    }

    List<SimClient> clients() {
        return clients;
    }

    SimNode node(int index) {
        return nodes.get(index);
    }

    SimClient client(int index) {
        return clients.get(index);
    }

    Origin.File file(int index) {
        return origin.files.get(index);
    }

    /** Lets time go by. */
    void run(double leases) {
        scheduler.runUntil(scheduler.now() + (long) (leases * LeaseTimes.LEASE));
    }

    String nameOf(NodeId id) {
        return nodes.stream()
                .filter(node -> node.id().equals(id))
                .map(SimNode::toString)
                .findFirst()
                .orElse("nobody");
    }

    void trace(Supplier<String> what) {
        if (traced) {
            trace(what.get());
        }
    }

    void trace(String what) {
        if (traced) {
            trace.add("%.6f %s".formatted(scheduler.now() / 1e9, what));
        }
    }

    List<String> trace() {
        return trace;
    }
}
