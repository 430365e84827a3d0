package io.netfscache.internal;

import io.netfscache.CacheChange;
import io.netfscache.CacheException;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.Ok;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.View;
import io.netfscache.protocol.WithdrawCache;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Asks nodes to take a cache out of service or to put it back, all at once. */
final class CacheChanges {
    private final Nodes nodes;

    CacheChanges(Nodes nodes) {
        this.nodes = nodes;
    }

    /**
     * Asks and waits.
     *
     * @param node the beginning of a node id; null: every node that has the cache
     */
    List<CacheChange> ask(WithdrawCache request, @Nullable String node) throws CacheException {
        Map<View.Member, CompletableFuture<Ok>> asked = new LinkedHashMap<>();
        for (View.Member member : having(request.cacheName(), node)) {
            asked.put(
                    member,
                    nodes.to(member).thenCompose(open -> open.request(request, Ok.class, ClientLimits.CACHE_DEADLINE)));
        }
        List<CacheChange> changes = new ArrayList<>();
        asked.forEach((member, answer) -> changes.add(change(member, answer)));
        return changes;
    }

    private List<View.Member> having(String cacheName, @Nullable String node) throws CacheException {
        List<View.Member> members = nodes.members();
        if (node != null) {
            List<View.Member> meant = members.stream()
                    .filter(member -> !node.isEmpty() && member.id().toString().startsWith(node))
                    .toList();
            if (meant.size() != 1) {
                throw new CacheException(
                        ErrorCode.EINVAL,
                        Reason.NONE,
                        meant.size() + " of the nodes of the cluster have a node id that begins with '" + node
                                + "': name exactly one, as 'netfs-cache status' shows them");
            }
            members = meant;
        }
        List<View.Member> having = members.stream()
                .filter(member -> member.caches().contains(cacheName))
                .toList();
        if (having.isEmpty()) {
            TreeSet<String> names = new TreeSet<>();
            members.forEach(member -> names.addAll(member.caches()));
            throw new CacheException(
                    ErrorCode.ENOBUFS,
                    Reason.NO_SUCH_CACHE,
                    "there is no cache \"" + cacheName + "\" on "
                            + (node == null
                                    ? "any node"
                                    : "node " + members.get(0).id()) + "; there is "
                            + String.join(", ", names));
        }
        return having;
    }

    private static CacheChange change(View.Member member, CompletableFuture<Ok> answer) {
        String id = member.id().toString();
        String address = Addresses.text(member);
        try {
            Async.await(answer, ClientLimits.CACHE_DEADLINE.plus(Limits.CONNECT_DEADLINE), "node " + address);
            return new CacheChange(id, address, true, "");
        } catch (CacheException e) {
            return new CacheChange(id, address, false, String.valueOf(e.getMessage()));
        }
    }
}
