/**
 * The admin port: health, figures, lists and metrics over HTTP, for probes, Prometheus and people. {@link
 * io.netfscache.node.admin.AdminServer} takes a request, {@link io.netfscache.node.admin.AdminPages} finds the answer.
 */
@NullMarked
package io.netfscache.node.admin;

import org.jspecify.annotations.NullMarked;
