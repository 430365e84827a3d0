package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * A voter's answer to {@link Renew}.
 *
 * @param round of the question
 * @param verdict whether the lease is granted, or why not
 * @param voterSetVersion of the voter; 0: it knows no voter set
 * @param incarnation of the voter: a new number each time it starts
 * @param confirmed number of the last of {@code fences}, for the next question
 * @param fences that the voter retains and the node has not confirmed; to be applied before the grant counts
 */
public record RenewAck(
        long round, Verdict verdict, long voterSetVersion, long incarnation, long confirmed, List<Fence> fences)
        implements Frame {
    /** Most fences in one answer, so that it stays a small frame. */
    public static final int MAX_FENCES = 512;

    /** Whether the lease is granted, or why not. The id is the wire's. */
    public enum Verdict {
        GRANTED(0, "granted"),
        /** The fences of this answer have to be confirmed first: ask again at once. */
        CONFIRM_FIRST(1, "fences have to be confirmed first"),
        NOT_A_MEMBER(2, "the voter does not see the node as a member"),
        EVICTED(3, "the owner of a record has lost the node: it must join again"),
        SILENT(4, "the voter has just started and does not know yet what it had granted"),
        NOT_A_VOTER(5, "the node that was asked is no voter"),
        OTHER_VOTER_SET(6, "the voter and the node know different voter sets"),
        /** More fences than a voter retains: the node starts a new epoch. */
        RESET(7, "too many fences are retained");

        private final int id;
        private final String text;

        Verdict(int id, String text) {
            this.id = id;
            this.text = text;
        }

        public int id() {
            return id;
        }

        /** For people. */
        public String text() {
            return text;
        }

        static Verdict of(int id) {
            for (Verdict verdict : values()) {
                if (verdict.id == id) {
                    return verdict;
                }
            }
            throw new ProtocolException("unknown verdict " + id);
        }
    }

    public RenewAck {
        fences = List.copyOf(fences);
    }

    @Override
    public FrameType type() {
        return FrameType.RENEW_ACK;
    }

    @Override
    public void encode(ByteBuf out) {
        out.writeLong(round);
        out.writeByte(verdict.id());
        out.writeLong(voterSetVersion);
        out.writeLong(incarnation);
        out.writeLong(confirmed);
        Wire.writeCount(out, fences.size(), MAX_FENCES, "retained fences");
        fences.forEach(fence -> fence.encode(out));
    }

    static RenewAck decode(ByteBuf in) {
        long round = Wire.readLong(in, "round");
        Verdict verdict = Verdict.of(Wire.readByte(in, "verdict"));
        long version = Wire.readLong(in, "voter set version");
        long incarnation = Wire.readLong(in, "incarnation");
        long confirmed = Wire.readSize(in, "confirmed");
        int count = Wire.readCount(in, MAX_FENCES, "retained fences");
        List<Fence> fences = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            fences.add(Fence.decode(in));
        }
        return new RenewAck(round, verdict, version, incarnation, confirmed, fences);
    }
}
