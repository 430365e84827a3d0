package io.netfscache.node;

import java.util.ArrayList;
import java.util.List;

/**
 * What a node takes in at the same time. Can be changed while it runs: what is there already stays.
 *
 * @param clients connections of clients; one more is refused
 * @param admin connections of the admin port; one more is closed
 * @param largeFrames frames above {@link NodeLimits#LARGE_FRAME_BYTES} on their way in; one more waits
 */
public record ConnectionLimits(int clients, int admin, int largeFrames) {
    /** Most that each of them can be set to. */
    public static final int MAX = 1_000_000;

    public static final ConnectionLimits DEFAULTS = new ConnectionLimits(
            NodeLimits.MAX_CLIENT_CONNECTIONS, NodeLimits.MAX_ADMIN_CONNECTIONS, NodeLimits.LARGE_FRAMES);

    public ConnectionLimits {
        List<InvalidConfig.Problem> problems = new ArrayList<>();
        check(problems, "client-connections", clients);
        check(problems, "admin-connections", admin);
        check(problems, "large-frames", largeFrames);
        if (!problems.isEmpty()) {
            throw new InvalidConfig(problems);
        }
    }

    private static void check(List<InvalidConfig.Problem> problems, String key, int value) {
        if (value < 1 || value > MAX) {
            problems.add(new InvalidConfig.Problem(key, value + " is not between 1 and " + MAX));
        }
    }
}
