package io.netfscache.netfs;

import java.util.Set;

/** What becomes of dirty pages: the decisions, without the I/O. Immutable. */
final class PageRules {
    private final Set<PageSabotage> broken;

    PageRules(Set<PageSabotage> broken) {
        this.broken = Set.copyOf(broken);
    }

    boolean broken(PageSabotage sabotage) {
        return broken.contains(sabotage);
    }
}
