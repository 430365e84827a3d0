package io.netfscache.node.metadata;

import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.OperationId;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The authoritative state of an object. Immutable; every change makes another record. Readers' in-use marks are not in
 * it: they are soft and live on the session node.
 *
 * <p>A node keeps millions of these, most of them at rest, so what a resting record has lies in this one object and one
 * array: about 90 bytes besides key and coherency data. What few have, and not for long, is in its {@link Rare} part.
 */
public final class CookieRecord implements MayOweFence {
    /** Version of the serialised form. */
    static final int FORMAT_VERSION = 2;

    private static final int ADOPTABLE = 1;
    private static final int DISABLED = 2;
    private static final int RETIRED = 4;
    private static final int DIRTY = 8;

    /**
     * What a record at rest does not have.
     *
     * @param earlier operations before the latest one
     */
    private record Rare(
            @Nullable PendingFence fence, OperationHistory earlier, Modifiers modifiers, PastCoherency past) {
        static final Rare NOTHING = new Rare(null, OperationHistory.NONE, Modifiers.NONE, PastCoherency.NONE);
    }

    /** The parts of a record while it is being made or changed. For one thread. */
    static final class Draft {
        final String volumeKey;
        final Bytes objectKey;
        Coherency coherency;
        Generation generation;
        boolean adoptable;

        @Nullable
        PendingFence pendingFence;

        OperationHistory operations = OperationHistory.NONE;
        Modifiers modifiers = Modifiers.NONE;
        boolean disabled;
        PastCoherency past = PastCoherency.NONE;
        boolean retired;
        boolean dirty;
        int lastUsedHours;

        Draft(String volumeKey, Bytes objectKey, Coherency coherency, Generation generation) {
            this.volumeKey = volumeKey;
            this.objectKey = objectKey;
            this.coherency = coherency;
            this.generation = generation;
        }

        private Draft(CookieRecord record) {
            this(record.volumeKey, record.objectKey(), record.coherency(), record.generation());
            adoptable = record.adoptable();
            pendingFence = record.pendingFence();
            operations = record.operations();
            modifiers = record.modifiers();
            disabled = record.disabled();
            past = record.past();
            retired = record.retired();
            dirty = record.dirty();
            lastUsedHours = record.lastUsedHours;
        }

        CookieRecord done() {
            return new CookieRecord(this);
        }
    }

    private final String volumeKey;
    /** The length of the key, the key, the coherency data. */
    private final byte[] names;

    private final Rare rare;
    private final long objectSize;
    private final long counter;
    private final long nonce;
    /** The latest operation; meaningless without an effect. */
    private final long operationHigh;

    private final long operationLow;
    private final int lastUsedHours;
    private final byte flags;
    /** Of the latest operation, one more than its ordinal; 0: there has been none. */
    private final byte effect;

    private CookieRecord(Draft draft) {
        volumeKey = draft.volumeKey;
        names = names(draft.objectKey, draft.coherency.aux());
        objectSize = draft.coherency.objectSize();
        counter = draft.generation.counter();
        nonce = draft.generation.nonce();
        lastUsedHours = draft.lastUsedHours;
        flags = (byte) ((draft.adoptable ? ADOPTABLE : 0)
                | (draft.disabled ? DISABLED : 0)
                | (draft.retired ? RETIRED : 0)
                | (draft.dirty ? DIRTY : 0));
        OperationHistory.Applied latest = draft.operations.latest();
        operationHigh = latest == null ? 0 : latest.id().high();
        operationLow = latest == null ? 0 : latest.id().low();
        effect = latest == null ? 0 : code(latest.effect());
        Rare parts = new Rare(draft.pendingFence, draft.operations.beforeLatest(), draft.modifiers, draft.past);
        rare = parts.equals(Rare.NOTHING) ? Rare.NOTHING : parts;
    }

    private static byte[] names(Bytes objectKey, Bytes aux) {
        byte[] key = objectKey.toArray();
        byte[] names = Arrays.copyOf(new byte[] {(byte) key.length}, 1 + key.length + aux.length());
        System.arraycopy(key, 0, names, 1, key.length);
        System.arraycopy(aux.toArray(), 0, names, 1 + key.length, aux.length());
        return names;
    }

    /** A record that names no contents yet. It needs no fence: no copy anywhere has its generation. */
    static CookieRecord born(String volumeKey, Bytes objectKey, Coherency coherency, Generation generation) {
        // Millions of records share few volume keys.
        Draft draft = new Draft(volumeKey.intern(), objectKey, coherency, generation);
        draft.lastUsedHours = Generations.hours(generation);
        return draft.done();
    }

    public String volumeKey() {
        return volumeKey;
    }

    /** 1 to 255 bytes. */
    public Bytes objectKey() {
        return Bytes.of(Arrays.copyOfRange(names, 1, 1 + keyLength()));
    }

    private int keyLength() {
        return Byte.toUnsignedInt(names[0]);
    }

    /** What the contents are recognised by. */
    public Coherency coherency() {
        return new Coherency(Bytes.of(Arrays.copyOfRange(names, 1 + keyLength(), names.length)), objectSize);
    }

    /** Object part of the pair that names the contents; the volume part is in the {@link VolumeRecord}. */
    public Generation generation() {
        return new Generation(counter, nonce);
    }

    /** Whether blobs from before the record may be taken over (COHERENCE 8); always false for now. */
    public boolean adoptable() {
        return has(ADOPTABLE);
    }

    /** What remains to be done for the latest change; null: nothing. */
    public @Nullable PendingFence pendingFence() {
        return rare.fence;
    }

