package io.netfscache.node.metadata;

import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Generation;

/** Records for tests of what their owner does with them. */
public final class TestRecords {
    private TestRecords() {}

    /** An object, told apart by its number. */
    public static CookieRecord object(int number, Generation generation) {
        return CookieRecord.born(
                TestRequests.VOLUME, Bytes.utf8("object-" + number), TestRequests.coherency("aux", 100), generation);
    }

    public static CookieId id(CookieRecord record) {
        return CookieId.of(record.volumeKey(), record.objectKey().toArray());
    }

    public static CookieRecord retired(CookieRecord record) {
        return record.withRetired(true);
    }

    public static CookieRecord disabled(CookieRecord record) {
        return record.withDisabled(true);
    }

    public static CookieRecord used(CookieRecord record, int hours) {
        return record.withUse(hours);
    }

    /** What became of an operation that has left this record. */
    public static CookieResult result(CookieRecord record) {
        return new CookieResult(Verdict.DONE, record, null, Effect.NONE);
    }
}
