/**
 * Clusters in containers, of the image that users run. {@link io.netfscache.containers.DockerEngine} tells whether these tests
 * can run, {@link io.netfscache.containers.NodeImage} builds the image by the script that users have, and a {@link
 * io.netfscache.containers.NodeContainer} is a node of it, as locked up as in a pod.
 *
 * <p>Faults: {@link io.netfscache.containers.ClusterOfContainers} gives a class of tests a {@link
 * io.netfscache.containers.ContainerCluster}, whose {@link io.netfscache.containers.NodePod}s are the chart's, and whose {@link
 * io.netfscache.containers.ClientPod}s read and change the files of an {@link io.netfscache.containers.OriginPod} all the time. A
 * test does something to a {@link io.netfscache.containers.Pod}, its {@link io.netfscache.containers.Links} or its {@link
 * io.netfscache.containers.LoopDisk}; its {@link io.netfscache.containers.Episode} waits for the effect, heals, and has the {@link
 * io.netfscache.containers.ClientHistories} checked. {@link io.netfscache.containers.WarmFiles} tell what the cluster has lost.
 */
@NullMarked
package io.netfscache.containers;

import org.jspecify.annotations.NullMarked;
