/**
 * The servers behind the cache: where bytes and coherency data come from. {@link io.netfscache.origin.Origins} finds the
 * {@link io.netfscache.origin.Origin} that a URL names.
 *
 * <p>A read over HTTP, top to bottom: {@code HttpFile} asks for a range, again where it was cut off ({@code HttpRetries}),
 * and checks that each response is of the expected version ({@code HttpValidators}, {@code HttpContentRange}) and may be
 * kept ({@code HttpDescription}); {@code HttpOrigin} gives statuses their meaning; {@code HttpClient} follows redirects;
 * {@code HttpConnections} keeps connections, which {@code HttpDialer} makes directly or through an {@code HttpProxy}, with
 * {@code HttpTls} over them; {@code HttpConnection}, {@code HttpHead} and {@code HttpBody} are the wire.
 */
@NullMarked
package io.netfscache.origin;

import org.jspecify.annotations.NullMarked;
