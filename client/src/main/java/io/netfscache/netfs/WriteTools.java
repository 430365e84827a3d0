package io.netfscache.netfs;

import io.netfscache.origin.WritableOrigin;

/** What the write-backs of a mount share. */
record WriteTools(
        WritableOrigin origin,
        FolioCache folios,
        FolioLoader loader,
        ReadRules readRules,
        PageRules rules,
        Invalidations invalidations,
        NetfsCounters counters,
        WriteTime time) {}
