package io.netfscache.node.metadata;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.util.Pool;
import com.hazelcast.nio.serialization.ByteArraySerializer;
import com.hazelcast.nio.serialization.HazelcastSerializationException;

/** Hazelcast's serializer of one type: a version byte, then what Kryo writes. Any number of threads. */
final class KryoSerializer<T> implements ByteArraySerializer<T> {
    private static final int USUAL_BYTES = 512;

    private final SerializedType<T> type;
    private final Pool<Kryo> kryos;

    KryoSerializer(SerializedType<T> type, Pool<Kryo> kryos) {
        this.type = type;
        this.kryos = kryos;
    }

    @Override
    public int getTypeId() {
        return type.id();
    }

    @Override
    public byte[] write(T value) {
        Kryo kryo = kryos.obtain();
        try (Output out = new Output(USUAL_BYTES, MetadataLimits.SERIALIZED_BYTES)) {
            out.writeByte(type.version());
            kryo.writeObject(out, value);
            return out.toBytes();
        } catch (KryoException e) {
            throw new HazelcastSerializationException("cannot write a " + name() + ": " + e.getMessage());
        } finally {
            kryos.free(kryo);
        }
    }

    @Override
    public T read(byte[] bytes) {
        Kryo kryo = kryos.obtain();
        try (Input in = new Input(bytes)) {
            int version = in.readByteUnsigned();
            if (version != type.version()) {
                throw new HazelcastSerializationException("a " + name() + " has form " + version + ", this node knows "
                        + type.version() + " only: run the same release on all nodes");
            }
            T value = kryo.readObject(in, type.type());
            if (in.position() != bytes.length) {
                throw new HazelcastSerializationException(
                        "a " + name() + " ends at byte " + in.position() + " of " + bytes.length);
            }
            return value;
        } catch (KryoException | IllegalArgumentException e) {
            // Without the cause: a Kryo exception is not allowed through the filter of the member that asked.
            throw new HazelcastSerializationException("cannot read a " + name() + ": " + e.getMessage());
        } finally {
            kryos.free(kryo);
        }
    }

    private String name() {
        return type.type().getSimpleName();
    }
}
