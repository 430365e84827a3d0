package io.netfscache.node.metadata;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.netfscache.node.journal.Journal;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.SessionId;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All records of a node that is alone, in memory and in a {@link Journal}: an entry is a record as it is from then on, or
 * its end. Written by one thread at a time; read by any number.
 *
 * <p>A journal that is missing or damaged makes an empty book. That is safe: whoever uses an object next makes a record with
 * a generation that no file has, because its second half is random, so nothing that was stored before matches (COHERENCE
 * 1.1). It costs what was cached. The same goes for a record that is dropped because there are too many.
 */
final class RecordBook implements Closeable {
    /** What an entry is about. The ordinal is in the file: append only. */
    private enum Kind {
        VOLUME,
        COOKIE,
        SESSION
    }

    private static final Logger log = LoggerFactory.getLogger(RecordBook.class);
    private static final int FORM = 2;
    /** Entries of which are read still: what was not in it has no mark of a modifier and was used when it was made. */
    private static final int OLD_FORM = 1;

    private static final int USUAL_BYTES = 512;

    private final Map<String, VolumeRecord> volumes = new ConcurrentHashMap<>();
    private final Map<CookieId, CookieRecord> cookies = new ConcurrentHashMap<>();
    private final Map<SessionId, SessionRecord> sessions = new ConcurrentHashMap<>();
    private final Journal journal;
    private final int most;
    /** Entries in the journal. */
    private long entries;

    private boolean unforced;

    private RecordBook(Path file, int most) throws IOException {
        this.most = most;
        journal = Journal.open(file, this::replay, this::clear);
        if (journal.beganAnew()) {
            log.atDebug().log("{} begins anew: there was none, or it was damaged", file);
        }
        boolean opened = false;
        try {
            endModifications();
            if (dropOldest()) {
                compact();
            }
            compactIfWorthIt();
            opened = true;
        } finally {
            if (!opened) {
                journal.close();
            }
        }
    }

    /**
     * @param most objects
     * @throws IOException when it cannot be read or written, or a newer release has written it
     */
    static RecordBook open(Path file, int most) throws IOException {
        try {
            return new RecordBook(file, most);
        } catch (IllegalArgumentException unreadable) {
            throw new IOException(file + " was written by another release: " + unreadable.getMessage(), unreadable);
        }
    }

    Map<String, VolumeRecord> volumes() {
        return volumes;
    }

    Map<CookieId, CookieRecord> cookies() {
        return cookies;
    }

    Map<SessionId, SessionRecord> sessions() {
        return sessions;
    }

    boolean beganAnew() {
        return journal.beganAnew();
    }

    long forcedBytes() {
        return journal.forcedBytes();
    }

    /** As many objects as it should have. */
    int usual() {
        return share(MetadataLimits.BOOK_TRIM_ABOVE_PERCENT);
    }

    boolean isFull() {
        return cookies.size() >= most;
    }

    /** Other volumes, objects or sessions than these do not exist. */
    void put(String key, @Nullable VolumeRecord record, boolean force) throws IOException {
        append(entry(key, record), force);
        set(volumes, key, record);
    }

    void put(CookieId key, @Nullable CookieRecord record, boolean force) throws IOException {
        append(entry(key, record), force);
        set(cookies, key, record);
    }

    void put(SessionId key, @Nullable SessionRecord record, boolean force) throws IOException {
        append(entry(key, record), force);
        set(sessions, key, record);
    }

    /** In memory only what is in the file: an entry that cannot be written changes nothing. */
    private void append(byte[] entry, boolean force) throws IOException {
        compactIfWorthIt();
        journal.append(entry, force);
        entries++;
        unforced = !force;
    }

    private static <K, V> void set(Map<K, V> map, K key, @Nullable V record) {
        if (record == null) {
            map.remove(key);
        } else {
            map.put(key, record);
        }
    }

    private static byte[] entry(String key, @Nullable VolumeRecord record) {
        return entry(Kind.VOLUME, out -> {
            out.writeString(key);
            Fields.writeOptional(out, record, Forms::writeVolume);
        });
    }

    private static byte[] entry(CookieId key, @Nullable CookieRecord record) {
        return entry(Kind.COOKIE, out -> {
            Fields.writeCookieId(out, key);
            Fields.writeOptional(out, record, Forms::writeCookie);
        });
    }

    private static byte[] entry(SessionId key, @Nullable SessionRecord record) {
        return entry(Kind.SESSION, out -> {
            Fields.writeSessionId(out, key);
            Fields.writeOptional(out, record, Forms::writeSession);
        });
    }

