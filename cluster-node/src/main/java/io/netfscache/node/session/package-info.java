/**
 * The clients of this node as their session node: {@link io.netfscache.node.session.Sessions} knows which session uses
 * which objects, pushes fences to those, and holds the answer to a fence until each has confirmed it or cannot serve any
 * more (COHERENCE 5).
 */
@NullMarked
package io.netfscache.node.session;

import org.jspecify.annotations.NullMarked;
