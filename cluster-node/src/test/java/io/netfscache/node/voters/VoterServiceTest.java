package io.netfscache.node.voters;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.node.coherence.ManualTime;
import io.netfscache.node.coherence.Membership;
import io.netfscache.node.coherence.Voter;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.MemberId;
import io.netfscache.protocol.MemberList;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.Rules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class VoterServiceTest {
    private static final NodeId SELF = new NodeId(1, 1);

    private final ManualTime time = new ManualTime();
    private boolean full;
    private int looks;

    @TempDir
    private Path directory;

    private static Membership alone() {
        return new Membership() {
            @Override
            public MemberId self() {
                return new MemberId(1, 1);
            }

            @Override
            public long joined(MemberId member) {
                return 1;
            }

            @Override
            public MemberList list() {
                return MemberList.UNKNOWN;
            }
        };
    }

    private static VoterPeers nobody() {
        return new VoterPeers() {
            @Override
            public List<Seen> members() {
                return List.of();
            }

            @Override
            public <T extends Frame> CompletionStage<T> ask(NodeId node, Frame question, Class<T> answer) {
                return CompletableFuture.failedFuture(new IOException("nobody is there"));
            }
        };
    }

    private void turn(Runnable task) {
        if (!full) {
            task.run();
        }
    }

    @Test
    void a_queue_of_turns_that_is_full_for_a_while_does_not_end_the_watch() throws IOException {
        VoterService service = new VoterService(
                new VoterService.Ground(SELF, directory, nobody(), this::turn, time, time::nanos, new Random(1)),
                new Voter(SELF, alone(), time::nanos, 1, 10, Rules.ALL));
        service.start(() -> ++looks > 0, why -> {});

        full = true;
        time.pass(VoterLimits.WATCH.toNanos());
        full = false;
        int before = looks;
        time.pass(VoterLimits.WATCH.toNanos());

        assertThat(looks).isEqualTo(before + 1);
    }
}
