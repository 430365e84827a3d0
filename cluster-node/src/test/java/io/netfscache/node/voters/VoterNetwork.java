package io.netfscache.node.voters;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.node.coherence.ManualTime;
import io.netfscache.node.coherence.Membership;
import io.netfscache.node.coherence.Timer;
import io.netfscache.node.coherence.Voter;
import io.netfscache.node.coherence.VoterSet;
import io.netfscache.protocol.Accept;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.MemberId;
import io.netfscache.protocol.MemberList;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.Prepare;
import io.netfscache.protocol.ReplaceVoter;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.Voters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Nodes as far as the voter set is concerned: real state machines and files, messages and time in the test's hands. */
final class VoterNetwork {
    /** Which messages get lost on their way; asked for questions and for answers. */
    interface Loss {
        boolean lost(SimNode from, SimNode to, Frame frame);
    }

    private static final long ON_THE_WAY = 1_000_000;
    private static final long UNANSWERED = Duration.ofSeconds(5).toNanos();

    final ManualTime time = new ManualTime();
    final List<SimNode> members = new ArrayList<>();
    Loss loss = (from, to, frame) -> false;
    int founders = 3;
    /** What the first members have agreed on, as Hazelcast keeps it. */
    @Nullable
    String agreed;

    private final Random random;
    private final Path folder;
    private final Map<Long, VoterSet> decided = new HashMap<>();

    VoterNetwork(Path folder, long seed) {
        this.folder = folder;
        this.random = new Random(seed);
    }

    /** Starts a node on its directory, new if it has none. */
    SimNode start(int number) {
        return start(number, folder.resolve("node-" + number));
    }

    SimNode start(int number, Path directory) {
        try {
            boolean isNew = Files.notExists(directory);
            Files.createDirectories(directory);
            SimNode node = new SimNode(new NodeId(number, number), directory, isNew);
            members.add(node);
            node.entry.start();
            return node;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<SimNode> start(int first, int last) {
        List<SimNode> started = new ArrayList<>();
        for (int number = first; number <= last; number++) {
            started.add(start(number));
        }
        return started;
    }

    void pass(Duration duration) {
        long end = time.nanos() + duration.toNanos();
        while (time.nanos() < end) {
            time.pass(Math.min(10_000_000, end - time.nanos()));
            check();
        }
    }

    /** What must hold at any time: one set per version, and no quorum that answers for a set that has been replaced. */
    private void check() {
        for (SimNode node : members) {
            VoterSet known = node.voter.voters();
            if (node.up && known != null) {
                VoterSet same = decided.putIfAbsent(known.version(), known);
                assertThat(same).as("version %s", known.version()).isIn(null, known);
            }
        }
        for (VoterSet set : decided.values()) {
            if (decided.containsKey(set.version() + 1)) {
                assertThat(members.stream().filter(node -> node.votesFor(set)).count())
                        .as("voters that still answer for %s", set)
                        .isLessThan(set.quorum());
            }
        }
    }

    private SimNode member(NodeId id) throws IOException {
        return members.stream()
                .filter(node -> node.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IOException("node " + id + " is not a member"));
    }

    private <T extends Frame> CompletionStage<T> ask(SimNode from, NodeId to, Frame question, Class<T> type) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        time.after(UNANSWERED, () -> answer.completeExceptionally(new IOException("no answer in time")));
        time.after(ON_THE_WAY, () -> {
            try {
                SimNode asked = member(to);
                if (!asked.up) {
                    throw new IOException("node " + to + " is down");
                }
                if (from.up && !loss.lost(from, asked, question)) {
                    asked.handle(question)
                            .whenComplete((frame, error) -> time.after(ON_THE_WAY, () -> {
                                if (error != null) {
                                    answer.completeExceptionally(error);
                                } else if (asked.up && !loss.lost(asked, from, frame)) {
                                    answer.complete(type.cast(frame));
                                }
                            }));
                }
            } catch (IOException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    /** One run of a node. */
    final class SimNode implements VoterPeers, ClusterEntry.Listener {
        final NodeId id;
        final Path directory;
        final Voter voter;
        final VoterService service;
        final ClusterEntry entry;
        boolean up = true;
        boolean admitted;

        @Nullable
        String refusal;

        private SimNode(NodeId id, Path directory, boolean isNew) throws IOException {
            this.id = id;
            this.directory = directory;
            voter = new Voter(id, new NoMembership(), time::nanos, 1, 100, Rules.ALL);
            VoterService.Ground ground = new VoterService.Ground(
                    id, directory, this, turns(), timer(), time::nanos, new Random(random.nextLong()));
            service = new VoterService(ground, voter);
            entry = new ClusterEntry(ground, service, founders, 2, this::agree, isNew, () -> true, this);
        }

        private String agree(String candidate) {
            String known = agreed;
            if (known == null) {
                agreed = candidate;
            }
            return known == null ? candidate : known;
        }

        private Executor turns() {
            return task -> time.after(0, () -> {
                if (up) {
                    task.run();
                }
            });
        }

        private Timer timer() {
            return (nanos, task) -> time.after(nanos, () -> {
                if (up) {
                    task.run();
                }
            });
        }

        private CompletionStage<? extends Frame> handle(Frame frame) {
            if (frame instanceof Voters voters) {
                return service.exchange(voters);
            }
            return frame instanceof Prepare prepare ? service.prepare(prepare) : service.accept((Accept) frame);
        }

        @Override
        public List<Seen> members() {
            return members.stream()
                    .map(node -> new Seen(node.id, "host-" + node.id.low(), node == this))
                    .toList();
        }

        @Override
        public <T extends Frame> CompletionStage<T> ask(NodeId node, Frame question, Class<T> answer) {
            return VoterNetwork.this.ask(this, node, question, answer);
        }

        @Override
        public void admitted() {
            admitted = true;
        }

        @Override
        public void refused(String why) {
            refusal = why;
            stop();
        }

        /** The node ends, and leaves the members. */
        void stop() {
            freeze();
            members.remove(this);
        }

        /** The node ends and the members do not know it yet. */
        void freeze() {
            up = false;
        }

        VoterSet set() {
            return Objects.requireNonNull(voter.voters());
        }

        boolean votesFor(VoterSet set) {
            return up && voter.votes() && set.equals(voter.voters());
        }

        CompletionStage<Voters> replace(SimNode lost, SimNode replacement) {
            return replace(lost.id.toString(), replacement.id.toString());
        }

        CompletionStage<Voters> replace(String lost, String replacement) {
            return service.replace(new ReplaceVoter(lost, replacement));
        }
    }

    private static final class NoMembership implements Membership {
        @Override
        public MemberId self() {
            return MemberId.NONE;
        }

        @Override
        public long joined(MemberId member) {
            return 0;
        }

        @Override
        public MemberList list() {
            return new MemberList(0, Set.of());
        }
    }

    /** Long enough for a node to find its way in. */
    static Duration entry() {
        return Duration.ofSeconds(1);
    }

    /** Long enough for a voter that is silent to vote. */
    static Duration silence() {
        return Limits.LEASE.multipliedBy(3);
    }
}
