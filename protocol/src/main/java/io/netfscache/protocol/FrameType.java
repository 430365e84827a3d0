package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** The types of frames, with their ids on the wire and their decoders. Ids are never used again for something else. */
public enum FrameType {
    HELLO(0x01, Hello::decode),
    WELCOME(0x02, Welcome::decode),
    VIEW(0x03, View::decode),
    HEARTBEAT(0x04, Heartbeat::decode),
    HEARTBEAT_ACK(0x05, HeartbeatAck::decode),
    GOODBYE(0x06, Goodbye::decode),
    ACQUIRE_VOLUME(0x10, AcquireVolume::decode),
    VOLUME_ACQUIRED(0x11, VolumeAcquired::decode),
    RELINQUISH_VOLUME(0x12, RelinquishVolume::decode),
    LOOK_UP(0x13, LookUp::decode),
    USE(0x14, Use::decode),
    COOKIE(0x15, CookieReply::decode),
    UNUSE(0x16, Unuse::decode),
    CHANGE(0x18, Change::decode),
    READ(0x20, Read::decode),
    DATA(0x21, Data::decode),
    WRITE(0x22, Write::decode),
    WRITTEN(0x23, Written::decode),
    OCCUPANCY(0x24, Occupancy::decode),
    OCCUPIED(0x25, Occupied::decode),
    SCRUB(0x26, Scrub::decode),
    SCRUBBED(0x27, Scrubbed::decode),
    FENCE(0x30, Fence::decode),
    FENCE_ACK(0x31, FenceAck::decode),
    RENEW(0x32, Renew::decode),
    RENEW_ACK(0x33, RenewAck::decode),
    VOTERS(0x34, Voters::decode),
    PREPARE(0x35, Prepare::decode),
    ACCEPT(0x36, Accept::decode),
    BALLOT_ANSWER(0x37, BallotAnswer::decode),
    REPLACE_VOTER(0x38, ReplaceVoter::decode),
    HOLDINGS(0x39, Holdings::decode),
    HOLDINGS_REPORT(0x3a, HoldingsReport::decode),
    STATUS_REQUEST(0x40, StatusRequest::decode),
    STATUS_REPORT(0x41, StatusReport::decode),
    STATS_REQUEST(0x42, StatsRequest::decode),
    STATS_REPORT(0x43, StatsReport::decode),
    LIST_VOLUMES(0x44, ListVolumes::decode),
    VOLUME_LIST(0x45, VolumeList::decode),
    COUNT_COOKIES(0x46, CountCookies::decode),
    COOKIE_COUNTS(0x47, CookieCounts::decode),
    LIST_COOKIES(0x48, ListCookies::decode),
    COOKIE_LIST(0x49, CookieList::decode),
    LIST_CACHES(0x4a, ListCaches::decode),
    CACHE_LIST(0x4b, CacheList::decode),
    EXPLAIN(0x4c, Explain::decode),
    OBJECT_REPORT(0x4d, ObjectReport::decode),
    NOT_CACHED_REPORT(0x4e, NotCachedReport::decode),
    WITHDRAW_CACHE(0x50, WithdrawCache::decode),
    CULL(0x51, Cull::decode),
    VOLUME_TRAFFIC(0x52, VolumeTraffic::decode),
    VOLUME_TRAFFIC_REPORT(0x53, VolumeTrafficReport::decode),
    OK(0x7e, Ok::decode),
    ERROR(0x7f, ErrorReply::decode);

    private interface Decoder {
        Frame decode(ByteBuf in);
    }

    private static final @Nullable FrameType[] BY_ID = new FrameType[256];

    static {
        for (FrameType type : values()) {
            BY_ID[type.id] = type;
        }
    }

    private final int id;
    private final Decoder decoder;

    FrameType(int id, Decoder decoder) {
        this.id = id;
        this.decoder = decoder;
    }

    public int id() {
        return id;
    }

    /**
     * Decodes a body, which must be used up by it; of a {@link Write} or {@link Data} the payload stays in {@code in}.
     *
     * @throws ProtocolException when the body breaks the format; the message names the field
     */
    public Frame decode(ByteBuf in) {
        Frame frame = decoder.decode(in);
        if (this != WRITE && this != DATA && in.isReadable()) {
            throw new ProtocolException(this + " has " + in.readableBytes() + " bytes too many");
        }
        return frame;
    }

    /** @throws ProtocolException when there is no such type */
    public static FrameType of(int id) {
        FrameType type = BY_ID[id & 0xff];
        if (type == null) {
            throw new ProtocolException("unknown frame type 0x" + Integer.toHexString(id & 0xff));
        }
        return type;
    }
}
