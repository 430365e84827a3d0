/**
 * A node: {@link io.netfscache.node.NodeCore} is what decides; {@link io.netfscache.node.ClusterNode} puts it together with what
 * makes it one of a cluster (how it begins, {@code NodeStart}; among the members, {@code ClusterSeat}; with the voters, {@code
 * NodeStanding}; its disks, {@code NodeStores}), {@link io.netfscache.node.EmbeddedNode} with what lets it work alone inside another program.
 */
@NullMarked
package io.netfscache.node;

import org.jspecify.annotations.NullMarked;
