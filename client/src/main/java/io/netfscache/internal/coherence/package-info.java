/**
 * The client's half of the coherence protocol (COHERENCE 5 and 7.2), not part of the API: public only because the
 * simulator in the tests of {@code cluster-node} drives these very classes.
 *
 * <p>They are plain state machines without threads, connections or a clock of their own. In order: {@link
 * io.netfscache.internal.coherence.SessionLease} turns answered heart-beats into a lease and an epoch; {@link
 * io.netfscache.internal.coherence.ObjectView} turns look-ups and fences into what is known of one object in that epoch;
 * each read or write begins with a {@link io.netfscache.internal.coherence.Stamp} of it and counts only while the stamp is
 * current. What the fences tell of the way from one generation to another is kept in a {@link
 * io.netfscache.internal.coherence.Lineage}.
 */
@NullMarked
package io.netfscache.internal.coherence;

import org.jspecify.annotations.NullMarked;
