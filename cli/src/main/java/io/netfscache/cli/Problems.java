package io.netfscache.cli;

import io.netfscache.CacheInfo;
import io.netfscache.cli.ClusterStatus.NodeStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is wrong with a cluster: each problem says what, a colon, and where and what to do. The worst first. */
final class Problems {
    private static final Pattern MEMBERS = Pattern.compile("([0-9]{1,6}) of ([0-9]{1,6})");

    private final List<String> problems = new ArrayList<>();

    private Problems() {}

    static List<String> of(List<NodeStatus> members, List<CacheInfo> caches) {
        Problems found = new Problems();
        found.health(members);
        found.silent(members);
        found.missing(members);
        caches.forEach(found::cache);
        return List.copyOf(found.problems);
    }

    /** Nodes say themselves what is wrong with voters and leases; what several say alike is said once. */
    private void health(List<NodeStatus> members) {
        Map<String, List<String>> saidBy = new LinkedHashMap<>();
        for (NodeStatus node : members) {
            if (node.reachable() && !node.isWell()) {
                String health = node.says("health", "does not say how it is: look at its log");
                saidBy.computeIfAbsent(health, said -> new ArrayList<>()).add(node.address());
            }
        }
        saidBy.forEach((health, addresses) -> problems.add(health + " (said by " + String.join(", ", addresses) + ")"));
    }

    private void silent(List<NodeStatus> members) {
        for (NodeStatus node : members) {
            if (!node.reachable()) {
                problems.add("node " + node.address() + " does not answer: look at its log and the network, or start it"
                        + " again on its data directory (" + node.says("error", "no error told") + ")");
            }
        }
    }

    /** Nodes that the cluster is meant to have and that are not even in the view. */
    private void missing(List<NodeStatus> members) {
        for (NodeStatus node : members) {
            Matcher seen = MEMBERS.matcher(node.says("members", ""));
            if (seen.matches() && Integer.parseInt(seen.group(1)) < Integer.parseInt(seen.group(2))) {
                int missing = Integer.parseInt(seen.group(2)) - Integer.parseInt(seen.group(1));
                problems.add(missing + " of " + seen.group(2) + " nodes missing: start "
                        + (missing == 1 ? "it" : "them") + " again");
                return;
            }
        }
    }

    private void cache(CacheInfo cache) {
        if (!cache.state().equals("online") && problems.stream().noneMatch(problem -> isAbout(cache, problem))) {
            problems.add("a cache takes nothing: " + cache.state() + "; look at the disk and at " + cache.directory()
                    + " of node " + cache.address());
        }
    }

    /** Whether its node says itself what is wrong with it and what to do, as nodes that can do. */
    private static boolean isAbout(CacheInfo cache, String problem) {
        return problem.contains("cache " + cache.name() + " ") && problem.contains(cache.address());
    }

    /** What is free of the disk of a cache. */
    static double freePercent(CacheInfo cache) {
        return cache.diskBytes() == 0 ? 0 : 100.0 * cache.freeBytes() / cache.diskBytes();
    }
}
