/**
 * What a node says when it is asked: {@link io.netfscache.node.inspect.Inspection} answers the questions of operators from
 * the records that the node owns, its caches, and {@link io.netfscache.node.inspect.RecentReasons}, which remembers why
 * objects were not cached; {@link io.netfscache.node.inspect.VolumeCounters} counts what is read and stored of each
 * volume. {@link io.netfscache.node.inspect.NodeStatus} puts the status together.
 */
@NullMarked
package io.netfscache.node.inspect;

import org.jspecify.annotations.NullMarked;
