package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * Answer to {@link Heartbeat}. After applying the fences the client may serve its own folios until the time it sent the
 * heart-beat plus {@code timeToLiveMillis} (COHERENCE 5.2).
 *
 * @param sequence of the heart-beat
 * @param epoch of the node's session with this client; a new one makes all the client knows unverified
 * @param timeToLiveMillis at most what is left of the node's own lease; 0: serve nothing
 * @param unconfirmed fences of the client's objects that it has not confirmed
 */
public record HeartbeatAck(long sequence, long epoch, int timeToLiveMillis, List<Fence> unconfirmed) implements Frame {
    public HeartbeatAck {
        unconfirmed = List.copyOf(unconfirmed);
        if (timeToLiveMillis < 0) {
            throw new ProtocolException("time to live is negative: " + timeToLiveMillis);
        }
    }

    @Override
    public FrameType type() {
        return FrameType.HEARTBEAT_ACK;
    }

    @Override
    public void encode(ByteBuf out) {
        out.writeLong(sequence);
        out.writeLong(epoch);
        out.writeInt(timeToLiveMillis);
        Wire.writeCount(out, unconfirmed.size(), Limits.MAX_BATCH, "unconfirmed fences");
        unconfirmed.forEach(fence -> fence.encode(out));
    }

    static HeartbeatAck decode(ByteBuf in) {
        long sequence = Wire.readLong(in, "sequence");
        long epoch = Wire.readLong(in, "epoch");
        int timeToLiveMillis = Wire.readInt(in, "time to live");
        int count = Wire.readCount(in, Limits.MAX_BATCH, "unconfirmed fences");
        List<Fence> unconfirmed = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            unconfirmed.add(Fence.decode(in));
        }
        return new HeartbeatAck(sequence, epoch, timeToLiveMillis, unconfirmed);
    }
}
