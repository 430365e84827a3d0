package io.netfscache.cli.chaos.history;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Makes a right history from a seed: some files with a writer each, clients with up to two reads at a time, writes and
 * invalidations that fail or stay unknown. What a read gives is drawn from all that it may give.
 */
final class RandomHistory {
    private static final int FILES = 3;
    private static final int CLIENTS = 4;

    private final Random random;
    private final int blocks;
    private final List<Event> events = new ArrayList<>();
    private final List<File> files = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private final List<GivenRead> reads = new ArrayList<>();
    private long time;

    /**
     * A read in {@link #events}.
     *
     * @param index of its end
     * @param oldest the oldest version it may give because of what was acknowledged
     */
    record GivenRead(int index, Event.Invoked invoked, int oldest) {}

    private static final class File {
        private String name = "";
        private int promised;
        /** Which versions have been asked for; those that fail are false from the beginning. */
        private final List<Boolean> possible = new ArrayList<>(List.of(true));

        private long operation;
        /** What the writer is doing. */
        private Event.Invoked underWay = NOTHING;

        private int written;
    }

    private static final class Client {
        private final Map<String, Integer> seen = new HashMap<>();
        private final List<Underway> open = new ArrayList<>();
        private long operation;
    }

    private record Underway(Event.Invoked invoked, int promised, int seen) {}

    private static final Event.Invoked NOTHING = new Event.Invoked(0, "", 0, new Call.Invalidate("", 0));

    /** @param blocks of each read */
    RandomHistory(long seed, int blocks) {
        random = new Random(seed);
        this.blocks = blocks;
        for (int i = 0; i < FILES; i++) {
            File file = new File();
            file.name = "file-" + i;
            files.add(file);
        }
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new Client());
        }
    }

    RandomHistory run(int steps) {
        for (int step = 0; step < steps; step++) {
            time += 1 + random.nextInt(1_000_000);
            File file = files.get(random.nextInt(FILES));
            if (random.nextInt(4) == 0) {
                writer(file);
            } else {
                client(random.nextInt(CLIENTS), file);
            }
        }
        return this;
    }

    List<Event> events() {
        return events;
    }

    List<GivenRead> reads() {
        return reads;
    }

    private void writer(File file) {
        String writer = "writer-of-" + file.name;
        if (file.underWay.equals(NOTHING)) {
            Call call;
            if (file.written == file.possible.size() - 1 && random.nextBoolean()) {
                call = new Call.Invalidate(file.name, file.written);
            } else {
                call = new Call.Write(file.name, file.possible.size());
                file.possible.add(random.nextInt(6) != 0);
            }
            file.underWay = new Event.Invoked(time, writer, ++file.operation, call);
            events.add(file.underWay);
            return;
        }
        Call call = file.underWay.call();
        Answer answer = random.nextInt(4) == 0 ? new Answer.Unknown("") : new Answer.Ok();
        if (call instanceof Call.Write write) {
            if (!file.possible.get(write.version())) {
                answer = new Answer.Failed("");
            } else if (answer instanceof Answer.Ok) {
                file.written = write.version();
            }
        } else if (call instanceof Call.Invalidate invalidate && answer instanceof Answer.Ok) {
            file.promised = Math.max(file.promised, invalidate.version());
        }
        if (!(answer instanceof Answer.Unknown) || random.nextBoolean()) {
            events.add(new Event.Ended(time, writer, file.operation, answer));
        }
        file.underWay = NOTHING;
    }

    private void client(int number, File file) {
        Client client = clients.get(number);
        String name = "client-" + number;
        if (client.open.isEmpty() || (client.open.size() < 2 && random.nextInt(3) == 0)) {
            Event.Invoked invoked =
                    new Event.Invoked(time, name, ++client.operation, new Call.Read(file.name, 0, blocks));
            client.open.add(new Underway(invoked, file.promised, client.seen.getOrDefault(file.name, 0)));
            events.add(invoked);
            return;
        }
        Underway read = client.open.remove(random.nextInt(client.open.size()));
        if (random.nextInt(10) == 0) {
            events.add(new Event.Ended(time, name, read.invoked.operation(), new Answer.Miss("")));
            return;
        }
        int version = allowed(read);
        client.seen.merge(read.invoked.call().file(), version, Math::max);
        reads.add(new GivenRead(events.size(), read.invoked, read.promised));
        events.add(new Event.Ended(
                time,
                name,
                read.invoked.operation(),
                new Answer.Bytes(Collections.nCopies(blocks, version), Answer.Source.CACHE)));
    }

    private int allowed(Underway read) {
        List<Boolean> possible = files.stream()
                .filter(file -> file.name.equals(read.invoked.call().file()))
                .findFirst()
                .orElseThrow()
                .possible;
        int oldest = Math.max(read.promised, read.seen);
        int version = oldest + random.nextInt(possible.size() - oldest);
        return possible.get(version) ? version : oldest;
    }
}
