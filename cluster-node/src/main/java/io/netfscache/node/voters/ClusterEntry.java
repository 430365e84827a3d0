package io.netfscache.node.voters;

import io.netfscache.node.coherence.VoterSet;
import io.netfscache.node.metadata.MetadataException;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.Voters;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's way into the cluster: asks the other members what they know until {@link Admission} says what this node is,
 * and puts that into force. Runs on the turns of the {@link VoterService}, step after step, until it is through.
 */
public final class ClusterEntry {
    /** Who hears how it ends. */
    public interface Listener {
        /** This node knows the voters and takes part. */
        void admitted();

        /** @param why this node cannot be one of this cluster, and what to do */
        void refused(String why);
    }

    private static final Logger log = LoggerFactory.getLogger(ClusterEntry.class);

    private final VoterService.Ground ground;
    private final VoterService service;
    private final Admission admission;
    private final UnaryOperator<String> agreement;
    private final boolean newNode;
    private final BooleanSupplier leaseHeld;
    private final Listener listener;
    private final long startedNanos;
    /** That of a cluster which this node founds: always the same one, so that a candidate sent twice is one candidate. */
    private final long clusterId;

    private final Map<NodeId, Voters> answers = new ConcurrentHashMap<>();
    private final Set<NodeId> asked = ConcurrentHashMap.newKeySet();
    private volatile boolean through;
    private volatile String waitingFor =
            "too few nodes are members: are the others started, and the same --join and --cluster-name given to all?";

    /**
     * @param voters of a cluster that is founded by this node
     * @param majority of the nodes that the cluster is meant to have
     * @param agreement gives what the first members have agreed on, its argument if nothing; may block and throw {@link
     *     MetadataException} while there is no quorum
     * @param newNode whether the node's id was made in this run: then it has never answered as a voter
     */
    public ClusterEntry(
            VoterService.Ground ground,
            VoterService service,
            int voters,
            int majority,
            UnaryOperator<String> agreement,
            boolean newNode,
            BooleanSupplier leaseHeld,
            Listener listener) {
        this.ground = ground;
        this.service = service;
        this.admission = new Admission(voters, majority);
        this.agreement = agreement;
        this.newNode = newNode;
        this.leaseHeld = leaseHeld;
        this.listener = listener;
        this.startedNanos = ground.nanoClock().getAsLong();
        this.clusterId = ground.random().nextLong();
    }

    /** Begins; the data port must be open, so that others get answers too. */
    public void start() {
        watch();
    }

    /** The next step does not depend on this one: a turn that finds no room is dropped. */
    private void watch() {
        if (!through) {
            ground.timer().after(VoterLimits.STEP.toNanos(), this::watch);
            ground.turns().execute(this::step);
        }
    }

    /** What it waits for, for people. */
    public String waitingFor() {
        return waitingFor;
    }

    private void step() {
        if (through) {
            return;
        }
        ask();
        Admission.Sight sight = new Admission.Sight(
                service.register().kept(),
                ground.peers().members(),
                Map.copyOf(answers),
                ground.nanoClock().getAsLong() - startedNanos);
        try {
            through = take(admission.next(sight));
        } catch (MetadataException | IOException e) {
            waits(String.valueOf(e.getMessage()));
        }
    }

    /** Whether that was the last step. */
    private boolean take(Admission.Step step) throws IOException {
        if (step instanceof Admission.Step.Wait wait) {
            waits(wait.why());
            return false;
        }
        if (step instanceof Admission.Step.Refuse refuse) {
            listener.refused(refuse.why());
            return true;
        }
        VoterRegister register = service.register();
        if (step instanceof Admission.Step.Resume resume) {
            register.resume(VoterRegister.set(resume.set()));
        } else if (step instanceof Admission.Step.Learn learn) {
            enter(VoterRegister.set(learn.set()));
        } else if (step instanceof Admission.Step.Found found) {
            VoterSet candidate = new VoterSet(clusterId, 1, found.voters());
            enter(VoterSetFile.parse(agreement.apply(VoterSetFile.format(candidate))));
        }
        log.atInfo().log("cluster voters: {}", register.told());
        service.start(leaseHeld, listener::refused);
        listener.admitted();
        return true;
    }

    /** A node of an older id may have answered as a voter and lost its file: it keeps silent at first. */
    private void enter(VoterSet set) throws IOException {
        if (newNode && set.version() == 1) {
            service.register().found(set);
        } else {
            service.register().resume(set);
        }
    }

    private void waits(String why) {
        if (!why.equals(waitingFor)) {
            log.atInfo().log("not yet serving: {}", why);
            waitingFor = why;
        }
    }

    /** Asks each other member again as soon as it has answered or failed to; what those said who have gone is forgotten. */
    private void ask() {
        Set<NodeId> others = ground.peers().members().stream()
                .map(VoterPeers.Seen::id)
                .filter(id -> !id.equals(ground.self()))
                .collect(Collectors.toCollection(HashSet::new));
        answers.keySet().retainAll(others);
        for (NodeId node : others) {
            if (asked.add(node)) {
                ground.peers()
                        .ask(node, service.register().told(), Voters.class)
                        .whenComplete((answer, error) -> {
                            asked.remove(node);
                            if (error == null) {
                                answers.put(node, answer);
                            }
                        });
            }
        }
    }
}
