/**
 * Two programs on the client library: {@link io.netfscache.examples.RawClient} speaks the FS-Cache API itself, {@link
 * io.netfscache.examples.HelperClient} leaves that to the read helper.
 */
@NullMarked
package io.netfscache.examples;

import org.jspecify.annotations.NullMarked;
