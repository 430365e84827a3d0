/**
 * Which nodes are the voters: chosen when the cluster first starts, kept on each node's disk, changed one at a time
 * (COHERENCE 2.1). {@link io.netfscache.node.voters.VoterSetFile} keeps the set.
 */
@NullMarked
package io.netfscache.node.voters;

import org.jspecify.annotations.NullMarked;
