package io.netfscache.internal;

import io.netfscache.CacheException;
import io.netfscache.ObjectHolding;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Cull;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.Holdings;
import io.netfscache.protocol.HoldingsReport;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.Ok;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.View;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks all nodes at once who uses an object, and has them delete what they have of it. */
final class ObjectHoldings {
    private static final Logger LOG = LoggerFactory.getLogger(ObjectHoldings.class);

    private final Nodes nodes;
    private final String volumeKey;
    private final Bytes objectKey;

    ObjectHoldings(Nodes nodes, String volumeKey, byte[] objectKey) {
        this.nodes = nodes;
        this.volumeKey = volumeKey;
        this.objectKey = Bytes.of(objectKey);
    }

    /** See {@link io.netfscache.ClusterAdmin#inUse}. */
    List<ObjectHolding> find() throws CacheException {
        return List.copyOf(ask().values());
    }

    /** See {@link io.netfscache.ClusterAdmin#cull}. */
    List<ObjectHolding> cull() throws CacheException {
        Map<View.Member, ObjectHolding> found = ask();
        requireUnused(found.values().stream().toList());
        List<View.Member> reachable = found.keySet().stream()
                .filter(member -> holding(found, member).reachable())
                .toList();
        Map<View.Member, Optional<Ok>> culled =
                answers(reachable, new Cull(volumeKey, objectKey), Ok.class, Limits.INVALIDATE_DEADLINE);
        List<ObjectHolding> result = new ArrayList<>();
        found.forEach((member, holding) ->
                result.add(culled.getOrDefault(member, Optional.empty()).isPresent() ? holding : unreachable(member)));
        return result;
    }

    private static ObjectHolding holding(Map<View.Member, ObjectHolding> found, View.Member member) {
        return found.getOrDefault(member, unreachable(member));
    }

    private static void requireUnused(List<ObjectHolding> found) throws CacheException {
        int users = found.stream().mapToInt(ObjectHolding::users).sum();
        if (users > 0) {
            String where = found.stream()
                    .filter(holding -> holding.users() > 0)
                    .map(ObjectHolding::address)
                    .collect(Collectors.joining(", "));
            throw new CacheException(
                    ErrorCode.EBUSY,
                    Reason.NONE,
                    users + (users == 1 ? " client uses" : " clients use") + " the object, through " + where);
        }
    }

    private Map<View.Member, ObjectHolding> ask() throws CacheException {
        Holdings question = new Holdings(List.of(new Holdings.ObjectName(volumeKey, objectKey)));
        Map<View.Member, ObjectHolding> found = new LinkedHashMap<>();
        answers(nodes.members(), question, HoldingsReport.class, Limits.READ_DEADLINE)
                .forEach((member, report) -> found.put(
                        member,
                        report.filter(some -> some.objects().size() == 1)
                                .map(some -> holding(member, some))
                                .orElseGet(() -> unreachable(member))));
        return found;
    }

    private static ObjectHolding holding(View.Member member, HoldingsReport report) {
        HoldingsReport.Holding holding = report.objects().get(0);
        return new ObjectHolding(
                member.id().toString(), Addresses.text(member), true, holding.users(), holding.stored());
    }

    private static ObjectHolding unreachable(View.Member member) {
        return new ObjectHolding(member.id().toString(), Addresses.text(member), false, 0, false);
    }

    /** What each node answers; nothing: it does not, or cannot now. A refusal is the answer to the whole question. */
    private <F extends Frame> Map<View.Member, Optional<F>> answers(
            List<View.Member> members, Frame question, Class<F> answer, Duration deadline) throws CacheException {
        Map<View.Member, CompletableFuture<F>> asked = new LinkedHashMap<>();
        members.forEach(member ->
                asked.put(member, nodes.to(member).thenCompose(open -> open.request(question, answer, deadline))));
        Map<View.Member, Optional<F>> answers = new LinkedHashMap<>();
        CacheException refused = null;
        for (Map.Entry<View.Member, CompletableFuture<F>> each : asked.entrySet()) {
            View.Member member = each.getKey();
            try {
                F told = Async.await(each.getValue(), deadline.plus(Limits.CONNECT_DEADLINE), "the answer");
                answers.put(member, Optional.of(told));
            } catch (CacheException e) {
                if (e.code() == ErrorCode.EINVAL) {
                    refused = e;
                } else if (e.code() == ErrorCode.EBUSY) {
                    refused = new CacheException(
                            ErrorCode.EBUSY,
                            Reason.NONE,
                            "a client has come to use the object at node " + Addresses.text(member));
                }
                LOG.atDebug().addKeyValue("node", member.id()).setCause(e).log("does not answer");
                answers.put(member, Optional.empty());
            }
        }
        if (refused != null) {
            throw refused;
        }
        return answers;
    }
}
