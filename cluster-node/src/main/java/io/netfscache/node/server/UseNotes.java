package io.netfscache.node.server;

import io.netfscache.node.NodeLimits;
import io.netfscache.node.metadata.MetadataLimits;
import io.netfscache.protocol.CookieId;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes in the records that objects are used, so that those that nobody uses can be told: for each every few hours, and no
 * more than {@link NodeLimits#USES_NOTED} at a time. Nobody waits for a note, and one that is lost only makes the record look
 * older: it is not retired while it is used. Any thread; no lock.
 */
final class UseNotes {
    private static final Logger log = LoggerFactory.getLogger(UseNotes.class);

    /** Takes a note to a record. */
    interface Pen {
        CompletionStage<?> touch(CookieId cookie, int hours);
    }

    private final Pen pen;
    private final IntSupplier hours;
    private final AtomicInteger underWay = new AtomicInteger();

    /** @param hours time of day in hours, as records have it */
    UseNotes(Pen pen, IntSupplier hours) {
        this.pen = pen;
        this.hours = hours;
    }

    /** @param lastUsedHours what the record says */
    void used(CookieId cookie, int lastUsedHours) {
        int now = hours.getAsInt();
        if (now - lastUsedHours < MetadataLimits.USE_NOTED_AFTER_HOURS) {
            return;
        }
        if (underWay.incrementAndGet() > NodeLimits.USES_NOTED) {
            underWay.decrementAndGet();
            return;
        }
        pen.touch(cookie, now).whenComplete((done, error) -> {
            underWay.decrementAndGet();
            if (error != null) {
                log.atDebug().log("the use of {} is not noted: {}", cookie, error.getMessage());
            }
        });
    }
}
