package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A list of members as one of them had it at one time. A member that is not in it has been lost by then, unless it
 * joined later: with a version above the list's.
 *
 * @param version counts the changes of the list
 * @param members in no order
 */
public record MemberList(long version, Set<MemberId> members) {
    /** Nothing is known of the members. */
    public static final MemberList UNKNOWN = new MemberList(0, Set.of());

    public MemberList {
        members = Set.copyOf(members);
    }

    /** Whether the one who had this list had lost the member that joined with version {@code joined}. */
    public boolean lost(MemberId member, long joined) {
        return version >= joined && version > 0 && !members.contains(member);
    }

    void encode(ByteBuf out) {
        out.writeLong(version);
        Wire.writeCount(out, members.size(), Limits.MAX_VIEW_NODES, "members");
        members.forEach(member -> Wire.writeMemberId(out, member));
    }

    static MemberList decode(ByteBuf in) {
        long version = Wire.readSize(in, "version of the member list");
        int count = Wire.readCount(in, Limits.MAX_VIEW_NODES, "members");
        List<MemberId> members = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            members.add(Wire.readMemberId(in));
        }
        return new MemberList(version, Set.copyOf(members));
    }
}
