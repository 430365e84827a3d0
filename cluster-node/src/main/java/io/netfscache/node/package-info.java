/**
 * A node: {@link io.netfscache.node.NodeCore} is what decides; {@link io.netfscache.node.ClusterNode} puts it together with what
 * makes it one of a cluster, {@link io.netfscache.node.EmbeddedNode} with what lets it work alone inside another program.
 */
@NullMarked
package io.netfscache.node;

import org.jspecify.annotations.NullMarked;
