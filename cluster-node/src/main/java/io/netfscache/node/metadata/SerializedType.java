package io.netfscache.node.metadata;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * One type that crosses members: how Kryo writes and reads it. Immutable and shared by all Kryo instances.
 *
 * @param id the type's number, in Hazelcast's header and in Kryo; never used again for another type
 * @param version of the form; the first byte
 */
record SerializedType<T>(int id, int version, Class<T> type, BiConsumer<Output, T> writer, Function<Input, T> reader) {

    /** @param value of this type */
    void write(Output out, Object value) {
        writer.accept(out, type.cast(value));
    }

    /** What Kryo calls. */
    Serializer<T> kryoSerializer() {
        return new Serializer<>(false, true) {
            @Override
            public void write(Kryo kryo, Output out, T value) {
                writer.accept(out, value);
            }

            @Override
            public T read(Kryo kryo, Input in, Class<? extends T> expected) {
                return reader.apply(in);
            }
        };
    }
}
