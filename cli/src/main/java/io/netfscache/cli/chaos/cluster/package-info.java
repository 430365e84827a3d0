/**
 * Real nodes on this machine, and a network between them that can be broken. A {@link
 * io.netfscache.cli.chaos.cluster.LocalCluster} starts {@link io.netfscache.cli.chaos.cluster.Node}s, each a process of its
 * own ({@code chaos-node}) on a loopback address of its own. Whatever they say to each other, and clients to them, goes
 * through the {@link io.netfscache.cli.chaos.cluster.Firewall}, which knows who speaks to whom and holds, delays or resets what
 * its {@link io.netfscache.cli.chaos.cluster.Rule}s tell it to. A {@link io.netfscache.cli.chaos.cluster.Fault} breaks a
 * node or the network, a {@link io.netfscache.cli.chaos.cluster.Injection} says whether that has been seen to have an effect
 * and mends it, and a {@link io.netfscache.cli.chaos.cluster.FaultPlan} says which faults come when.
 */
@NullMarked
package io.netfscache.cli.chaos.cluster;

import org.jspecify.annotations.NullMarked;
