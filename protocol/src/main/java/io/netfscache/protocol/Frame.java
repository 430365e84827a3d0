package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;

/** One message. Frames are immutable; those that carry a payload say who owns it. */
public sealed interface Frame
        permits Hello,
                Welcome,
                View,
                Heartbeat,
                HeartbeatAck,
                Goodbye,
                AcquireVolume,
                VolumeAcquired,
                RelinquishVolume,
                LookUp,
                Use,
                CookieReply,
                Unuse,
                Change,
                Read,
                Data,
                Write,
                Written,
                Occupancy,
                Occupied,
                Scrub,
                Scrubbed,
                Fence,
                FenceAck,
                Renew,
                RenewAck,
                Voters,
                Prepare,
                Accept,
                BallotAnswer,
                ReplaceVoter,
                Holdings,
                HoldingsReport,
                StatusRequest,
                StatusReport,
                StatsRequest,
                StatsReport,
                ListVolumes,
                VolumeList,
                CountCookies,
                CookieCounts,
                ListCookies,
                CookieList,
                ListCaches,
                CacheList,
                Explain,
                ObjectReport,
                NotCachedReport,
                WithdrawCache,
                Cull,
                Ok,
                ErrorReply {
    FrameType type();

    /** Writes the body, without the header. {@link Data} and {@link Write} write all but their payload. */
    void encode(ByteBuf out);
}
