/**
 * Whole clusters under faults, as real processes on the loopback address. {@link
 * io.netfscache.chaos.ClusterExtension} gives each test the one {@link io.netfscache.chaos.ProcessCluster} with all its
 * nodes up; a {@link io.netfscache.chaos.NodeProcess} can be killed, paused and stopped; a {@link
 * io.netfscache.chaos.CountingOrigin} of the test's own has the files and counts what it sends; {@link
 * io.netfscache.chaos.TestClient} reads in this JVM, {@link io.netfscache.chaos.ClientProcess} in one of its own, {@link io.netfscache.chaos.Command} runs a
 * command in a process, {@link io.netfscache.chaos.HoldingProcess} is a client that has something in use until it is killed, and a
 * {@link io.netfscache.chaos.CuttableProxy} cuts clients off. What is read of a {@link io.netfscache.chaos.VersionedFile} while a {@link
 * io.netfscache.chaos.Changer} changes it is held against the {@link io.netfscache.chaos.StaleReadChecker}.
 */
@NullMarked
package io.netfscache.chaos;

import org.jspecify.annotations.NullMarked;
