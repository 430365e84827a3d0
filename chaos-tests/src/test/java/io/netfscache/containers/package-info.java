/**
 * Clusters in containers, of the image that users run. {@link io.netfscache.containers.DockerEngine} tells whether these tests
 * can run, {@link io.netfscache.containers.NodeImage} builds the image by the script that users have, and a {@link
 * io.netfscache.containers.NodeContainer} is a node of it, as locked up as in a pod.
 */
@NullMarked
package io.netfscache.containers;

import org.jspecify.annotations.NullMarked;
