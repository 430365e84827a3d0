/** Which nodes take part in placement, as clients are told. */
@NullMarked
package io.netfscache.node.placement;

import org.jspecify.annotations.NullMarked;
