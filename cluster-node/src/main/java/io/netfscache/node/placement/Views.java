package io.netfscache.node.placement;

import io.netfscache.protocol.View;
import java.util.List;
import java.util.function.Consumer;

/** The view that this node gives its clients: numbered, and announced when it changes. Safe for use by many threads. */
public final class Views {
    private final Consumer<View> announce;
    private View current = new View(0, List.of());

    /** @param announce is given each new view, in order; must not block */
    public Views(Consumer<View> announce) {
        this.announce = announce;
    }

    public synchronized View current() {
        return current;
    }

    /** @param nodes those that take part now */
    public synchronized void update(List<View.Member> nodes) {
        if (!nodes.equals(current.nodes())) {
            current = new View(current.version() + 1, nodes);
            announce.accept(current);
        }
    }
}
