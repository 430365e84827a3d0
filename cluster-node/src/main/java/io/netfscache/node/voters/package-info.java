/**
 * Which nodes are the voters: chosen when the cluster first starts, kept on each node's disk, changed one at a time
 * (COHERENCE 2.1).
 *
 * <p>A node that starts goes through {@link io.netfscache.node.voters.ClusterEntry}: it asks the other members what they
 * know, and {@code Admission} tells from that whether it founds the cluster, learns the set, resumes, or must not be here.
 * From then on {@link io.netfscache.node.voters.VoterService} answers other nodes and follows newer sets, kept by {@code
 * VoterRegister}. An operator's wish becomes a {@code Replacement}; {@code Proposals} brings it to a decision, each attempt
 * being a {@code Proposal} on which the voters' {@code Acceptor}s vote (docs/adr/0009). {@link
 * io.netfscache.node.voters.VoterStatus} says it all in words.
 */
@NullMarked
package io.netfscache.node.voters;

import org.jspecify.annotations.NullMarked;
