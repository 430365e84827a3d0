package io.netfscache.netfs;

import io.netfscache.CacheException;
import io.netfscache.CacheOperation;
import io.netfscache.origin.OriginAttributes;
import io.netfscache.origin.OriginChangedException;
import io.netfscache.protocol.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The read, step by step: begin, which tells the generation; folios of that generation, from memory or loaded; when the
 * contents changed on the way, the whole read again, so that one read never mixes two versions. Without the cache, the
 * origin.
 */
final class ReadHelper {
    private final FolioCache folios;
    private final NetfsCounters counters;
    private final ReadRules rules;

    ReadHelper(FolioCache folios, NetfsCounters counters, ReadRules rules) {
        this.folios = folios;
        this.counters = counters;
        this.rules = rules;
    }

    /** A read: how many bytes, and of which version all of them are. */
    record Done(int bytes, OriginAttributes version) {}

    /** Reads into {@code into} from {@code position} on; 0 bytes at the end. */
    Done read(FileNode inode, ReadAhead ahead, long position, ByteBuffer into) throws IOException {
        int start = into.position();
        for (int attempt = 0; attempt <= NetfsLimits.MAX_RESTARTS; attempt++) {
            int kept = rules.kept(into.position() - start);
            into.position(start + kept);
            try (CacheOperation operation = inode.cookie().beginRead()) {
                Done rest = readGeneration(inode, ahead, operation, position + kept, into);
                return new Done(kept + rest.bytes(), rest.version());
            } catch (OriginChangedException e) {
                // The look-up with the fresh coherency data invalidates what the cluster has.
                counters.staleRetries.increment();
                counters.notCached(inode, Reason.CHANGED_WHILE_READ);
                inode.refresh();
            } catch (CacheException e) {
                boolean stale = rules.after(e.code()) == ReadRules.Recovery.READ_AGAIN;
                boolean refused = e.reason() == Reason.REFUSED_AUX && attempt == 0;
                if (stale) {
                    counters.staleRetries.increment();
                } else if (refused) {
                    inode.refresh();
                } else {
                    break;
                }
            }
        }
        into.position(start);
        return readUncached(inode, position, into);
    }

    private Done readGeneration(
            FileNode inode, ReadAhead ahead, CacheOperation operation, long position, ByteBuffer into)
            throws IOException {
        OriginAttributes version = new OriginAttributes(operation.objectSize(), operation.aux());
        inode.follow(version);
        int total = 0;
        while (into.hasRemaining() && position + total < operation.objectSize()) {
            long at = position + total;
            Folio folio = folios.find(inode, at, operation.generation());
            if (folio == null) {
                folio = ahead.folio(operation, at, into.remaining());
            }
            int n = folio.copyTo(at, into);
            total += n;
            counters.folioBytes.add(folio.delivered(n));
        }
        if (total > 0) {
            inode.proven(operation.generation());
        } else if (into.hasRemaining() && !inode.isProven(operation.generation())) {
            proveEnd(inode, operation, version);
        }
        ahead.took(operation.objectSize(), position + total);
        return new Done(total, version);
    }

    /**
     * "Nothing more" is an answer like bytes are, but no fill has certified it: a look-up or change that came late may have
     * brought a size that the file no longer has.
     */
    private void proveEnd(FileNode inode, CacheOperation operation, OriginAttributes version) throws IOException {
        if (inode.useOrigin(version, file -> rules.filled(file.certify())) == ReadRules.Fill.READ_AGAIN) {
            throw new OriginChangedException(inode + " has another size than the cache says");
        }
        inode.proven(operation.generation());
    }

    /** Of the version that the origin has at this moment, which is nobody else's business. */
    Done readNow(FileNode inode, long position, ByteBuffer into) throws IOException {
        int start = into.position();
        for (int attempt = 0; attempt <= NetfsLimits.MAX_RESTARTS; attempt++) {
            OriginAttributes now = inode.ask();
            try {
                if (readOrigin(inode, now, position, into) != ReadRules.Fill.READ_AGAIN) {
                    return new Done(into.position() - start, now);
                }
            } catch (OriginChangedException e) {
                counters.staleRetries.increment();
            }
            into.position(start);
        }
        throw changesTooOften(inode);
    }

    private ReadRules.Fill readOrigin(FileNode inode, OriginAttributes expected, long position, ByteBuffer into)
            throws IOException {
        int start = into.position();
        ReadRules.Fill fill = inode.useOrigin(expected, file -> {
            file.read(position, into);
            return rules.filled(file.certify());
        });
        if (fill != ReadRules.Fill.READ_AGAIN) {
            counters.originBytes.add(into.position() - start);
        }
        return fill;
    }

    private static IOException changesTooOften(FileNode inode) {
        return new IOException(inode + " changed " + NetfsLimits.MAX_RESTARTS + " times while it was read");
    }

    /** Straight from the origin; the whole read again when the file changes under it. */
    Done readUncached(FileNode inode, long position, ByteBuffer into) throws IOException {
        int start = into.position();
        if (!inode.attributes().cacheable()) {
            counters.notCached(inode, inode.attributes().notCached());
        }
        for (int attempt = 0; attempt <= NetfsLimits.MAX_RESTARTS; attempt++) {
            OriginAttributes expected = inode.attributes();
            try {
                if (readOrigin(inode, expected, position, into) != ReadRules.Fill.READ_AGAIN) {
                    return new Done(into.position() - start, expected);
                }
            } catch (OriginChangedException e) {
                counters.staleRetries.increment();
            }
            into.position(start);
            inode.refresh();
        }
        throw changesTooOften(inode);
    }
}
