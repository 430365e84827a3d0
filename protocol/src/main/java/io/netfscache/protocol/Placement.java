package io.netfscache.protocol;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Weighted rendezvous hashing: which node holds a chunk, and who is next when that one is gone. Of n nodes one that
 * leaves moves only its own chunks, one that comes takes 1/n of each other's. Clients and nodes must agree on it to the
 * last bit, so it uses {@link StrictMath} and golden values pin it.
 */
public final class Placement {
    private Placement() {}

    /** The nodes in the order in which they are to be asked for the chunk; the first is its holder. */
    public static List<View.Member> rank(List<View.Member> nodes, CookieId cookie, int chunk) {
        record Scored(View.Member node, double score) {}
        List<Scored> scored = new ArrayList<>(nodes.size());
        for (View.Member node : nodes) {
            scored.add(new Scored(node, score(node, cookie, chunk)));
        }
        scored.sort(Comparator.comparingDouble(Scored::score)
                .reversed()
                .thenComparing(entry -> entry.node().id().high())
                .thenComparing(entry -> entry.node().id().low()));
        return scored.stream().map(Scored::node).toList();
    }

    /** The higher, the earlier in rank: -weight / ln(h) with h uniform in (0, 1), which gives shares in proportion to the weights. */
    private static double score(View.Member node, CookieId cookie, int chunk) {
        long hash = mix(node.id().high() ^ mix(node.id().low()));
        hash = mix(hash ^ cookie.high());
        hash = mix(hash ^ cookie.low());
        hash = mix(hash ^ chunk);
        double uniform = ((hash >>> 11) + 0.5) * 0x1.0p-53;
        return -node.weight() / StrictMath.log(uniform);
    }

    /** The finalizer of splitmix64: each bit of the input changes each bit of the output with probability 1/2. */
    private static long mix(long z) {
        z += 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