    private interface Body {
        void write(Output out);
    }

    private static byte[] entry(Kind kind, Body body) {
        try (Output out = new Output(USUAL_BYTES, Journal.MAX_ENTRY_BYTES)) {
            out.writeByte(FORM);
            Fields.writeEnum(out, kind);
            body.write(out);
            return out.toBytes();
        }
    }

    private void replay(byte[] entry) {
        entries++;
        try (Input in = new Input(entry)) {
            int form = in.readByteUnsigned();
            if (form != FORM && form != OLD_FORM) {
                throw new IllegalArgumentException("an entry of the journal has form " + form);
            }
            switch (Fields.readEnum(in, Kind.values())) {
                case VOLUME -> set(volumes, in.readString(), Fields.readOptional(in, Forms::readVolume));
                case COOKIE ->
                    set(
                            cookies,
                            Fields.readCookieId(in),
                            Fields.readOptional(in, form == FORM ? Forms::readCookie : Forms::readOldCookie));
                case SESSION -> set(sessions, Fields.readSessionId(in), Fields.readOptional(in, Forms::readSession));
            }
        } catch (KryoException e) {
            throw new IllegalArgumentException("an entry of the journal cannot be read: " + e.getMessage(), e);
        }
    }

    private void clear() {
        entries = 0;
        volumes.clear();
        cookies.clear();
        sessions.clear();
    }

    /**
     * Whoever was modifying an object when the last run ended has lost its session with that, and what it has written nobody
     * knows: the object has other contents from now on. Its generation is made from the one before, like that of a merge: the
     * next run would make the same if this one were lost.
     */
    private void endModifications() throws IOException {
        boolean ended = false;
        for (Map.Entry<CookieId, CookieRecord> each : List.copyOf(cookies.entrySet())) {
            CookieRecord record = each.getValue();
            if (!record.modifiers().isEmpty() || record.dirty()) {
                Generation next = Generations.merged(record.generation(), Generation.NONE);
                put(
                        each.getKey(),
                        record.withModifiers(Modifiers.NONE)
                                .withDirty(false)
                                .changed(record.coherency(), next, ByteRange.ALL),
                        false);
                ended = true;
            }
        }
        if (ended) {
            journal.force();
            unforced = false;
        }
    }

    /**
     * The upper half of a generation is the time at which it was made, so the lowest belong to what changed longest ago.
     *
     * @return whether the journal has records that are not here any more: found there once more, they would bring back
     *     generations that were ended meanwhile
     */
    private boolean dropOldest() {
        if (cookies.size() <= share(MetadataLimits.BOOK_TRIM_ABOVE_PERCENT)) {
            return false;
        }
        int surplus = cookies.size() - share(MetadataLimits.BOOK_TRIM_TO_PERCENT);
        List<CookieId> oldest = cookies.entrySet().stream()
                .filter(each ->
                        each.getValue().modifiers().isEmpty() && each.getValue().pendingFence() == null)
                .sorted(Comparator.comparingLong(
                        each -> each.getValue().generation().counter()))
                .limit(surplus)
                .map(Map.Entry::getKey)
                .toList();
        oldest.forEach(cookies::remove);
        log.atInfo().log("{} records of objects were dropped, the oldest, to make room", oldest.size());
        return !oldest.isEmpty();
    }

    private int share(int percent) {
        return (int) ((long) most * percent / 100);
    }

    private void compactIfWorthIt() throws IOException {
        long live = (long) volumes.size() + cookies.size() + sessions.size();
        if (entries > 2 * live + MetadataLimits.BOOK_GARBAGE) {
            compact();
        }
    }

    private void compact() throws IOException {
        Stream<byte[]> all = Stream.of(
                        volumes.entrySet().stream().map(each -> entry(each.getKey(), each.getValue())),
                        cookies.entrySet().stream().map(each -> entry(each.getKey(), each.getValue())),
                        sessions.entrySet().stream().map(each -> entry(each.getKey(), each.getValue())))
                .flatMap(each -> each);
        Iterator<byte[]> each = all.iterator();
        journal.rewrite(() -> each);
        entries = (long) volumes.size() + cookies.size() + sessions.size();
        unforced = false;
    }

    /** All of it survives the loss of power. */
    @Override
    public void close() throws IOException {
        try {
            if (unforced) {
                journal.force();
            }
        } finally {
            journal.close();
        }
    }
}
