package io.netfscache.node.voters;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.node.coherence.Peers;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.FenceAck;
import io.netfscache.protocol.Holdings;
import io.netfscache.protocol.HoldingsReport;
import io.netfscache.protocol.MemberId;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.Renew;
import io.netfscache.protocol.RenewAck;
import io.netfscache.protocol.RenewAck.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NewsOfVotersTest {
    private static final NodeId VOTER = new NodeId(1, 1);

    private final List<NodeId> newer = new ArrayList<>();

    private void renew(Verdict verdict, long version) {
        Peers peers = new Peers() {
            @Override
            public Set<NodeId> members() {
                return Set.of(VOTER);
            }

            @Override
            public CompletionStage<FenceAck> fence(NodeId node, Fence fence) {
                throw new AssertionError("no fence is sent");
            }

            @Override
            public CompletionStage<RenewAck> renew(NodeId voter, Renew renew) {
                return CompletableFuture.completedFuture(
                        new RenewAck(renew.round(), verdict, version, 1, 0, List.of()));
            }

            @Override
            public CompletionStage<HoldingsReport> holdings(NodeId node, Holdings question) {
                throw new AssertionError("nobody is asked what it holds");
            }
        };
        Renew question = new Renew(1, 2, new NodeId(5, 5), MemberId.NONE, 1, 0, 0);
        RenewAck answer = new NewsOfVoters(peers, newer::add)
                .renew(VOTER, question)
                .toCompletableFuture()
                .join();
        assertThat(answer.verdict()).isEqualTo(verdict);
    }

    @Test
    void only_a_voter_that_goes_by_a_newer_set_is_asked_for_it() {
        renew(Verdict.GRANTED, 2);
        renew(Verdict.OTHER_VOTER_SET, 2);
        renew(Verdict.OTHER_VOTER_SET, 1);
        renew(Verdict.SILENT, 3);
        assertThat(newer).isEmpty();

        renew(Verdict.OTHER_VOTER_SET, 3);
        renew(Verdict.NOT_A_VOTER, 3);
        assertThat(newer).containsExactly(VOTER, VOTER);
    }
}
