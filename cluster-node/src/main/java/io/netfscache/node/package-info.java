/** A node of the cluster: {@link io.netfscache.node.ClusterNode} puts its parts together. */
@NullMarked
package io.netfscache.node;

import org.jspecify.annotations.NullMarked;
