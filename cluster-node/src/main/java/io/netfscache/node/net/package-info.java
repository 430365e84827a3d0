/** Frames on Netty channels: what the data port and the links to peers share. */
@NullMarked
package io.netfscache.node.net;

import org.jspecify.annotations.NullMarked;
