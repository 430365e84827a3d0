package io.netfscache.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.ClientConfig;
import io.netfscache.CookieState;
import io.netfscache.protocol.ErrorCode;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The states of a cookie are those of the kernel, and each is met. */
@Timeout(120)
@ExtendWith({ContractExtension.class, RowsMustRun.class})
class CookieStatesIT {
    private static Stream<Class<?>> states(Class<?> sealed) {
        return Arrays.stream(sealed.getPermittedSubclasses())
                .flatMap(type -> type.isSealed() ? states(type) : Stream.of(type));
    }

    @Row(27)
    @Test
    void there_are_the_kernels_ten_states_and_no_other() {
        assertThat(states(CookieState.class).map(Class::getSimpleName))
                .containsExactlyInAnyOrder(
                        "Quiescent",
                        "LookingUp",
                        "Creating",
                        "Active",
                        "Invalidating",
                        "Failed",
                        "LruDiscarding",
                        "Withdrawing",
                        "Relinquishing",
                        "Dropped");
    }

    @Row(27)
    @Test
    void each_of_them_is_held_by_a_test() {
        assertThat(Arrays.stream(HeldState.values()).<Class<?>>map(HeldState::type))
                .containsExactlyInAnyOrderElementsOf(states(CookieState.class).toList());
    }

    @Row(27)
    @Test
    void a_dropped_cookie_stays_dropped(ContractCluster cluster) throws Exception {
        Scene scene = Scene.set(cluster, ClientConfig.DEFAULT_LRU_DELAY);
        scene.ofA.relinquish(false);

        scene.ofA.use(true);
        Io.await(Scene.invalidate(scene.ofA));
        scene.ofA.relinquish(true);

        assertThat(scene.ofA.state()).isInstanceOf(CookieState.Dropped.class);
        assertThat(Io.code(scene.ofA::beginRead)).isEqualTo(ErrorCode.ENOBUFS);
    }

    @Row(27)
    @Test
    void a_cookie_goes_from_creating_to_active_when_something_is_stored(ContractCluster cluster) throws Exception {
        Scene scene = Scene.set(cluster, ClientConfig.DEFAULT_LRU_DELAY);
        assertThat(scene.ofA.state()).isInstanceOf(CookieState.Quiescent.class);

        scene.ofA.use(false);
        scene.ofA.beginRead().close();
        assertThat(scene.ofA.state()).isInstanceOf(CookieState.Creating.class);

        Io.fill(scene.ofA, Scene.NEW);
        assertThat(scene.ofA.state()).isInstanceOf(CookieState.Active.class);
    }
}
