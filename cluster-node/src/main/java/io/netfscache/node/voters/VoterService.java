package io.netfscache.node.voters;

import io.netfscache.node.NodeException;
import io.netfscache.node.coherence.Timer;
import io.netfscache.node.coherence.Voter;
import io.netfscache.node.coherence.VoterSet;
import io.netfscache.protocol.Accept;
import io.netfscache.protocol.BallotAnswer;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.Prepare;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.ReplaceVoter;
import io.netfscache.protocol.Voters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node says and does about the voter set once it serves: answers other nodes, follows newer sets, replaces a
 * voter for an operator, and finishes a change whose coordinator is gone. Everything happens in turns, one after another,
 * because the disk is waited for; the methods may be called from any thread and do not block.
 */
public final class VoterService {
    /**
     * What the voter set depends on.
     *
     * @param turns runs tasks one at a time, in order; they may wait for the disk
     * @param dataDirectory where sets and promises are kept
     */
    public record Ground(
            NodeId self,
            Path dataDirectory,
            VoterPeers peers,
            Executor turns,
            Timer timer,
            LongSupplier nanoClock,
            RandomGenerator random) {}

    private interface Answer<T> {
        T get() throws IOException;
    }

    private static final Logger log = LoggerFactory.getLogger(VoterService.class);

    private final Ground ground;
    private final VoterRegister register;
    private final Acceptor acceptor;
    private final Proposals proposals;
    private BooleanSupplier leaseHeld = () -> true;
    private Consumer<String> refused = why -> {};
    private @Nullable VoterSet undecided;
    private long undecidedUntil;
    private volatile boolean pending;

    /** @throws IOException when what is kept on disk cannot be read; the message says what to do */
    public VoterService(Ground ground, Voter voter) throws IOException {
        this.ground = ground;
        this.register = new VoterRegister(ground.dataDirectory(), voter);
        this.acceptor = new Acceptor(ground.self(), register, voter, new BallotFile(ground.dataDirectory()));
        this.proposals = new Proposals(
                ground.self(), this::askVoter, this::decided, ground.timer(), ground.turns(), ground.random());
    }

    VoterRegister register() {
        return register;
    }

    /** Whether this voter has accepted a set and waits for the decision. */
    public boolean awaitsDecision() {
        return pending;
    }

    /**
     * This node takes part: from now on it follows the set.
     *
     * @param leaseHeld without a lease this node may have missed a newer set, so it asks
     * @param refused told why this node must leave, when it turns out to be a stranger among the members
     */
    void start(BooleanSupplier leaseHeld, Consumer<String> refused) {
        this.leaseHeld = leaseHeld;
        this.refused = refused;
        acceptor.resumed();
        noticePending();
        watch();
    }

    /** Another node says which set it knows, and is told which one this node knows. */
    public CompletionStage<Voters> exchange(Voters theirs) {
        return turn(() -> {
            register.learn(theirs);
            noticePending();
            return register.told();
        });
    }

    public CompletionStage<BallotAnswer> prepare(Prepare question) {
        return turn(() -> {
            BallotAnswer answer = acceptor.prepare(question);
            noticePending();
            return answer;
        });
    }

    public CompletionStage<BallotAnswer> accept(Accept question) {
        return turn(() -> {
            BallotAnswer answer = acceptor.accept(question);
            noticePending();
            return answer;
        });
    }

    /** Completes with the set that has been decided, or with a {@link NodeException} that says what to do. */
    public CompletionStage<Voters> replace(ReplaceVoter wish) {
        CompletableFuture<Voters> result = new CompletableFuture<>();
        ground.turns()
                .execute(() -> replace(wish, 1).whenComplete((set, error) -> {
                    if (error == null) {
                        result.complete(VoterRegister.frame(set));
                    } else {
                        result.completeExceptionally(NodeException.unwrap(error));
                    }
                }));
        return result;
    }

