package io.netfscache.node.metadata;

import io.netfscache.protocol.MemberList;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of a record answers.
 *
 * @param answered whether it held a serving lease; if not, nothing has been done
 * @param value of the operation; null: it gave none, or it was not done
 * @param members of the cluster as the owner sees them, if a fence has to be carried; else unknown
 */
record OwnerReply<T>(boolean answered, @Nullable T value, MemberList members) {
    static <T> OwnerReply<T> refusal() {
        return new OwnerReply<>(false, null, MemberList.UNKNOWN);
    }
}
