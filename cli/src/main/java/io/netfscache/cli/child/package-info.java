/**
 * Processes that a command starts for a while, each another command of this program: nodes and clients of {@code demo} and
 * {@code chaos}. A {@link io.netfscache.cli.child.ChildProcess} ends when the process that started it does.
 */
@NullMarked
package io.netfscache.cli.child;

import org.jspecify.annotations.NullMarked;
