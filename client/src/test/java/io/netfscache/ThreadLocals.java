package io.netfscache;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a thread keeps in its {@link ThreadLocal}s; the tests' JVM opens java.lang for that. */
final class ThreadLocals {
    private ThreadLocals() {}

    /** Classes of the values. */
    static List<String> ofThisThread() throws ReflectiveOperationException {
        List<String> types = new ArrayList<>();
        Object map = get(Thread.class, "threadLocals", Thread.currentThread());
        Object table = map == null ? null : get(map.getClass(), "table", map);
        for (int i = 0; table != null && i < Array.getLength(table); i++) {
            Object entry = Array.get(table, i);
            Object value = entry == null ? null : get(entry.getClass(), "value", entry);
            if (value != null) {
                types.add(value.getClass().getName());
            }
        }
        return types;
    }

    private static @Nullable Object get(Class<?> type, String name, Object of) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(of);
    }
}
