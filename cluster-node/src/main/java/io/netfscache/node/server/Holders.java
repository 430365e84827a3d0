package io.netfscache.node.server;

import io.netfscache.node.NodeLimits;
import io.netfscache.node.coherence.Peers;
import io.netfscache.node.metadata.CookieRecord;
import io.netfscache.protocol.Holdings;
import io.netfscache.protocol.HoldingsReport;
import io.netfscache.protocol.HoldingsReport.Holding;
import io.netfscache.protocol.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks all members who uses objects and who has chunks of them. A member that does not answer counts as one that uses and
 * has all of them, until it has left the list of members: its clients may go on for as long as it may serve.
 */
public final class Holders {
    private static final Logger log = LoggerFactory.getLogger(Holders.class);
    private static final Holding EVERYTHING = new Holding(1, true);
    private static final Holding NOTHING = new Holding(0, false);

    private final Peers peers;

    public Holders(Peers peers) {
        this.peers = peers;
    }

    /** What all members together have, in the order of the objects; so many at a time as one question may name. */
    public CompletionStage<List<Holding>> of(List<CookieRecord> objects) {
        CompletionStage<List<Holding>> all = CompletableFuture.completedFuture(List.of());
        for (int start = 0; start < objects.size(); start += NodeLimits.HOLDINGS_ASKED) {
            List<CookieRecord> batch =
                    objects.subList(start, Math.min(objects.size(), start + NodeLimits.HOLDINGS_ASKED));
            all = all.thenCompose(before -> ask(batch).thenApply(more -> {
                List<Holding> longer = new ArrayList<>(before);
                longer.addAll(more);
                return longer;
            }));
        }
        return all;
    }

    private CompletionStage<List<Holding>> ask(List<CookieRecord> batch) {
        Holdings question = new Holdings(batch.stream()
                .map(record -> new Holdings.ObjectName(record.volumeKey(), record.objectKey()))
                .toList());
        List<CompletableFuture<List<Holding>>> answers =
                peers.members().stream().map(member -> ask(member, question)).toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(all -> {
                    List<Holding> together =
                            new ArrayList<>(answers.isEmpty() ? every(question, EVERYTHING) : every(question, NOTHING));
                    answers.forEach(answer -> {
                        List<Holding> holdings = answer.join();
                        for (int i = 0; i < together.size(); i++) {
                            together.set(i, sum(together.get(i), holdings.get(i)));
                        }
                    });
                    return together;
                });
    }

    private CompletableFuture<List<Holding>> ask(NodeId member, Holdings question) {
        return peers.holdings(member, question)
                .toCompletableFuture()
                .thenApply(HoldingsReport::objects)
                .handle((holdings, error) -> {
                    if (error == null && holdings.size() == question.objects().size()) {
                        return holdings;
                    }
                    log.atDebug().log(
                            "node {} does not say what it holds: {}",
                            member,
                            Objects.requireNonNullElse(error, holdings));
                    return every(question, EVERYTHING);
                });
    }

    private static List<Holding> every(Holdings question, Holding each) {
        return question.objects().stream().map(object -> each).toList();
    }

    private static Holding sum(Holding one, Holding other) {
        return new Holding(one.users() + other.users(), one.stored() || other.stored());
    }
}
