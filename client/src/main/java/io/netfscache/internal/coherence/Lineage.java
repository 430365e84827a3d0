package io.netfscache.internal.coherence;

import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.ObjectGeneration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which generation of one object became which, and what that dropped: facts that fences told. Generations are names of
 * immutable contents (COHERENCE 1.1), so a fact stays true whatever happens to sessions and epochs after it; and it holds
 * between two exact pairs of volume and object only. A fence of the volume, or one without a base, leads nowhere. Used by
 * one thread at a time.
 */
public final class Lineage {
    /** Facts that are remembered; the oldest one goes first. */
    public static final int MAX_LINKS = 64;

    private record Link(ObjectGeneration base, ObjectGeneration next, ByteRange dropped) {}

    private final Deque<Link> links = new ArrayDeque<>(1);

    /** A fence of the object, whenever it comes, and more than once. */
    public void add(Fence fence) {
        if (fence.scope() == Fence.Scope.OBJECT) {
            add(fence.base(), fence.next(), fence.dropped());
        }
    }

    /** A change took the object from {@code base} to {@code next} and dropped nothing but that range. */
    public void add(ObjectGeneration base, ObjectGeneration next, ByteRange dropped) {
        Link link = new Link(base, next, dropped);
        boolean leads = !isPartOfNone(base) && !isPartOfNone(next) && !base.equals(next);
        if (!leads || dropped.equals(ByteRange.ALL) || links.contains(link)) {
            return;
        }
        if (links.size() == MAX_LINKS) {
            links.removeFirst();
        }
        links.addLast(link);
    }

    private static boolean isPartOfNone(ObjectGeneration generation) {
        return generation.volume().isNone() || generation.object().isNone();
    }

    /**
     * Whether a chain of facts leads from one generation to the other, none of which dropped a byte of the range.
     *
     * @param start in bytes
     * @param length in bytes
     */
    public boolean carries(ObjectGeneration from, ObjectGeneration to, long start, long length) {
        if (isPartOfNone(from) || isPartOfNone(to) || start < 0 || length < 0) {
            return false;
        }
        long end = start > Long.MAX_VALUE - length ? Long.MAX_VALUE : start + length;
        Set<Link> gone = new HashSet<>();
        ObjectGeneration at = from;
        while (!at.equals(to)) {
            Link link = next(at);
            if (link == null || !gone.add(link) || overlaps(link.dropped, start, end)) {
                return false;
            }
            at = link.next;
        }
        return true;
    }

    /** The one that followed; null when it is not known, or when halves of a split cluster have each made one. */
    private @Nullable Link next(ObjectGeneration base) {
        Link found = null;
        for (Link link : links) {
            if (link.base.equals(base)) {
                if (found != null) {
                    return null;
                }
                found = link;
            }
        }
        return found;
    }

    private static boolean overlaps(ByteRange dropped, long start, long end) {
        return dropped.start() < end && start < dropped.end();
    }
}
