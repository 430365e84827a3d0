package io.netfscache.node.sim;

import io.netfscache.internal.coherence.ObjectView;
import io.netfscache.internal.coherence.Stamp;
import io.netfscache.netfs.ReadRules;
import io.netfscache.node.NodeException;
import io.netfscache.origin.OriginFile.Certification;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Limits;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One read of a client, in the steps of {@code ReadHelper} and {@code FolioLoader}: folios, nodes, the origin. */
final class SimRead {
    private static final int MAX_RESTARTS = 5;
    private static final int PIECE = 3;

    private final World world;
    private final SimClient client;
    private final SimFile file;
    private final ReadRules rules;
    private final int from;
    private final int to;
    private final int floor;
    private final long[] values;
    private final CompletableFuture<SimRead> done = new CompletableFuture<>();
    private int restarts = -1;
    private int kept;
    private boolean fromNode;
    private boolean fromOrigin;

    SimRead(World world, SimClient client, SimFile file, int from, int to) {
        this.world = world;
        this.client = client;
        this.file = file;
        this.rules = new ReadRules(world.rules());
        this.from = from;
        this.to = to;
        this.floor = world.oracle().floor(file.file);
        this.values = new long[to - from];
    }

    CompletableFuture<SimRead> start() {
        begin(0);
        return done;
    }

    boolean wasFromNode() {
        return fromNode;
    }

    boolean wasFromOrigin() {
        return fromOrigin;
    }

    long value(int block) {
        return values[block - from];
    }

    /** @param have blocks that the read already has */
    private void begin(int have) {
        kept = rules.kept(have);
        if (kept == 0) {
            fromNode = false;
            fromOrigin = false;
        }
        if (++restarts > MAX_RESTARTS) {
            uncached();
            return;
        }
        Stamp stamp = file.stamp();
        if (stamp != null) {
            next(file.view(), stamp, from + kept);
            return;
        }
        file.lookUp().whenComplete((known, failure) -> {
            Stamp found = file.stamp();
            if (found != null) {
                next(file.view(), found, from + kept);
            } else if (known) {
                begin(kept);
            } else {
                uncached();
            }
        });
    }

    private void next(ObjectView view, Stamp stamp, int position) {
        int end = Math.min(to, Origin.blocks(stamp.objectSize()));
        int at = position;
        while (at < end) {
            SimFile.Folio folio = file.folio(at);
            if (folio == null || !rules.serves(folio.generation(), stamp.generation())) {
                break;
            }
            values[at++ - from] = folio.value();
        }
        if (at >= end) {
            if (end < to && at == from && !file.isProven(stamp.generation())) {
                certify(view, stamp, at, new long[0]);
                return;
            }
            Arrays.fill(values, Math.max(at, from) - from, values.length, Origin.END);
            finish();
            return;
        }
        int pieceEnd = at + 1;
        while (pieceEnd < Math.min(end, at + PIECE) && file.folio(pieceEnd) == null) {
            pieceEnd++;
        }
        readNode(view, stamp, at, pieceEnd);
    }

    private SimNode holder() {
        int rank = world.scheduler().chance(0.15) ? 1 : 0;
        return world.node((file.file.index + rank) % world.nodes().size());
    }

    private void readNode(ObjectView view, Stamp stamp, int at, int end) {
        SimNode node = holder();
        world.network()
                .ask(
                        client.process(),
                        node.process(),
                        Limits.READ_DEADLINE.toNanos(),
                        () -> node.read(file.file.cookie, stamp.generation(), at, end))
                .whenComplete((found, failure) -> {
                    ErrorCode code = failure instanceof NodeException refused ? refused.code() : ErrorCode.ENOBUFS;
                    boolean again = failure != null && rules.after(code) == ReadRules.Recovery.READ_AGAIN;
                    if (again) {
                        view.foundStale(stamp);
                    }
                    if (again || !view.isCurrent(stamp)) {
                        begin(at - from);
                    } else {
                        took(view, stamp, at, failure == null ? found : new long[end - at]);
                    }
                });
    }

    private void took(ObjectView view, Stamp stamp, int at, long[] found) {
        boolean missing = false;
        for (int i = 0; i < found.length; i++) {
            values[at + i - from] = found[i];
            missing |= found[i] == Origin.MISSING;
            fromNode |= found[i] != Origin.MISSING;
        }
        if (missing) {
            readOrigin(view, stamp, at, found, 0);
        } else {
            keep(stamp, at, found);
            next(view, stamp, at + found.length);
        }
    }

    private void keep(Stamp stamp, int at, long[] blocks) {
        for (int i = 0; i < blocks.length; i++) {
            file.keep(at + i, stamp.generation(), blocks[i]);
        }
    }

    /** The missing blocks one by one, then what the origin has after that. */
    private void readOrigin(ObjectView view, Stamp stamp, int at, long[] found, int index) {
        int hole = index;
        while (hole < found.length && found[hole] != Origin.MISSING) {
            hole++;
        }
        if (hole == found.length) {
            certify(view, stamp, at, found);
            return;
        }
        int block = hole;
        client.atOrigin(() -> file.file.current().block(at + block)).thenAccept(value -> {
            fromOrigin = true;
            values[at + block - from] = value;
            readOrigin(view, stamp, at, found, block + 1);
        });
    }

    private void certify(ObjectView view, Stamp stamp, int at, long[] found) {
        client.atOrigin(file.file::current).thenAccept(now -> {
            boolean same = file.file.aux(now.number()).equals(stamp.aux()) && now.size() == stamp.objectSize();
            switch (rules.filled(same ? Certification.CERTIFIED : Certification.CHANGED)) {
                case READ_AGAIN -> {
                    file.adopt(file.file.aux(now.number()), now.size());
                    begin(at - from);
                }
                case USE -> next(view, stamp, at + found.length);
                case USE_AND_STORE -> {
                    fromOrigin |= found.length == 0;
                    file.proven(stamp.generation());
                    long[] piece = Arrays.copyOfRange(values, at - from, at - from + found.length);
                    Stamp under = view.storedUnder(stamp);
                    keep(under, at, piece);
                    store(under, at, piece, found);
                    next(view, stamp, at + found.length);
                }
            }
        });
    }

    /** Behind the reader's back. */
    private void store(Stamp under, int at, long[] piece, long[] found) {
        SimNode node = holder();
        for (int i = 0; i < piece.length; i++) {
            if (found[i] == Origin.MISSING && piece[i] != Origin.END) {
                long[] block = {piece[i]};
                int position = at + i;
                CompletionStage<Boolean> stored = world.network()
                        .ask(
                                client.process(),
                                node.process(),
                                Limits.READ_DEADLINE.toNanos(),
                                () -> node.write(file.file.cookie, under.generation(), position, block));
                stored.exceptionally(failure -> false);
            }
        }
    }

    private void uncached() {
        client.atOrigin(file.file::current).thenAccept(now -> {
            fromOrigin = true;
            for (int i = from; i < to; i++) {
                values[i - from] = now.block(i);
            }
            finish();
        });
    }

    private void finish() {
        Oracle.Count kind =
                fromOrigin ? Oracle.Count.ORIGIN_READS : fromNode ? Oracle.Count.NODE_READS : Oracle.Count.FOLIO_READS;
        world.oracle().count(kind);
        world.oracle().check(client.toString(), file.file, from, values, floor);
        done.complete(this);
    }
}
