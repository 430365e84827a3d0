/**
 * The admin port: probes, health, figures, lists and metrics over HTTP, for Kubernetes, Prometheus and people. {@link
 * io.netfscache.node.admin.AdminServer} takes a request, {@link io.netfscache.node.admin.AdminPages} finds the answer; whether
 * the node may be counted on {@link io.netfscache.node.admin.Readiness} knows.
 */
@NullMarked
package io.netfscache.node.admin;

import org.jspecify.annotations.NullMarked;
