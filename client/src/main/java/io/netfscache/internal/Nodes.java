package io.netfscache.internal;

import io.netfscache.CacheException;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.Placement;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.View;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The nodes of the current view and a data connection to each that has been needed. A node that cannot be reached is
 * passed over, its chunks go to the next in rank, until a back-off has passed or a new view comes.
 */
final class Nodes {
    private static final Logger LOG = LoggerFactory.getLogger(Nodes.class);

    private final Dialer dialer;
    private final LongSupplier clock;
    private final RandomGenerator random;
    private final Map<NodeId, Link> links = new ConcurrentHashMap<>();
    private volatile List<View.Member> members = List.of();
    private volatile boolean closed;

    Nodes(Dialer dialer, LongSupplier clock, RandomGenerator random) {
        this.dialer = dialer;
        this.clock = clock;
        this.random = random;
    }

    List<View.Member> members() {
        return members;
    }

    /** A new view: every node in it gets a new chance, connections to the others are closed. */
    void view(View view) {
        members = view.nodes();
        links.forEach((id, link) -> {
            if (view.nodes().contains(link.member)) {
                link.forgive();
            } else if (links.remove(id, link)) {
                link.close(unreachable("node " + id + " has left the view"));
            }
        });
        LOG.atInfo()
                .addKeyValue("version", view.version())
                .addKeyValue("nodes", view.nodes().size())
                .log("view");
    }

    /**
     * A connection to the first node in the rank of the chunk that can be reached; ENOBUFS when none can.
     *
     * @param cacheName only nodes that have this cache count; empty: all
     * @param refusedBy nodes that count no more
     */
    CompletableFuture<Connection> holder(String cacheName, CookieId cookie, int chunk, Set<NodeId> refusedBy) {
        List<View.Member> having = members;
        if (!cacheName.isEmpty() || !refusedBy.isEmpty()) {
            having = having.stream()
                    .filter(node -> cacheName.isEmpty() || node.caches().contains(cacheName))
                    .filter(node -> !refusedBy.contains(node.id()))
                    .toList();
        }
        return firstOf(Placement.rank(having, cookie, chunk), 0, null);
    }

    private CompletableFuture<Connection> firstOf(List<View.Member> ranked, int from, @Nullable CacheException last) {
        for (int i = from; i < ranked.size(); i++) {
            Link link = link(ranked.get(i));
            if (!link.isPassedOver()) {
                int next = i + 1;
                return link.connection()
                        .handle((connection, error) -> error == null
                                ? CompletableFuture.completedFuture(connection)
                                : firstOf(ranked, next, Async.cause(error)))
                        .thenCompose(found -> found);
            }
        }
        return CompletableFuture.failedFuture(
                last != null
                        ? last
                        : unreachable("none of the " + ranked.size() + " nodes that may have it can be reached"));
    }

    /** A connection to that node, whatever its rank. */
    CompletableFuture<Connection> to(View.Member member) {
        return link(member).connection();
    }

    /** The node did not answer in time: it is passed over for a while. */
    void suspect(Connection connection) {
        Link link = links.get(connection.node());
        if (link != null) {
            link.passOver();
        }
    }

    private Link link(View.Member member) {
        return links.computeIfAbsent(member.id(), id -> new Link(member));
    }

    void close(CacheException why) {
        closed = true;
        links.values().forEach(link -> link.close(why));
    }

    private static CacheException unreachable(String message) {
        return new CacheException(ErrorCode.ENOBUFS, Reason.NO_NODES, message);
    }

    /** One node and the connection to it. */
    private final class Link implements Connection.Peer {
        final View.Member member;
        private final BackOff backOff = new BackOff(random);
        private @Nullable CompletableFuture<Connection> connection;
        private boolean passedOver;
        private long passedOverUntil;

        Link(View.Member member) {
            this.member = member;
        }

        synchronized boolean isPassedOver() {
            if (passedOver && clock.getAsLong() - passedOverUntil >= 0) {
                passedOver = false;
            }
            return passedOver;
        }

        synchronized void passOver() {
            passedOver = true;
            passedOverUntil = clock.getAsLong() + backOff.nextNanos();
        }

        synchronized void forgive() {
            passedOver = false;
            backOff.reset();
        }

        CompletableFuture<Connection> connection() {
            CompletableFuture<Connection> opening;
            synchronized (this) {
                if (closed) {
                    return CompletableFuture.failedFuture(unreachable("the client is closed"));
                }
                if (connection != null && !connection.isCompletedExceptionally()) {
                    return connection;
                }
                opening = new CompletableFuture<>();
                connection = opening;
            }
            Async.handled(dialer.open(Addresses.of(member), this).whenComplete((opened, error) -> {
                if (error != null) {
                    passOver();
                    opening.completeExceptionally(error);
                } else if (!opened.node().equals(member.id())) {
                    passOver();
                    CacheException why =
                            unreachable(opened + " is node " + opened.node() + " and not " + member.id() + " any more");
                    opened.close(why);
                    opening.completeExceptionally(why);
                } else {
                    backOff.reset();
                    opening.complete(opened);
                }
            }));
            return opening;
        }

        @Override
        public void pushed(Connection from, long requestId, Frame frame) {
            // Views and fences count only from the session node.
        }

        @Override
        public void closed(Connection gone, CacheException why) {
            synchronized (this) {
                connection = null;
            }
            passOver();
        }

        void close(CacheException why) {
            CompletableFuture<Connection> open;
            synchronized (this) {
                open = connection;
            }
            if (open != null) {
                Async.handled(open.thenAccept(connected -> connected.close(why)));
            }
        }
    }
}
