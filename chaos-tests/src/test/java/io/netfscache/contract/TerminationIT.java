package io.netfscache.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netfscache.CacheOperation;
import io.netfscache.Cookie;
import io.netfscache.ReadHole;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.FrameType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** netfs_io_terminated_t: one call for each read and write, whatever becomes of it. */
@Timeout(60)
@ExtendWith({ContractExtension.class, RowsMustRun.class})
class TerminationIT {
    private static final int SIZE = 50_000;

    @Test
    @Row(15)
    void errors_before_anything_was_sent_are_told_once_too(ContractCluster cluster) throws Exception {
        Clients clients = Clients.connect(cluster, "termination", 1);
        Cookie cookie = clients.use(0, "file", SIZE);
        List<Termination> terminations = new ArrayList<>();
        CacheOperation operation = cookie.beginRead();
        terminations.add(new Termination());
        operation.read(-1, ByteBuffer.allocate(1), ReadHole.CLEAR, terminations.get(0));
        terminations.add(new Termination());
        operation.write(1, ByteBuffer.allocate(1), terminations.get(1));
        operation.close();
        terminations.add(new Termination());
        operation.read(0, ByteBuffer.allocate(1), ReadHole.CLEAR, terminations.get(2));
        terminations.add(new Termination());
        operation.write(0, ByteBuffer.allocate(4096), terminations.get(3));

        for (Termination termination : terminations) {
            Termination.Call call = termination.await();
            assertThat(call.error()).isNotNull();
            assertThat(call.error().code()).isEqualTo(ErrorCode.EINVAL);
            assertThat(call.wasAsync()).isFalse();
        }
    }

    @Test
    @Row(15)
    void a_hole_and_a_change_are_told_once(ContractCluster cluster) throws Exception {
        Clients clients = Clients.connect(cluster, "termination", 2);
        Cookie cookie = clients.use(0, "file", SIZE);
        try (CacheOperation operation = cookie.beginRead()) {
            Termination hole = new Termination();
            operation.read(0, ByteBuffer.allocate(SIZE), ReadHole.FAIL, hole);
            assertThat(hole.error().code()).isEqualTo(ErrorCode.ENODATA);

            Clients.invalidate(clients.use(1, "file", SIZE), SIZE);
            Termination change = new Termination();
            operation.read(0, ByteBuffer.allocate(SIZE), ReadHole.FAIL, change);
            assertThat(change.error().code()).isEqualTo(ErrorCode.ESTALE);
        }
    }

    @Test
    @Row(15)
    void io_without_an_answer_is_told_once_at_its_deadline_and_the_late_answer_is_not(ContractCluster cluster)
            throws Exception {
        Clients clients = Clients.connect(cluster, "termination", 1);
        Cookie cookie = clients.use(0, "file", SIZE);
        RangeIo.write(cookie, 0, RangeIo.bytes(1, SIZE));
        Termination late = new Termination();
        try (CacheOperation operation = cookie.beginRead();
                Firewall.Rule held = clients.holdAnswers(0, FrameType.DATA)) {
            operation.read(0, ByteBuffer.allocate(SIZE), ReadHole.FAIL, late);
            assertThat(late.error().code()).isIn(ErrorCode.ENOBUFS, ErrorCode.ESTALE);
            assertThat(held.caught()).isPositive();
        }

        await("reads go on")
                .ignoreExceptions()
                .until(() -> RangeIo.read(cookie, 0, SIZE, ReadHole.FAIL).length == SIZE);
        assertThat(late.calls()).isOne();
    }

    @Test
    @Row(15)
    void io_under_way_when_the_client_is_closed_is_told_once(ContractCluster cluster) throws Exception {
        Clients clients = Clients.connect(cluster, "termination", 1);
        Cookie cookie = clients.use(0, "file", SIZE);
        RangeIo.write(cookie, 0, RangeIo.bytes(2, SIZE));
        List<Termination> terminations = new ArrayList<>();
        try (CacheOperation operation = cookie.beginRead();
                Firewall.Rule held = clients.holdAnswers(0, FrameType.DATA)) {
            for (int i = 0; i < 10; i++) {
                Termination termination = new Termination();
                terminations.add(termination);
                operation.read(0, ByteBuffer.allocate(SIZE), ReadHole.FAIL, termination);
            }
            await("an answer is held").until(() -> held.caught() > 0);

            clients.cache(0).close();
        }

        for (Termination termination : terminations) {
            assertThat(termination.error().code()).isIn(ErrorCode.ENOBUFS, ErrorCode.ESTALE);
        }
    }

    @Test
    @Row(15)
    void a_termination_function_that_throws_does_no_harm(ContractCluster cluster) throws Exception {
        Clients clients = Clients.connect(cluster, "termination", 1);
        Cookie cookie = clients.use(0, "file", SIZE);
        byte[] contents = RangeIo.bytes(3, SIZE);
        RangeIo.write(cookie, 0, contents);
        try (CacheOperation operation = cookie.beginRead()) {
            operation.read(0, ByteBuffer.allocate(SIZE), ReadHole.FAIL, (transferred, error, wasAsync) -> {
                throw new IllegalStateException("a mistake in the filesystem");
            });

            assertThat(RangeIo.read(operation, 0, SIZE, ReadHole.FAIL)).isEqualTo(contents);
        }
    }
}
