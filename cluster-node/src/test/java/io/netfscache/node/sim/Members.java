package io.netfscache.node.sim;

import io.netfscache.node.coherence.VoterSet;
import io.netfscache.protocol.MemberId;
import io.netfscache.protocol.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Hazelcast's membership, seen from above: who does not answer is removed after a while, halves that are apart go on
 * each with its own list, and the smaller joins the larger again as new members. Each node hears of a new list with a
 * delay of its own.
 */
final class Members {
    /** How long things take in the present simulation. */
    record Habits(long lagNanos, long lossNanos, long mergeNanos) {
        static final Habits USUAL = new Habits(10_000_000_000L, 10_000_000_000L, 10_000_000_000L);
        /** Nobody is lost or comes back by itself. */
        static final Habits NONE = new Habits(1, Long.MAX_VALUE / 4, Long.MAX_VALUE / 4);
    }

    private static final class Half {
        View latest;

        Half(View latest) {
            this.latest = latest;
        }
    }

    private static final long TICK = 500_000_000;
    private static final double SLOW_NEWS = 0.25;
    /** COHERENCE 9, shortened: a node without a lease for so long joins anew. */
    private static final long LEASELESS = 20_000_000_000L;

    private final World world;
    private final List<Half> halves = new ArrayList<>();
    private final Map<SimNode, Half> halfOf = new HashMap<>();
    /** Since when a member has not been with the others, and how long that is borne. */
    private final Map<MemberId, Long> removeAt = new HashMap<>();

    private final Map<Half, Long> mergeAt = new HashMap<>();
    private final Map<SimNode, Long> leaseless = new HashMap<>();
    private Habits habits = Habits.USUAL;
    private @Nullable VoterSet voters;
    private long ids;

    Members(World world) {
        this.world = world;
    }

    void habits(Habits next) {
        habits = next;
    }

    VoterSet voters() {
        VoterSet set = voters;
        if (set == null) {
            throw new IllegalStateException("not founded");
        }
        return set;
    }

    MemberId newMember() {
        return new MemberId(0xfeed, ++ids);
    }

    void found(List<SimNode> nodes, int voterCount) {
        List<NodeId> first = nodes.stream().limit(voterCount).map(SimNode::id).toList();
        VoterSet set = new VoterSet(1, 1, first);
        voters = set;
        List<MemberId> members = nodes.stream().map(node -> newMember()).toList();
        Half half = new Half(View.founded(nodes, members));
        halves.add(half);
        for (int i = 0; i < nodes.size(); i++) {
            halfOf.put(nodes.get(i), half);
            nodes.get(i).start(members.get(i), half.latest, set, true);
        }
        tick();
    }

    private void tick() {
        world.scheduler().after(TICK, this::tick);
        for (Half half : List.copyOf(halves)) {
            removeTheLost(half);
        }
        mergeSmallest();
        rejoinLeaseless();
    }

    /** A node starts again, or is new. It joins the largest half. */
    void start(SimNode node) {
        Half half = largest();
        MemberId id = newMember();
        half.latest = half.latest.joinedBy(id, node);
        halfOf.put(node, half);
        node.start(id, half.latest, voters(), false);
        world.trace(node + " joins " + half.latest);
        spread(half);
    }

    private Half largest() {
        return halves.stream()
                .max(Comparator.comparingInt(half -> half.latest.members().size()))
                .orElseThrow();
    }

    private void spread(Half half) {
        View view = half.latest;
        for (View.Member member : view.members()) {
            long lag = world.scheduler().chance(SLOW_NEWS) ? world.scheduler().between(0, habits.lagNanos) : 0;
            long life = member.node().process().life();
            deliver(member, half, view, life, lag);
        }
    }

    /** The others lose a node at once. Who hears of it is up to {@link #tell}; the node itself keeps its old list. */
    void lose(SimNode lost) {
        Half half = largest();
        Half alone = new Half(half.latest.only(member -> member.node() == lost));
        half.latest = half.latest.only(member -> member.node() != lost);
        halves.add(alone);
        halfOf.put(lost, alone);
    }

    /** Makes a node hear of the present list of its half now. */
    void tell(SimNode node) {
        Half half = halfOf.get(node);
        if (half != null) {
            node.adopt(half.latest);
        }
    }

    /** A node that was lost joins again. */
    void merge(SimNode node) {
        Half half = halfOf.get(node);
        if (half != null) {
            merge(half, largest());
        }
    }

    private void deliver(View.Member member, Half half, View view, long life, long lag) {
        world.scheduler().after(lag, () -> {
            SimNode node = member.node();
            if (half.latest.version() != view.version()
                    || halfOf.get(node) != half
                    || life != node.process().life()) {
                return;
            }
            if (!reaches(half, node)) {
                deliver(member, half, view, life, TICK);
                return;
            }
            node.process().run(life, () -> {
                if (halfOf.get(node) == half && node.self().equals(member.id())) {
                    node.adopt(view);
                }
            });
        });
    }

