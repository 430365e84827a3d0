/**
 * An append-only file of entries that survives the death of the process, and, where that is asked for, the loss of power.
 *
 * <p>{@link io.netfscache.node.journal.Journal#open} gives each entry to its owner and cuts off a torn tail; {@code append}
 * adds one; {@code rewrite} begins a new file when most of the old one says nothing any more. What is in an entry is the
 * owner's business.
 */
@NullMarked
package io.netfscache.node.journal;

import org.jspecify.annotations.NullMarked;
