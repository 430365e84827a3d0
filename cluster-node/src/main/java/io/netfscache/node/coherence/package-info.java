/**
 * Who may serve what (COHERENCE 1 to 4). {@link io.netfscache.node.coherence.GenerationSource} names new contents. {@link
 * io.netfscache.node.coherence.NodeLease} asks the {@link io.netfscache.node.coherence.Voter}s for the right to serve; {@link
 * io.netfscache.node.coherence.VerifiedObjects} knows which generations are current, having asked the owners of records,
 * whose answers {@link io.netfscache.node.coherence.AnswerGuard} lets count or not. {@link
 * io.netfscache.node.coherence.QuorumFences} takes a change to every node in {@link
 * io.netfscache.node.coherence.FenceRound}s; {@link io.netfscache.node.coherence.FenceReceiver} is where it arrives. Plain
 * Java: no Hazelcast or Netty types, time and messages come in from outside, so that a simulator can run it.
 */
@NullMarked
package io.netfscache.node.coherence;

import org.jspecify.annotations.NullMarked;
