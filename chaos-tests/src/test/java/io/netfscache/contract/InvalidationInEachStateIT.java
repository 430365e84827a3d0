package io.netfscache.contract;

import static io.netfscache.contract.Scene.OLD;
import static io.netfscache.contract.Scene.SIZE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netfscache.CacheOperation;
import io.netfscache.ClientConfig;
import io.netfscache.Cookie;
import io.netfscache.contract.Firewall.Way;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.FrameType;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The kernel lost invalidations that came during a look-up. Here none is lost, whatever the cookie is doing and whichever
 * client invalidates: afterwards no old byte comes out of the cache at either client.
 */
@Timeout(120)
@ExtendWith({ContractExtension.class, RowsMustRun.class})
class InvalidationInEachStateIT {
    /** Who invalidates: the client whose cookie is in that state, or the other one. */
    enum By {
        SAME_CLIENT {
            @Override
            ContractClient client(Scene scene) {
                return scene.a;
            }

            @Override
            Cookie cookie(Scene scene) {
                return scene.ofA;
            }
        },
        OTHER_CLIENT {
            @Override
            ContractClient client(Scene scene) {
                return scene.b;
            }

            @Override
            Cookie cookie(Scene scene) {
                return scene.ofB;
            }
        };

        abstract ContractClient client(Scene scene);

        abstract Cookie cookie(Scene scene);

        /** Invalidates, and comes back when that is known to be on its way, if the client has a way to the cluster now. */
        CompletableFuture<Void> invalidate(Scene scene) {
            try (Firewall.Rule sent =
                    scene.cluster.firewall().watch(client(scene).principal(), Way.TO_NODE, FrameType.CHANGE)) {
                CompletableFuture<Void> done = Scene.invalidate(cookie(scene));
                if (this == OTHER_CLIENT) {
                    await("it is on its way").atMost(Io.SOON).until(() -> sent.caught() > 0);
                }
                return done;
            }
        }
    }

    static Stream<Arguments> states() {
        return Arrays.stream(HeldState.values())
                .flatMap(state -> Arrays.stream(By.values()).map(by -> Arguments.of(state, by)));
    }

    @Row({17, 27})
    @ParameterizedTest(name = "{0}, by the {1}")
    @MethodSource("states")
    void no_invalidation_is_lost_in_any_state(HeldState state, By by, ContractCluster cluster) throws Exception {
        // Given old contents in the cache, and a cookie in that state
        Scene scene = Scene.set(cluster, state.lruDelay());
        CompletableFuture<Void> invalidated;
        try (AutoCloseable held = state.hold(scene)) {
            if (state.lasts()) {
                assertThat(scene.ofA.state()).isInstanceOf(state.type());
            }

            // When the object is invalidated
            invalidated = by.invalidate(scene);
        }
        Io.await(invalidated);

        // Then what began before is stale, and nobody reads anything old
        scene.assertThatWhatBeganBeforeIsStale();
        scene.assertThatNothingOldIsCached();
    }

    @Row(17)
    @ParameterizedTest(name = "by the {0}")
    @EnumSource
    void a_begin_that_waits_for_a_look_up_begins_with_what_is_valid_after_the_invalidation(
            By by, ContractCluster cluster) throws Exception {
        Scene scene = Scene.set(cluster, ClientConfig.DEFAULT_LRU_DELAY);
        CompletableFuture<Void> reading;
        CompletableFuture<Void> invalidated;
        try (AutoCloseable held = HeldState.LOOKING_UP.hold(scene)) {
            reading = Io.inBackground(() -> Io.read(scene.ofA, SIZE));
            invalidated = by.invalidate(scene);
        }
        Io.await(invalidated);

        // It may have begun before the change, or find nothing; or the waiting was too long for it.
        assertThat(Io.code(reading)).isIn(ErrorCode.ESTALE, ErrorCode.ENODATA, ErrorCode.ENOBUFS);
        scene.assertThatNothingOldIsCached();
    }

    @Row({12, 17})
    @ParameterizedTest(name = "by the {0}")
    @EnumSource
    void reads_under_way_are_stale_before_their_answers_come(By by, ContractCluster cluster) throws Exception {
        Scene scene = Scene.set(cluster, ClientConfig.DEFAULT_LRU_DELAY);
        scene.oldIsCached();
        scene.aHasReadOld();
        try (CacheOperation operation = scene.ofA.beginRead();
                Firewall.Rule answers = cluster.firewall().hold(scene.a.principal(), Way.TO_CLIENT, FrameType.DATA)) {
            // Given a synchronous and an asynchronous read whose answers are held
            CompletableFuture<Void> sync = Io.inBackground(() -> Io.read(operation, SIZE));
            CompletableFuture<byte[]> async = Io.readAsync(operation, SIZE);
            await("the answers come").atMost(Io.SOON).until(() -> answers.caught() > 0);

            // When
            Io.await(by.invalidate(scene));

            // Then
            assertThat(Io.code(sync)).isEqualTo(ErrorCode.ESTALE);
            assertThat(Io.code(async)).isEqualTo(ErrorCode.ESTALE);
        }
        scene.assertThatWhatBeganBeforeIsStale();
        scene.assertThatNothingOldIsCached();
    }

    static Stream<Arguments> writes() {
        return Stream.of(true, false)
                .flatMap(modifies -> Arrays.stream(By.values()).map(by -> Arguments.of(modifies, by)));
    }

    @Row({14, 17})
    @ParameterizedTest(name = "of a modifier {0}, by the {1}")
    @MethodSource("writes")
    void a_write_or_fill_that_arrives_after_the_invalidation_stores_nothing(
            boolean modifies, By by, ContractCluster cluster) throws Exception {
        Scene scene = Scene.set(cluster, ClientConfig.DEFAULT_LRU_DELAY);
        scene.ofB.use(false);
        scene.ofA.use(modifies);
        try (CacheOperation operation = scene.ofA.beginWrite();
                Firewall.Rule late = cluster.firewall().hold(scene.a.principal(), Way.TO_NODE, FrameType.WRITE)) {
            // Given a write of old contents that does not get to the node
            CompletableFuture<Void> write = Io.inBackground(() -> operation.write(0, ByteBuffer.wrap(OLD.clone())));
            await("it is on its way").atMost(Io.SOON).until(() -> late.caught() > 0);

            // When
            Io.await(by.invalidate(scene));

            // Then
            assertThat(Io.code(write)).isEqualTo(ErrorCode.ESTALE);
        }
        scene.assertThatNothingOldIsCached();
    }

    @Row({9, 17})
    @ParameterizedTest(name = "by the {0}")
    @EnumSource
    void an_invalidation_during_a_resize_is_not_lost(By by, ContractCluster cluster) throws Exception {
        Scene scene = Scene.set(cluster, ClientConfig.DEFAULT_LRU_DELAY);
        scene.oldIsCached();
        scene.aHasReadOld();
        CompletableFuture<Void> resize;
        CompletableFuture<Void> invalidated;
        try (Firewall.Rule held = cluster.firewall().hold(scene.a.principal(), Way.TO_NODE, FrameType.CHANGE)) {
            resize = Io.inBackground(() -> scene.ofA.resize(SIZE / 2));
            await("it is on its way").atMost(Io.SOON).until(() -> held.caught() > 0);
            invalidated = by.invalidate(scene);
        }
        Io.await(invalidated);
        Io.await(resize);

        scene.assertThatWhatBeganBeforeIsStale();
        scene.assertThatNothingIsCached(SIZE / 2);
        // The resize may have been the later of the two.
        Io.await(Scene.invalidate(scene.ofB));
        scene.assertThatNothingOldIsCached();
    }
}
