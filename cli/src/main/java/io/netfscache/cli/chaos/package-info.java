/**
 * {@code netfs-cache chaos}: a cluster, an origin and clients that do to each other what networks, disks and operators do, and
 * a history of every read. {@link io.netfscache.cli.chaos.ChaosCommand} reads the options, {@link
 * io.netfscache.cli.chaos.ChaosRun} starts everything and the faults, {@link io.netfscache.cli.chaos.ChaosClient}s write, invalidate
 * and read {@link io.netfscache.cli.chaos.ChaosFile}s of the {@link io.netfscache.cli.chaos.ChaosOrigin} and take down what they
 * saw; {@link io.netfscache.cli.chaos.Expectations} says whether that is what was promised, {@link
 * io.netfscache.cli.chaos.ChaosReport} tells it.
 */
@NullMarked
package io.netfscache.cli.chaos;

import org.jspecify.annotations.NullMarked;
