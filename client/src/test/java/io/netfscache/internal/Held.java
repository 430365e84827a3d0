package io.netfscache.internal;

import io.netfscache.FakeNode;
import io.netfscache.protocol.Frame;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A script that keeps the frames of one type until they are released. */
final class Held implements FakeNode.Script {
    private record Entry(FakeNode.Link link, long id, Frame frame) {}

    private final Class<? extends Frame> type;
    private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();
    private volatile boolean holding = true;

    Held(Class<? extends Frame> type) {
        this.type = type;
    }

    @Override
    public boolean handle(FakeNode.Link link, long requestId, Frame frame) {
        if (!holding || !type.isInstance(frame)) {
            return false;
        }
        entries.add(new Entry(link, requestId, frame));
        return true;
    }

    int count() {
        return entries.size();
    }

    /** Answers all that is held as the node now would, and holds nothing more. */
    void release() throws IOException {
        holding = false;
        for (Entry entry = entries.poll(); entry != null; entry = entries.poll()) {
            entry.link().reply(entry.id(), entry.frame());
        }
    }
}
