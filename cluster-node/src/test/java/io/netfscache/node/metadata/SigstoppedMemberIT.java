package io.netfscache.node.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.netfscache.protocol.CookieId;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One of three members is stopped, not killed: its connections stay open and it acknowledges nothing. */
@Timeout(120)
class SigstoppedMemberIT {
    private static final int OBJECTS = 60;
    private static final Duration START = Duration.ofSeconds(40);

    /** A quorum of one, so that what the last member holds can be read at the end. */
    private static final int CLUSTER_SIZE = 1;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService callbacks = Executors.newSingleThreadExecutor();
    private final List<Process> children = new ArrayList<>();
    private final HazelcastInstance member = TestNodes.start(1, List.of(), CLUSTER_SIZE);
    private final Records records = new HazelcastRecords(member, timer, callbacks, System::nanoTime);

    @TempDir
    private Path logs;

    @AfterEach
    void stop() {
        children.forEach(Process::destroyForcibly);
        member.getLifecycleService().terminate();
        timer.shutdownNow();
        callbacks.shutdownNow();
    }

    @Test
    void no_change_is_reported_done_without_its_backups() throws Exception {
        // Given three members with a record for each object
        Process stopped = startMember(2);
        Process survivor = startMember(3);
        await().atMost(START).until(() -> members() == 3);
        await().atMost(START).until(() -> member.getPartitionService().isClusterSafe());
        for (int i = 0; i < OBJECTS; i++) {
            get(records.use(TestRequests.read(i, key(i), TestRequests.coherency("old", 100))));
        }

        // When one member is stopped and every object is invalidated
        List<CookieId> readable = cookiesOfOthersThan("node-2");
        signal("STOP", stopped);
        Map<Integer, Integer> membersAtSuccess = new ConcurrentHashMap<>();
        List<CompletableFuture<CookieResult>> changes = IntStream.range(0, OBJECTS)
                .mapToObj(i -> records.change(
                                TestRequests.invalidate(1000 + i, key(i), TestRequests.coherency("new", 100)))
                        .thenApply(result -> {
                            membersAtSuccess.put(i, members());
                            return result;
                        })
                        .toCompletableFuture())
                .toList();

        // Then records of the other owners can be read all the while
        assertThat(readable).isNotEmpty();
        for (CookieId cookie : readable) {
            assertThat(get(records.lookUp(cookie))).isPresent();
        }
        assertThat(members()).isEqualTo(3);
        assertThat(membersAtSuccess).isEmpty();

        // And the changes are done when the member is out of the list, not before
        CompletableFuture.allOf(changes.toArray(CompletableFuture[]::new))
                .exceptionally(error -> null)
                .get(40, TimeUnit.SECONDS);
        assertThat(membersAtSuccess.values()).allMatch(size -> size == 2);
        assertThat(changes).allSatisfy(change -> assertThat(change).isCompleted());
        assertThat(membersAtSuccess).hasSize(OBJECTS);

        // And each of them is on both survivors
        survivor.destroyForcibly();
        await().atMost(START).until(() -> members() == 1);
        IMap<CookieId, CookieRecord> cookies = member.getMap(HazelcastSettings.COOKIES);
        for (int i = 0; i < OBJECTS; i++) {
            CookieRecord record = cookies.get(cookie(i));
            assertThat(record).isNotNull();
            assertThat(record.coherency()).isEqualTo(TestRequests.coherency("new", 100));
            assertThat(record.generation().nonce()).isEqualTo(1000 + i);
        }
    }

    private int members() {
        return member.getCluster().getMembers().size();
    }

    private static String key(int object) {
        return "object-" + object;
    }

    private static CookieId cookie(int object) {
        return TestRequests.read(0, key(object), TestRequests.coherency("", 0)).cookie();
    }

    private List<CookieId> cookiesOfOthersThan(String host) {
        return IntStream.range(0, OBJECTS)
                .mapToObj(SigstoppedMemberIT::cookie)
                .filter(cookie -> !host.equals(owner(cookie).getAttribute(HazelcastSettings.DATA_HOST)))
                .toList();
    }

    private Member owner(CookieId cookie) {
        return member.getPartitionService().getPartition(cookie).getOwner();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    private Process startMember(int number) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--add") || flag.startsWith("--enable") || flag.contains("unsafe"))
                .toList());
        command.addAll(List.of("-Xmx128m", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(
                MemberProcess.class.getName(),
                Integer.toString(number),
                TestNodes.address(member),
                Integer.toString(CLUSTER_SIZE)));
        Path log = logs.resolve("member-" + number + ".log");
        Process child = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        children.add(child);
        await().atMost(START)
                .failFast("member " + number + " ended, see its log", () -> !child.isAlive())
                .until(() -> Files.readString(log).contains(MemberProcess.READY));
        return child;
    }

    private static void signal(String name, Process process) throws Exception {
        int status = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
        assertThat(status).isZero();
    }
}
