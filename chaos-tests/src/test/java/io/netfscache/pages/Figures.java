package io.netfscache.pages;

import java.util.Locale;

/**
 * What a run came to.
 *
 * @param byFirst operations of the first clients
 * @param bySecond of the second ones
 * @param clusterReads reads during which at least one byte came from the cluster
 */
record Figures(
        long byFirst,
        long bySecond,
        long reads,
        long clusterReads,
        long cacheBytes,
        long originBytes,
        long folioBytes,
        long syncs,
        long together,
        long kills,
        double seconds) {
    static Figures none() {
        return new Figures(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    static Figures ofMount(long originBytes, long folioBytes) {
        return new Figures(0, 0, 0, 0, 0, originBytes, folioBytes, 0, 0, 0, 0);
    }

    static Figures ofCluster(long cacheBytes) {
        return new Figures(0, 0, 0, 0, cacheBytes, 0, 0, 0, 0, 0, 0);
    }

    /** Of two runs at the same time. */
    Figures plus(Figures other) {
        return new Figures(
                byFirst + other.byFirst,
                bySecond + other.bySecond,
                reads + other.reads,
                clusterReads + other.clusterReads,
                cacheBytes + other.cacheBytes,
                originBytes + other.originBytes,
                folioBytes + other.folioBytes,
                syncs + other.syncs,
                together + other.together,
                kills + other.kills,
                Math.max(seconds, other.seconds));
    }

    long operations() {
        return byFirst + bySecond;
    }

    double shareOf(int client) {
        return (double) (client == 0 ? byFirst : bySecond) / operations();
    }

    double clusterShare() {
        return (double) clusterReads / reads;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%,d operations, %.1f %% and %.1f %% by each client, %,.0f/s; %,d reads, %.1f %% from the cluster"
                        + " (MiB: cluster %d, origin %d, folios again %d); %,d syncs, %,d turns together, %d nodes killed",
                operations(),
                100 * shareOf(0),
                100 * shareOf(1),
                operations() / seconds,
                reads,
                100 * clusterShare(),
                cacheBytes >> 20,
                originBytes >> 20,
                folioBytes >> 20,
                syncs,
                together,
                kills);
    }
}