    /** Whether anybody of the half gets through to the node. */
    private boolean reaches(Half half, SimNode node) {
        boolean alone = true;
        for (View.Member other : half.latest.members()) {
            if (other.node() != node && other.node().process().responds()) {
                alone = false;
                if (world.network().isOpen(other.node().process(), node.process())) {
                    return true;
                }
            }
        }
        return alone;
    }

    private boolean isWith(View.Member one, View.Member other) {
        return one.node().process().responds()
                && other.node().process().responds()
                && isOfThisLife(one)
                && isOfThisLife(other)
                && world.network().connects(one.node().process(), other.node().process());
    }

    private static boolean isOfThisLife(View.Member member) {
        return member.node().self().equals(member.id()) && member.node().isRunning();
    }

    /** The largest part of a half that hangs together stays; who is outside of it long enough goes. */
    private void removeTheLost(Half half) {
        List<View.Member> core = List.of();
        for (View.Member each : half.latest.members()) {
            List<View.Member> part = half.latest.members().stream()
                    .filter(other -> other.equals(each)
                            ? isOfThisLife(each) && each.node().process().responds()
                            : isWith(each, other))
                    .toList();
            if (part.size() > core.size()) {
                core = part;
            }
        }
        List<View.Member> lost = new ArrayList<>();
        for (View.Member each : half.latest.members()) {
            if (core.isEmpty() || core.contains(each)) {
                removeAt.remove(each.id());
                continue;
            }
            long now = world.scheduler().now();
            long until = removeAt.computeIfAbsent(
                    each.id(), id -> now + world.scheduler().between(habits.lossNanos / 2, habits.lossNanos));
            if (now >= until) {
                lost.add(each);
            }
        }
        if (!lost.isEmpty()) {
            split(half, lost);
        }
    }

    private void split(Half half, List<View.Member> lost) {
        List<View.Member> alive = lost.stream().filter(Members::isOfThisLife).toList();
        View before = half.latest;
        half.latest = before.only(member -> !lost.contains(member));
        lost.forEach(member -> removeAt.remove(member.id()));
        world.trace("members: " + half.latest + " lost "
                + lost.stream().map(View.Member::node).toList());
        List<View.Member> left = new ArrayList<>(alive);
        while (!left.isEmpty()) {
            View.Member first = left.get(0);
            List<View.Member> part = left.stream()
                    .filter(other -> other.equals(first) || isWith(first, other))
                    .toList();
            left.removeAll(part);
            Half other = new Half(before.only(part::contains));
            halves.add(other);
            part.forEach(member -> halfOf.put(member.node(), other));
            spread(other);
        }
        spread(half);
    }

    private void mergeSmallest() {
        halves.removeIf(
                half -> half != largest() && half.latest.members().stream().noneMatch(Members::isOfThisLife));
        Half target = largest();
        for (Half half : List.copyOf(halves)) {
            if (half == target) {
                continue;
            }
            long now = world.scheduler().now();
            boolean together = half.latest.members().stream()
                    .anyMatch(member -> target.latest.members().stream().anyMatch(other -> isWith(member, other)));
            if (!together) {
                mergeAt.remove(half);
            } else if (now
                    >= mergeAt.computeIfAbsent(
                            half, any -> now + world.scheduler().between(habits.mergeNanos / 10, habits.mergeNanos))) {
                merge(half, target);
            }
        }
    }

    private void merge(Half half, Half target) {
        halves.remove(half);
        mergeAt.remove(half);
        for (View.Member member : half.latest.members()) {
            SimNode node = member.node();
            if (isOfThisLife(member)) {
                rejoin(node, target);
            }
        }
    }

    private void rejoin(SimNode node, Half target) {
        halfOf.put(node, target);
        node.process().run(() -> {
            if (halfOf.get(node) != target) {
                return;
            }
            List<Object> owned = node.replicas().owned();
            MemberId id = newMember();
            target.latest = target.latest.only(other -> other.node() != node).joinedBy(id, node);
            node.rejoin(id, target.latest);
            world.trace(node + " joins again: " + target.latest);
            spread(target);
            owned.forEach(record -> node.records().merge(record));
        });
    }

    private void rejoinLeaseless() {
        long now = world.scheduler().now();
        for (SimNode node : world.nodes()) {
            Half half = halfOf.get(node);
            if (half == null
                    || !node.process().responds()
                    || !node.isRunning()
                    || node.core().lease().held()) {
                leaseless.remove(node);
            } else if (now - leaseless.computeIfAbsent(node, any -> now) > LEASELESS && half == largest()) {
                leaseless.remove(node);
                rejoin(node, half);
            }
        }
    }
}
