/**
 * The clients of this node as their session node: {@link io.netfscache.node.session.Sessions} knows which session uses
 * which objects, pushes fences to those, and holds the answer to a fence until each has confirmed it or cannot serve any
 * more (COHERENCE 5). {@link io.netfscache.node.session.SessionReports} tells the owners of session records which sessions
 * are alive; as an owner, {@link io.netfscache.node.session.SessionReaper} ends those that it has not heard of for 30 s, and
 * {@link io.netfscache.node.session.LostMarks} those that have no record (COHERENCE 7).
 */
@NullMarked
package io.netfscache.node.session;

import org.jspecify.annotations.NullMarked;
