/** This node's connections to the other nodes' data ports: fences go out on them. */
@NullMarked
package io.netfscache.node.peer;

import org.jspecify.annotations.NullMarked;
