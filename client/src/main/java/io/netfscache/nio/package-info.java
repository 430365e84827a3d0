/**
 * {@code java.nio.file} over {@link io.netfscache.netfs.Netfs}: {@code Path.of(URI.create("netfs:..."))}.
 *
 * <p>From a URI to bytes: {@code NetfsUri} takes it apart; {@code FileSystemRegistry} finds the filesystem or opens it, with
 * the cluster that {@code NioOptions} name; {@code Mounts} has one client for each cluster and one mount for each volume of
 * it, shared by the filesystems. {@link io.netfscache.nio.NetfsFileSystemProvider} is what the JDK calls: each call goes
 * with the path's name at the origin ({@code PathLookup}, {@code OriginNames}) to the {@code Mount}, which asks the origin,
 * or {@code RecentAnswers} where that was asked within the last second, and opens files. {@code NetfsFileChannel} and {@code
 * NetfsInputStream} are such a file in the JDK's terms, {@code NetfsDirectoryStream} a listing, {@code Transfers} copies
 * and moves.
 */
@NullMarked
package io.netfscache.nio;

import org.jspecify.annotations.NullMarked;
