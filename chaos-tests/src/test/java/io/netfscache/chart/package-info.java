/**
 * The chart in {@code helm/netfs-cache}. {@link io.netfscache.chart.HelmChart} has it linted and rendered by the engine of Helm;
 * {@link io.netfscache.chart.Manifests} reads what comes out, and knows each field that it may have; {@link
 * io.netfscache.chart.RenderedPod} is the pod of that as containers without Kubernetes can run it.
 */
@NullMarked
package io.netfscache.chart;

import org.jspecify.annotations.NullMarked;
