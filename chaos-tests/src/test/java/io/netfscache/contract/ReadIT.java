package io.netfscache.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netfscache.CacheException;
import io.netfscache.CacheOperation;
import io.netfscache.Cookie;
import io.netfscache.ReadHole;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.FrameType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** fscache_read. */
@Timeout(60)
@ExtendWith({ContractExtension.class, RowsMustRun.class})
class ReadIT {
    private static final int SIZE = 100_000;

    @Test
    @Row(12)
    void synchronous_and_asynchronous_reads_give_the_same_bytes_to_every_client(ContractCluster cluster)
            throws Exception {
        byte[] contents = RangeIo.bytes(1, SIZE);
        Clients clients = Clients.connect(cluster, "read", 2);
        RangeIo.write(clients.use(0, "read", SIZE), 0, contents);
        Cookie cookie = clients.use(1, "read", SIZE);
        try (CacheOperation operation = cookie.beginRead()) {
            Random random = new Random(12);
            for (int i = 0; i < 50; i++) {
                int from = random.nextInt(SIZE);
                int length = random.nextInt(SIZE - from + 1);
                byte[] wanted = Arrays.copyOfRange(contents, from, from + length);
                assertThat(RangeIo.read(operation, from, length, ReadHole.FAIL)).isEqualTo(wanted);

                ByteBuffer into = ByteBuffer.allocate(length);
                Termination termination = new Termination();
                operation.read(from, into, ReadHole.FAIL, termination);
                assertThat(termination.transferred()).isEqualTo(length);
                assertThat(into.position()).isEqualTo(length);
                assertThat(into.array()).isEqualTo(wanted);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ReadHole.class)
    @Row(12)
    void a_read_is_short_at_the_objects_end_and_empty_beyond_it(ReadHole holes, ContractCluster cluster)
            throws Exception {
        byte[] contents = RangeIo.bytes(2, SIZE);
        Clients clients = Clients.connect(cluster, "read", 2);
        RangeIo.write(clients.use(0, "short", SIZE), 0, contents);
        Cookie cookie = clients.use(1, "short", SIZE);

        assertThat(RangeIo.read(cookie, SIZE - 10, 4096, holes))
                .isEqualTo(Arrays.copyOfRange(contents, SIZE - 10, SIZE));
        assertThat(RangeIo.read(cookie, SIZE, 4096, holes)).isEmpty();
        assertThat(RangeIo.read(cookie, SIZE + 1L, 4096, holes)).isEmpty();
        try (CacheOperation operation = cookie.beginRead()) {
            Termination atEnd = new Termination();
            operation.read(SIZE, ByteBuffer.allocate(10), holes, atEnd);
            assertThat(atEnd.transferred()).isZero();
        }
    }

    @Test
    @Row(12)
    void a_read_that_began_before_an_invalidation_of_another_client_is_stale_in_both_ways(ContractCluster cluster)
            throws Exception {
        Clients clients = Clients.connect(cluster, "read", 2);
        Cookie reader = clients.use(0, "stale", SIZE);
        Cookie changer = clients.use(1, "stale", SIZE);
        RangeIo.write(reader, 0, RangeIo.bytes(3, SIZE));
        try (CacheOperation operation = reader.beginRead()) {
            assertThat(operation.isCurrent()).isTrue();

            Clients.invalidate(changer, SIZE);

            assertThat(operation.isCurrent()).isFalse();
            RangeIo.assertCode(ErrorCode.ESTALE, () -> RangeIo.read(operation, 0, SIZE, ReadHole.CLEAR));
            Termination termination = new Termination();
            operation.read(0, ByteBuffer.allocate(SIZE), ReadHole.CLEAR, termination);
            assertThat(termination.error().code()).isEqualTo(ErrorCode.ESTALE);
        }
        assertThat(RangeIo.read(reader, 0, SIZE, ReadHole.IGNORE))
                .as("what a new operation finds")
                .isEmpty();
    }

    @Test
    @Row(12)
    void a_read_whose_bytes_are_on_their_way_is_stale_when_another_client_invalidates(ContractCluster cluster)
            throws Exception {
        Clients clients = Clients.connect(cluster, "read", 2);
        Cookie reader = clients.use(0, "under-way", SIZE);
        Cookie changer = clients.use(1, "under-way", SIZE);
        RangeIo.write(reader, 0, RangeIo.bytes(4, SIZE));
        Firewall.Rule held = clients.holdAnswers(0, FrameType.DATA);
        try (CacheOperation operation = reader.beginRead()) {
            // Given reads whose answers do not arrive
            Termination asynchronous = new Termination();
            operation.read(0, ByteBuffer.allocate(SIZE), ReadHole.CLEAR, asynchronous);
            CompletableFuture<CacheException> synchronous = CompletableFuture.supplyAsync(
                    () -> Io.error(() -> RangeIo.read(operation, 0, SIZE, ReadHole.CLEAR)));
            await("the answers are held").until(() -> held.caught() > 0);

            // When another client's invalidation is complete
            Clients.invalidate(changer, SIZE);
            held.close();

            // Then neither gives bytes
            assertThat(synchronous.get(30, TimeUnit.SECONDS).code()).isEqualTo(ErrorCode.ESTALE);
            assertThat(asynchronous.error().code()).isEqualTo(ErrorCode.ESTALE);
        }
    }

    @Test
    @Row({12, 15})
    void each_of_many_reads_across_changes_ends_exactly_once_with_the_right_bytes_or_ESTALE(ContractCluster cluster)
            throws Exception {
        byte[] contents = RangeIo.bytes(5, SIZE);
        Clients clients = Clients.connect(cluster, "read", 2);
        Cookie reader = clients.use(0, "many", SIZE);
        Cookie changer = clients.use(1, "many", SIZE);
        List<Termination> terminations = new ArrayList<>();
        List<ByteBuffer> buffers = new ArrayList<>();
        for (int change = 0; change < 10; change++) {
            RangeIo.write(reader, 0, contents);
            try (CacheOperation operation = reader.beginRead()) {
                start(operation, 1, terminations, buffers);
                terminations.get(terminations.size() - 1).await();
                start(operation, 9, terminations, buffers);
                CompletableFuture<Void> invalidation =
                        changer.invalidate(null, SIZE, Set.of()).toCompletableFuture();
                start(operation, 10, terminations, buffers);
                invalidation.get(30, TimeUnit.SECONDS);
                start(operation, 1, terminations, buffers);
            }
        }

        int stale = 0;
        for (int i = 0; i < terminations.size(); i++) {
            Termination.Call call = terminations.get(i).await();
            if (call.error() == null) {
                assertThat(call.transferred()).isEqualTo(SIZE);
                assertThat(buffers.get(i).array()).isEqualTo(contents);
            } else {
                assertThat(call.error().code()).isEqualTo(ErrorCode.ESTALE);
                stale++;
            }
        }
        assertThat(stale).as("reads that met a change").isBetween(10, terminations.size() - 10);
    }

    private static void start(
            CacheOperation operation, int reads, List<Termination> terminations, List<ByteBuffer> buffers) {
        for (int i = 0; i < reads; i++) {
            ByteBuffer into = ByteBuffer.allocate(SIZE);
            Termination termination = new Termination();
            operation.read(0, into, ReadHole.FAIL, termination);
            terminations.add(termination);
            buffers.add(into);
        }
    }
}