    private CompletionStage<VoterSet> replace(ReplaceVoter wish, int survey) {
        VoterSet current = register.known();
        if (current == null) {
            return refusal(ErrorCode.ENOBUFS, Reason.NO_QUORUM, "this node does not know the voters yet: try again");
        }
        if (proposals.underWay()) {
            return underWay();
        }
        Replacement replacement;
        try {
            replacement = Replacement.of(wish, current, members());
        } catch (NodeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
        return tell(replacement.surveyed(), register.told())
                .thenComposeAsync(
                        answers -> {
                            if (!current.equals(register.known()) && survey < VoterLimits.SURVEYS) {
                                return replace(wish, survey + 1);
                            }
                            return propose(current, replacement.wanted(answers));
                        },
                        ground.turns());
    }

    private CompletionStage<VoterSet> propose(VoterSet current, VoterSet wanted) {
        if (proposals.underWay()) {
            return underWay();
        }
        return proposals.propose(current, wanted).thenApply(set -> {
            if (!set.equals(wanted)) {
                throw new NodeException(
                        ErrorCode.EBUSY,
                        Reason.NONE,
                        "another change of the voters was under way and has been finished; look at the status and, if"
                                + " it is still needed, try again");
            }
            return set;
        });
    }

    private static CompletionStage<VoterSet> underWay() {
        return refusal(ErrorCode.EBUSY, Reason.NONE, "a change of the voters is under way: try again when it is done");
    }

    private static <T> CompletionStage<T> refusal(ErrorCode code, Reason reason, String message) {
        return CompletableFuture.failedFuture(new NodeException(code, reason, message));
    }

    /** A voter has answered that it knows a newer set. */
    public void askNewer(NodeId voter) {
        ground.turns().execute(() -> tell(Set.of(voter), register.told()));
    }

    /** The members have changed: those that came may know more, or belong elsewhere. */
    public void membersChanged() {
        ground.turns().execute(this::askMembers);
    }

    private void askMembers() {
        VoterSet known = register.known();
        if (known != null) {
            tell(members(), register.told())
                    .thenAcceptAsync(
                            answers -> Admission.merged(known, ground.peers().members(), answers)
                                    .ifPresent(refused),
                            ground.turns());
        }
    }

    /** Takes the set over and tells all whom it concerns. */
    private CompletionStage<Void> decided(Voters set) {
        Set<NodeId> told = new HashSet<>(members());
        VoterSet before = register.known();
        if (before != null) {
            told.addAll(before.voters());
        }
        told.addAll(set.voters());
        try {
            register.learn(set);
            noticePending();
        } catch (IOException e) {
            return CompletableFuture.failedFuture(failed(e));
        }
        return tell(told, set).thenApply(answers -> null);
    }

    /** Tells nodes a set and learns what they know. Completes with the answers of those that gave one. */
    private CompletionStage<Map<NodeId, Voters>> tell(Collection<NodeId> nodes, Voters set) {
        Map<NodeId, Voters> answers = new ConcurrentHashMap<>();
        List<CompletableFuture<?>> asked = new ArrayList<>();
        for (NodeId node : nodes) {
            if (node.equals(ground.self())) {
                answers.put(node, register.told());
                continue;
            }
            asked.add(ground.peers()
                    .ask(node, set, Voters.class)
                    .handleAsync(
                            (answer, error) -> {
                                if (error == null) {
                                    answers.put(node, answer);
                                    learn(answer);
                                }
                                return answer;
                            },
                            ground.turns())
                    .toCompletableFuture());
        }
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenApply(all -> answers);
    }

    private void learn(Voters answer) {
        try {
            register.learn(answer);
            noticePending();
        } catch (IOException e) {
            log.atError().setCause(e).log("cannot keep voter set {}; this node goes on with the old one", answer);
        }
    }

    private CompletionStage<BallotAnswer> askVoter(NodeId voter, Frame question) {
        if (!voter.equals(ground.self())) {
            return ground.peers().ask(voter, question, BallotAnswer.class);
        }
        return question instanceof Prepare prepare ? prepare(prepare) : accept((Accept) question);
    }

    private void noticePending() {
        pending = acceptor.pending() != null;
    }

    /** The next look does not depend on this one: a turn that finds no room is dropped. */
    private void watch() {
        ground.timer().after(VoterLimits.WATCH.toNanos(), this::watch);
        ground.turns().execute(this::look);
    }

    /** Every now and then: has this node missed a set, and is something undecided for too long? */
    private void look() {
        if (!leaseHeld.getAsBoolean()) {
            askMembers();
        }
        VoterSet current = register.known();
        VoterSet accepted = acceptor.pending();
        long now = ground.nanoClock().getAsLong();
        if (current == null || accepted == null) {
            undecided = null;
        } else if (!accepted.equals(undecided)) {
            undecided = accepted;
            undecidedUntil =
                    now + VoterLimits.UNDECIDED.toNanos() + ground.random().nextLong(VoterLimits.UNDECIDED.toNanos());
        } else if (now - undecidedUntil >= 0 && !proposals.underWay()) {
            log.atWarn()
                    .log("finishing the change to voter set {}, which nobody else has finished", accepted.version());
            undecided = null;
            proposals.propose(current, accepted).exceptionally(error -> {
                log.atWarn()
                        .log("the change to voter set {} is still open: {}", accepted.version(), error.getMessage());
                return accepted;
            });
        }
    }

    private List<NodeId> members() {
        return ground.peers().members().stream()
                .map(VoterPeers.Seen::id)
                .distinct()
                .toList();
    }

    private <T> CompletionStage<T> turn(Answer<T> answer) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return answer.get();
                    } catch (IOException e) {
                        throw new CompletionException(failed(e));
                    }
                },
                ground.turns());
    }

    private static NodeException failed(IOException e) {
        log.atError().setCause(e).log("the voter set or a promise cannot be kept on disk");
        return new NodeException(
                ErrorCode.EIO, Reason.DISK_ERROR, "the voter set cannot be kept on the node's disk: " + e.getMessage());
    }
}
