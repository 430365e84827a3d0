package io.netfscache;

import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Generation;

/**
 * A volume's record.
 *
 * @param coherency the volume's coherency data
 * @param cookies records of objects in it; -1 when that was not counted
 * @param fencePending whether an invalidation of all of it is not known to be complete
 */
public record VolumeInfo(String key, Bytes coherency, Generation generation, long cookies, boolean fencePending) {}
