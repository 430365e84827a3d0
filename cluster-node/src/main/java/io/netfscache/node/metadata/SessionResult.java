package io.netfscache.node.metadata;

/** Whether an operation on a session's record was carried out. */
record SessionResult(Verdict verdict) {}
