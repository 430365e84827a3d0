/** The servers behind the cache: where bytes and coherency data come from. */
@NullMarked
package io.netfscache.origin;

import org.jspecify.annotations.NullMarked;
