package io.netfscache.node.metadata;

import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.OperationId;

/**
 * What the owner of a record does after it has asked all nodes who uses the object: only if the record is still what it
 * was before the question.
 *
 * @param seen generation before the question
 * @param candidate the generation to take
 */
public record SeenRequest(OperationId operation, CookieId cookie, Generation seen, Generation candidate) {}
