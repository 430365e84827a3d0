/**
 * The servers behind the cache: where bytes and coherency data come from. {@link io.netfscache.origin.Origins} finds the
 * {@link io.netfscache.origin.Origin} that a URL names.
 *
 * <p>A read over HTTP, top to bottom: {@code HttpFile} asks for a range, again where it was cut off ({@code HttpRetries}),
 * and checks that each response is of the expected version ({@code HttpValidators}, {@code HttpContentRange}) and may be
 * kept ({@code HttpDescription}); {@code HttpOrigin} gives statuses their meaning; {@code HttpClient} follows redirects;
 * {@code HttpConnections} keeps connections, which {@code HttpDialer} makes directly or through an {@code HttpProxy}, with
 * {@code HttpTls} over them; {@code HttpConnection}, {@code HttpHead} and {@code HttpBody} are the wire. After the read
 * {@code HttpProof} tells whether the server is to be asked once more.
 *
 * <p>A write: {@link io.netfscache.origin.WritableOrigin#openForWriting} looks at the file and gives an
 * {@link io.netfscache.origin.OriginWriter}. {@code FileWriter} writes in place; {@code FileChanges} makes, moves and deletes.
 * {@code HttpWriter} replaces the file by one PUT under the condition that {@code HttpChanges} names; {@code HttpUpload} is
 * that request while it is sent.
 */
@NullMarked
package io.netfscache.origin;

import org.jspecify.annotations.NullMarked;
