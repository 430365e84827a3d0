/**
 * {@code netfs-cache demo}: a whole fleet on one machine. {@link io.netfscache.cli.demo.DemoCommand} makes a {@link
 * io.netfscache.cli.demo.Dataset}, serves it with an {@link io.netfscache.cli.demo.OriginServer} that counts what it
 * sends, starts nodes ({@link io.netfscache.cli.demo.DemoNode}) and clients ({@link io.netfscache.cli.demo.ClientHost})
 * as processes of their own, and lets {@link io.netfscache.cli.demo.Demo} run the phases. The clients compare every byte
 * with the dataset by hash ({@link io.netfscache.cli.demo.ClientWorker}); {@link io.netfscache.cli.demo.Verdict} says
 * what the figures prove.
 */
@NullMarked
package io.netfscache.cli.demo;

import org.jspecify.annotations.NullMarked;
