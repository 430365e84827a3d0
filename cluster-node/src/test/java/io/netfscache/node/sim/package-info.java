/**
 * The protocol under thousands of schedules: the production state machines of nodes ({@link io.netfscache.node.NodeCore})
 * and clients ({@link io.netfscache.internal.coherence.SessionLease}, {@link
 * io.netfscache.internal.coherence.ObjectView}) in a world of one thread and simulated time.
 *
 * <p>In order: {@code Scheduler} lets events happen; {@code SimProcess} gives each node and client clocks of its own, pauses
 * and deaths; {@code Network} delays, loses, doubles and cuts off messages; {@code Members} and {@code Replicas} do what
 * Hazelcast does; {@code SimNode} and {@code SimClient} join the state machines to that; {@code Workload} and {@code Chaos}
 * are what a seed makes of it all; {@code Oracle} judges each read against the {@code Origin}.
 */
@NullMarked
package io.netfscache.node.sim;

import org.jspecify.annotations.NullMarked;
