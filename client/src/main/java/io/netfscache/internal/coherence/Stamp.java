package io.netfscache.internal.coherence;

import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.ObjectGeneration;

/**
 * What is known of an object as I/O on it begins. It is captured before the origin is read and travels with the bytes, so
 * that they are stored under no other generation (COHERENCE 5.5).
 *
 * @param generation of the contents
 * @param aux the origin's coherency data of exactly these contents
 * @param objectSize in bytes
 * @param version of the {@link ObjectView}: moves whenever the contents may have changed
 * @param epoch of the {@link SessionLease}
 */
public record Stamp(ObjectGeneration generation, Bytes aux, long objectSize, long version, long epoch) {}
