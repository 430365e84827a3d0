package io.netfscache.origin;

import org.jspecify.annotations.Nullable;

/**
 * What an origin says, in one answer, of what is at a path.
 *
 * @param entry as a listing has it
 * @param attributes of a file that may be read; else null
 */
public record OriginLook(OriginEntry entry, @Nullable OriginAttributes attributes) {}
