/**
 * Three programs on the client library: {@link io.netfscache.examples.RawClient} speaks the FS-Cache API itself to read
 * and {@link io.netfscache.examples.WritingClient} to write, {@link io.netfscache.examples.HelperClient} leaves that to the read
 * helper.
 */
@NullMarked
package io.netfscache.examples;

import org.jspecify.annotations.NullMarked;
