/** The admin port: health and figures over HTTP, for probes and people. */
@NullMarked
package io.netfscache.node.admin;

import org.jspecify.annotations.NullMarked;
