/**
 * Who may serve what: {@link io.netfscache.node.coherence.GenerationSource} names new contents, {@link
 * io.netfscache.node.coherence.ServingLease} says whether this node may serve at all, {@link
 * io.netfscache.node.coherence.VerifiedObjects} which generations are current, and {@link
 * io.netfscache.node.coherence.FenceRound} takes a change to every node. Plain Java: no Hazelcast or Netty types, time and
 * messages come in from outside.
 */
@NullMarked
package io.netfscache.node.coherence;

import org.jspecify.annotations.NullMarked;
