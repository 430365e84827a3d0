package io.netfscache.node.voters;

import io.netfscache.node.coherence.Voter;
import io.netfscache.node.coherence.VoterSet;
import io.netfscache.protocol.Voters;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The voter set that this node goes by: first on its disk, then in force. Sets come here only when they are decided.
 * Called on the turns of {@link VoterService} only, but for {@link #known} and {@link #told}.
 */
final class VoterRegister {
    private static final Logger log = LoggerFactory.getLogger(VoterRegister.class);

    private final Voter voter;
    private final VoterSetFile file;
    private volatile @Nullable VoterSet kept;

    /** @throws IOException when the set on disk cannot be read; the message says what to do */
    VoterRegister(Path dataDirectory, Voter voter) throws IOException {
        this.voter = voter;
        this.file = new VoterSetFile(dataDirectory);
        this.kept = file.read();
    }

    /** The set in force; null before this node takes part. */
    @Nullable
    VoterSet known() {
        return voter.voters();
    }

    /** The set on the disk, in force or not yet. */
    @Nullable
    VoterSet kept() {
        return kept;
    }

    /** What other nodes are told when they ask. */
    Voters told() {
        VoterSet set = kept;
        return set == null ? Voters.NONE : frame(set);
    }

    /** The first set of this node, which has never answered anybody as a voter. */
    void found(VoterSet set) throws IOException {
        keep(set);
        voter.found(set);
    }

    /** The set of a node that may have answered as a voter before it was started. */
    void resume(VoterSet set) throws IOException {
        keep(set);
        voter.resume(set);
    }

    /** Takes over a set that is newer than the one in force; whether it was. One of another cluster never is. */
    boolean learn(Voters decided) throws IOException {
        VoterSet now = known();
        if (now == null || decided.clusterId() != now.clusterId() || decided.version() <= now.version()) {
            return false;
        }
        VoterSet next = set(decided);
        keep(next);
        voter.adopt(next);
        log.atInfo().log("voter set {} is in force: {}", next.version(), next.voters());
        return true;
    }

    private void keep(VoterSet set) throws IOException {
        if (!set.equals(kept)) {
            file.write(set);
            kept = set;
        }
    }

    static Voters frame(VoterSet set) {
        return new Voters(set.clusterId(), set.version(), set.voters());
    }

    static VoterSet set(Voters frame) {
        return new VoterSet(frame.clusterId(), frame.version(), frame.voters());
    }
}
