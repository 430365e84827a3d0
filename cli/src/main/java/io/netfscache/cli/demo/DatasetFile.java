package io.netfscache.cli.demo;

/**
 * A file of the dataset as the clients know it.
 *
 * @param path at the origin
 * @param size in bytes
 * @param sha256 of the contents, in hexadecimal, taken without the cache
 */
record DatasetFile(String path, long size, String sha256) {}