    /** The last operations that changed the record. */
    @SuppressWarnings("EnumOrdinal") // As code().
    OperationHistory operations() {
        return effect == 0
                ? rare.earlier
                : rare.earlier.with(new OperationId(operationHigh, operationLow), effect(effect));
    }

    // A reference would be four bytes in each of millions of records.

    private static byte code(Effect effect) {
        return switch (effect) {
            case NONE -> 1;
            case CREATED -> 2;
            case NEW_GENERATION -> 3;
        };
    }

    private static Effect effect(byte code) {
        return switch (code) {
            case 2 -> Effect.CREATED;
            case 3 -> Effect.NEW_GENERATION;
            default -> Effect.NONE;
        };
    }

    /** Sessions that are changing the contents. */
    public Modifiers modifiers() {
        return rare.modifiers;
    }

    /** Whether caching is off (DIO_WRITE), until nobody uses the object any more. */
    public boolean disabled() {
        return has(DISABLED);
    }

    /** Coherency values that are refused. */
    PastCoherency past() {
        return rare.past;
    }

    /**
     * Whether there is no object any more: the record is kept for a while, so that one from before the retirement that comes
     * back with another half of the cluster meets a newer one (ADR 8).
     */
    public boolean retired() {
        return has(RETIRED);
    }

    /** Computed each time. */
    public CookieId cookie() {
        return CookieId.of(volumeKey(), objectKey().toArray());
    }

    /** Whether its caching is off, and comes on again when nobody uses the object. */
    boolean mayBeEnabled() {
        return disabled() && modifiers().isEmpty();
    }

    /** Whether a modifier has written and not all modifiers have said that they are done (COHERENCE 7.3). */
    public boolean dirty() {
        return has(DIRTY);
    }

    /** Hours from 1970 to about when it was last looked up; not kept to the hour, so that most look-ups change nothing. */
    public int lastUsedHours() {
        return lastUsedHours;
    }

    private boolean has(int flag) {
        return (flags & flag) != 0;
    }

    @Override
    public boolean owesFence() {
        return rare.fence != null;
    }

    /** Two objects may share a cookie id; they do not share a record. */
    boolean isOf(String otherVolumeKey, Bytes otherObjectKey) {
        return volumeKey.equals(otherVolumeKey) && objectKey().equals(otherObjectKey);
    }

    /** Other contents under a new generation, and the fence that tells it. */
    CookieRecord changed(Coherency current, Generation candidate, ByteRange dropped) {
        Generation before = generation();
        Generation next = Generations.next(before, candidate);
        return with(draft -> {
            draft.past = draft.past.moved(draft.coherency, current);
            draft.coherency = current;
            draft.generation = next;
            draft.adoptable = false;
            draft.pendingFence = new PendingFence(before, next, dropped);
        });
    }

    /**
     * No object under a new generation, and the fence that tells it. Whoever makes the object again starts afresh,
     * but for those who may still write past the cache: they do not hear of the retirement, and their marks stay.
     */
    CookieRecord retire(Generation candidate) {
        boolean writtenPast = disabled() && !modifiers().isEmpty();
        return changed(coherency(), candidate, ByteRange.ALL)
                .withModifiers(writtenPast ? modifiers() : Modifiers.NONE)
                .withDisabled(writtenPast)
                .withDirty(false)
                .withRetired(true);
    }

    /**
     * An object again. Its generation is another than that of the retirement: a client that had the object carries its
     * view over to that one (COHERENCE 3.1), and may have bytes under it.
     */
    CookieRecord revive(Coherency current, Generation candidate) {
        return changed(current, candidate, ByteRange.ALL).withRetired(false);
    }

    /** Either way no coherency data is refused any more. */
    CookieRecord withRetired(boolean gone) {
        return with(draft -> {
            draft.retired = gone;
            draft.past = PastCoherency.NONE;
        });
    }

    CookieRecord withPendingFence(@Nullable PendingFence fence) {
        return with(draft -> draft.pendingFence = fence);
    }

    CookieRecord withOperation(OperationId operation, Effect what) {
        return with(draft -> draft.operations = draft.operations.with(operation, what));
    }

    /** With marks of modifiers it is not adoptable any more. */
    CookieRecord withModifiers(Modifiers marks) {
        return with(draft -> {
            draft.modifiers = marks;
            draft.adoptable &= marks.isEmpty();
        });
    }

    CookieRecord withDisabled(boolean off) {
        return with(draft -> draft.disabled = off);
    }

    CookieRecord withDirty(boolean written) {
        return with(draft -> draft.dirty = written);
    }

    /** This itself when it was used at that time or later. */
    CookieRecord withUse(int hours) {
        return hours <= lastUsedHours ? this : with(draft -> draft.lastUsedHours = hours);
    }

    /** A record that differs in what {@code change} does. */
    CookieRecord with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.done();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CookieRecord record
                && volumeKey.equals(record.volumeKey)
                && Arrays.equals(names, record.names)
                && objectSize == record.objectSize
                && counter == record.counter
                && nonce == record.nonce
                && operationHigh == record.operationHigh
                && operationLow == record.operationLow
                && effect == record.effect
                && lastUsedHours == record.lastUsedHours
                && flags == record.flags
                && rare.equals(record.rare);
    }

    @Override
    public int hashCode() {
        return Objects.hash(volumeKey, Arrays.hashCode(names), counter, nonce);
    }

    @Override
    public String toString() {
        return "object " + objectKey() + " of " + volumeKey + " at " + generation() + ", " + coherency()
                + (adoptable() ? ", adoptable" : "")
                + (disabled() ? ", disabled" : "")
                + (retired() ? ", retired" : "")
                + (dirty() ? ", dirty" : "")
                + ", used in hour " + lastUsedHours + ", " + operations() + ", " + rare;
    }
}
