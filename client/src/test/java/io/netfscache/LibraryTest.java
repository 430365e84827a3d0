package io.netfscache;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.protocol.Frame;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;

/** What makes the client fit for other people's programs (DESIGN 8): no static state, nothing of Netty to be seen. */
@Timeout(60)
final class LibraryTest {
    private static final Set<String> API = Set.of("io.netfscache", "io.netfscache.netfs", "io.netfscache.origin");

    @Test
    void nothingOfTheClientIsKeptInStaticFields() throws Exception {
        List<String> state = new ArrayList<>();
        for (Class<?> type : classes()) {
            for (Field field : type.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) && !field.isSynthetic() && !isConstant(field)) {
                    state.add(field.toString());
                }
            }
        }
        assertThat(state).isEmpty();
    }

    private static boolean isConstant(Field field) throws ReflectiveOperationException {
        if (!Modifier.isFinal(field.getModifiers())) {
            return false;
        }
        field.setAccessible(true);
        return isConstant(field.get(null), 0);
    }

    /** Numbers, texts, loggers, and what is made of them and has no field that can change. */
    private static boolean isConstant(Object value, int depth) throws ReflectiveOperationException {
        boolean simple = value == null
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof String
                || value instanceof Enum<?>
                || value instanceof Class<?>
                || value instanceof Character
                || value instanceof Pattern
                || value instanceof Charset
                || value instanceof URI
                || value instanceof Locale
                || value instanceof HexFormat
                || value instanceof Logger;
        if (simple
                || value.getClass().getPackageName().startsWith("java.time")
                || value.getClass().getName().startsWith("java.util.ImmutableCollections$")) {
            return true;
        }
        if (value.getClass().isArray() || value.getClass().isSynthetic()) {
            // Tables that are private to their class (the next test finds one that is not); lambdas, which hold nothing
            // that
            // is not in a field of its own.
            return true;
        }
        if (depth > 5 || !value.getClass().getName().startsWith("io.netfscache.")) {
            return false;
        }
        for (Field field : value.getClass().getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers())) {
                field.setAccessible(true);
                if (!Modifier.isFinal(field.getModifiers()) || !isConstant(field.get(value), depth + 1)) {
                    return false;
                }
            }
        }
        return true;
    }

    @Test
    void noArrayIsPublic() throws Exception {
        for (Class<?> type : classes()) {
            for (Field field : type.getFields()) {
                assertThat(field.getType().isArray()).as("%s", field).isFalse();
            }
        }
    }

    @Test
    void nothingOfNettyIsToBeSeenInTheApi() throws Exception {
        // Given: the API, and whatever types of the wire format it shows.
        Set<Class<?>> shown = new LinkedHashSet<>();
        Deque<Class<?>> open = new ArrayDeque<>();
        for (Class<?> type : classes()) {
            if (Modifier.isPublic(type.getModifiers()) && API.contains(type.getPackageName())) {
                open.add(type);
            }
        }
        List<String> netty = new ArrayList<>();
        while (!open.isEmpty()) {
            Class<?> type = open.remove();
            if (shown.add(type)) {
                for (Class<?> mentioned : mentioned(type)) {
                    if (mentioned.getName().startsWith("io.netty.")) {
                        netty.add(type.getName() + " shows " + mentioned.getName());
                    } else if (mentioned.getName().startsWith("io.netfscache.")) {
                        open.add(mentioned);
                    }
                }
            }
        }
        assertThat(netty).isEmpty();
        assertThat(shown).hasSizeGreaterThan(30).doesNotContain(Frame.class);
    }

    /** Types in the signatures of all that a program of another package can call or extend. */
    private static Set<Class<?>> mentioned(Class<?> type) {
        Set<Class<?>> all = new LinkedHashSet<>();
        for (Method method : type.getDeclaredMethods()) {
            if (isOpen(method.getModifiers())) {
                add(all, method.getGenericReturnType());
                Stream.of(method.getGenericParameterTypes()).forEach(one -> add(all, one));
                all.addAll(Arrays.asList(method.getExceptionTypes()));
            }
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (isOpen(constructor.getModifiers())) {
                Stream.of(constructor.getGenericParameterTypes()).forEach(one -> add(all, one));
            }
        }
        for (Field field : type.getDeclaredFields()) {
            if (isOpen(field.getModifiers())) {
                add(all, field.getGenericType());
            }
        }
        if (type.isRecord()) {
            for (RecordComponent component : type.getRecordComponents()) {
                add(all, component.getGenericType());
            }
        }
        if (type.getGenericSuperclass() != null) {
            add(all, type.getGenericSuperclass());
        }
        Stream.of(type.getGenericInterfaces()).forEach(one -> add(all, one));
        return all;
    }

    private static boolean isOpen(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static void add(Set<Class<?>> all, Type type) {
        if (type instanceof Class<?> plain) {
            all.add(plain.isArray() ? plain.getComponentType() : plain);
        } else if (type instanceof ParameterizedType generic) {
            add(all, generic.getRawType());
            Stream.of(generic.getActualTypeArguments()).forEach(one -> add(all, one));
        } else if (type instanceof WildcardType any) {
            Stream.of(any.getUpperBounds()).forEach(one -> add(all, one));
        } else if (type instanceof GenericArrayType array) {
            add(all, array.getGenericComponentType());
        }
    }

    /** All classes of the client and of the wire format, not those of tests. */
    private static List<Class<?>> classes() throws Exception {
        List<Class<?>> classes = new ArrayList<>();
        for (Class<?> anchor : List.of(FsCache.class, Frame.class)) {
            for (String name : namesBeside(anchor)) {
                classes.add(Class.forName(name));
            }
        }
        assertThat(classes).hasSizeGreaterThan(150);
        return classes;
    }

    private static List<String> namesBeside(Class<?> anchor) throws IOException, URISyntaxException {
        Path place = Path.of(
                anchor.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isDirectory(place)) {
            return names(place);
        }
        try (FileSystem jar = FileSystems.newFileSystem(place)) {
            return names(jar.getPath("/"));
        }
    }

    private static List<String> names(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(file -> root.relativize(file).toString())
                    .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
                    .map(name -> name.substring(0, name.length() - 6).replace('/', '.'))
                    .toList();
        }
    }
}
