package io.netfscache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfscache.protocol.ErrorReply;
import io.netfscache.protocol.FrameType;
import io.netfscache.protocol.Reason;
import io.netty.buffer.Unpooled;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;

/** Every reason has a test that brings it about: a new one without a test fails here. */
@Timeout(60)
class ReasonCoverageTest {
    /** Reasons whose test has no {@link Provokes}: where it is instead. */
    private static final Map<Reason, String> ELSEWHERE = Map.of(Reason.NONE, "is no reason");

    private static Set<Reason> provoked() throws Exception {
        Set<Reason> provoked = EnumSet.noneOf(Reason.class);
        for (Class<?> type : testClasses()) {
            for (Method method : type.getDeclaredMethods()) {
                Provokes provokes = method.getAnnotation(Provokes.class);
                boolean test =
                        method.isAnnotationPresent(Test.class) || method.isAnnotationPresent(ParameterizedTest.class);
                if (provokes != null && test) {
                    provoked.addAll(List.of(provokes.value()));
                }
            }
        }
        return provoked;
    }

    private static List<Class<?>> testClasses() throws Exception {
        Path root = Path.of(ReasonCoverageTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<Path> files;
        try (Stream<Path> tree = Files.walk(root)) {
            files = tree.filter(file -> file.toString().matches(".*(Test|IT)\\.class"))
                    .toList();
        }
        return files.stream().<Class<?>>map(file -> load(root, file)).toList();
    }

    private static Class<?> load(Path root, Path file) {
        String name = root.relativize(file).toString().replace('/', '.').replaceAll("\\.class$", "");
        try {
            return Class.forName(name, false, ReasonCoverageTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError("no class in " + file, e);
        }
    }

    @Test
    void each_reason_is_provoked_by_a_test() throws Exception {
        Map<Reason, String> missing = new TreeMap<>();
        Arrays.stream(Reason.values()).forEach(reason -> missing.put(reason, "add a test with @Provokes"));
        missing.keySet().removeAll(provoked());
        missing.keySet().removeAll(ELSEWHERE.keySet());

        assertThat(missing).isEmpty();
    }

    @Test
    @Provokes(Reason.UNKNOWN)
    void a_reason_that_only_a_newer_peer_knows_is_told_as_unknown() {
        ErrorReply reply = (ErrorReply) FrameType.ERROR.decode(
                Unpooled.buffer().writeByte(2).writeShort(999).writeShort(0).writeShort(0));

        assertThat(reply.reason()).isEqualTo(Reason.UNKNOWN);
    }

    @Test
    void an_ENOBUFS_of_this_node_without_a_reason_cannot_be_made() {
        assertThatThrownBy(() -> NodeException.notCached(Reason.NONE)).isInstanceOf(IllegalArgumentException.class);
    }
}
