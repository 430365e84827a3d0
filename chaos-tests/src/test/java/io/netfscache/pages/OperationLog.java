package io.netfscache.pages;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The last operations of both clients. Safe for use by several threads. */
final class OperationLog {
    private static final int KEPT_PER_CLIENT = 50;

    private final List<Deque<Operation>> byClient = List.of(new ArrayDeque<>(), new ArrayDeque<>());

    synchronized void add(Operation operation) {
        Deque<Operation> last = byClient.get(operation.client());
        if (last.size() == KEPT_PER_CLIENT) {
            last.remove();
        }
        last.add(operation);
    }

    @Override
    public synchronized String toString() {
        return Stream.concat(byClient.get(0).stream(), byClient.get(1).stream())
                .sorted(Comparator.comparingLong(Operation::number))
                .map(Operation::toString)
                .collect(Collectors.joining("\n"));
    }
}
