package io.netfscache.pages;

import io.netfscache.netfs.NetfsFile;
import io.netfscache.netfs.NetfsOptions;
import io.netfscache.pages.Player.Way;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Two clients that take turns on some files, and what these files should be. A turn begins with a change of a file and ends
 * with the client's sync or close: until then the file is that client's. Or both change a file, each its part of it, and both
 * sync.
 */
final class Pair implements AutoCloseable {
    /** The first stays within one block, so that most of its growth does. */
    private static final int[] MAX_SIZES = {4_000, 30_000, 150_000, 700_000, 2 << 20};

    private static final long FOLIO_BYTES = 1 << 20;
    private static final int READ_AHEAD_BYTES = 128 << 10;
    private static final long WRITE_BEHIND_BYTES = 4 << 20;

    private final Ground ground;
    private final Dice dice;
    private final List<Player> players;
    private final List<PlayedFile> files;
    private final OperationLog log = new OperationLog();
    private final long[] byClient = new long[2];
    private long number;
    private long reads;
    private long clusterReads;
    private long syncs;
    private long together;

    private Pair(Ground ground, Dice dice, List<Player> players, List<PlayedFile> files) {
        this.ground = ground;
        this.dice = dice;
        this.players = players;
        this.files = files;
    }

    static Pair connect(Ground ground, Plan plan, long seed) throws IOException, InterruptedException {
        NetfsOptions first = new NetfsOptions("", FOLIO_BYTES, 0, WRITE_BEHIND_BYTES);
        NetfsOptions second = new NetfsOptions("", FOLIO_BYTES, READ_AHEAD_BYTES, WRITE_BEHIND_BYTES);
        List<Player> players = List.of(
                Player.connect(plan.servers(), Duration.ZERO, ground.origin(), first, plan.broken()),
                Player.connect(plan.servers(), Duration.ofMillis(100), ground.origin(), second, plan.broken()));
        List<PlayedFile> files = Arrays.stream(MAX_SIZES)
                .mapToObj(size -> new PlayedFile(ground.path("to-" + size), size))
                .toList();
        for (PlayedFile file : files) {
            ground.origin().create(file.path);
        }
        return new Pair(ground, new Dice(seed), players, files);
    }

    long operations() {
        return number;
    }

    /** As {@link Figures#reads}. May be asked for by any thread, of another thread's run it may be a little out of date. */
    long reads() {
        return reads;
    }

    /** As {@link Figures#clusterReads}; by any thread, as {@link #reads}. */
    long clusterReads() {
        return clusterReads;
    }

    /** May be asked for by any thread, for the log; of another thread's run it may be a little out of date. */
    String lastOperations() {
        return log.toString();
    }

    /** The next operation of one of the clients. */
    void step() throws IOException {
        PlayedFile file = files.get(dice.below(files.size()));
        try {
            if (file.stepEndsUncached()) {
                closeAll(file);
            } else if (file.stepEndsTurn()) {
                endTurn(file);
            } else {
                step(file, file.client(dice), dice.step());
            }
        } catch (IOException e) {
            throw new IOException("operation " + number + " failed; the last ones were\n" + log, e);
        }
    }

    private void step(PlayedFile file, int client, Step step) throws IOException {
        switch (step) {
            case READ_ON -> readOn(file, client, step);
            case READ_ANYWHERE -> readAnywhere(file, client, step);
            case READ_AT_THE_END -> {
                int position = Math.max(file.first(client), file.end(client) - dice.length());
                read(file, client, step, players.get(client).readable(file.path), position, dice.length());
            }
            case READ_WHOLE ->
                read(file, client, step, players.get(client).readable(file.path), 0, file.model.size() + 1);
            case READ_UNBUFFERED ->
                read(
                        file,
                        client,
                        step,
                        open(file, client, Way.READING_UNBUFFERED),
                        position(file, client),
                        dice.length());
            case WRITE_BLOCKS -> {
                int position = dice.edge(file.first(client), Math.max(file.first(client), file.end(client) - 1));
                write(file, client, step, Way.BUFFERED, position, Dice.wholeBlocks(dice.length()));
            }
            case WRITE -> write(file, client, step, Way.BUFFERED, position(file, client), dice.length());
            case WRITE_BEYOND_THE_END -> {
                if (file.ownsEnd(client)) {
                    int position = dice.position(file.model.size(), file.maxSize);
                    write(file, client, step, Way.BUFFERED, position, dice.length());
                }
            }
            case WRITE_THROUGH -> write(file, client, step, Way.WRITE_THROUGH, position(file, client), dice.length());
            case WRITE_UNBUFFERED -> {
                write(file, client, step, Way.UNBUFFERED, position(file, client), dice.length());
                file.uncached(dice);
            }
            case CUT_OFF -> resize(file, client, step, file.first(client), file.model.size());
            case EXTEND -> resize(file, client, step, file.model.size(), file.maxSize);
            case PUNCH -> punch(file, client, step);
            case DROP_FOLIOS -> {
                note(file, client, step.name(), 0, 0);
                players.get(client).dropFolios();
            }
            case SYNC -> sync(file, client);
            case REOPEN -> close(file, client);
            case REMOUNT -> remount(file, client);
            case BEGIN_TOGETHER -> beginTogether(file, client);
        }
    }

    private void note(PlayedFile file, int client, String what, int position, int length) {
        number++;
        byClient[client]++;
        log.add(new Operation(number, client, file.name(), what, position, length, file.model.size()));
    }

    private NetfsFile open(PlayedFile file, int client, Way way) throws IOException {
        return players.get(client).file(file.path, way);
    }

    /** One that the client may read and change; there may be none behind it. */
    private int position(PlayedFile file, int client) {
        return dice.position(file.first(client), Math.max(file.first(client), file.end(client) - 1));
    }

    private void readOn(PlayedFile file, int client, Step step) throws IOException {
        int position = file.next[client];
        if (position < file.first(client) || position >= file.end(client)) {
            position = file.first(client);
        }
        int length = dice.length();
        read(file, client, step, players.get(client).readable(file.path), position, length);
        file.next[client] = position + length;
    }

    private void readAnywhere(PlayedFile file, int client, Step step) throws IOException {
        // The other's part too, which may have any of the bytes that it had lately.
        int position = file.isShared() && dice.oneIn(4) ? dice.below(file.model.size()) : position(file, client);
        read(file, client, step, players.get(client).readable(file.path), position, dice.length());
    }

    private void read(PlayedFile file, int client, Step step, NetfsFile from, int position, int length)
            throws IOException {
        note(file, client, step.name(), position, length);
        byte[] got = new byte[length];
        Player player = players.get(client);
        long before = player.cacheBytes();
        int n = from.read(position, ByteBuffer.wrap(got));
        reads++;
        clusterReads += player.cacheBytes() > before ? 1 : 0;
        new Comparison(file, client, position, Arrays.copyOf(got, n), length).run(this::difference);
    }

    /** What a read gave is not what the model has. */
    private AssertionError difference(Comparison comparison) {
        return new AssertionError(new Difference(comparison, number, ground, players).text() + "\n" + log);
    }

    private void write(PlayedFile file, int client, Step step, Way way, int position, int wanted) throws IOException {
        int length = Math.min(wanted, file.last(client) - position);
        if (length <= 0) {
            return;
        }
        note(file, client, step.name(), position, length);
        byte[] bytes = Fingerprint.of(number, position, length);
        open(file, client, way).write(position, ByteBuffer.wrap(bytes));
        if (way == Way.BUFFERED) {
            file.change(client, dice);
        }
        file.model.write(position, bytes);
    }

    private void resize(PlayedFile file, int client, Step step, int smallest, int largest) throws IOException {
        if (!file.ownsEnd(client)) {
            return;
        }
        int size = dice.position(smallest, largest);
        note(file, client, step.name(), size, 0);
        open(file, client, Way.BUFFERED).truncate(size);
        file.change(client, dice);
        file.model.resize(size);
    }

    private void punch(PlayedFile file, int client, Step step) throws IOException {
        int position = position(file, client);
        int length = Math.min(dice.length(), file.last(client) - position);
        if (length <= 0) {
            return;
        }
        note(file, client, step.name(), position, length);
        open(file, client, Way.BUFFERED).punch(position, length);
        file.change(client, dice);
        file.model.punch(position, length);
    }

    private void sync(PlayedFile file, int client) throws IOException {
        note(file, client, "SYNC", 0, 0);
        syncs++;
        players.get(client).sync(file.path);
        if (!file.isShared()) {
            file.synced();
        }
    }

    private void close(PlayedFile file, int client) throws IOException {
        note(file, client, "CLOSE", 0, 0);
        players.get(client).close(file.path);
        if (!file.isShared() && file.isChangedBy(client)) {
            file.synced();
        }
    }

    private void remount(PlayedFile file, int client) throws IOException {
        note(file, client, "REMOUNT", 0, 0);
        players.get(client).remount();
        files.stream()
                .filter(each -> !each.isShared() && each.isChangedBy(client))
                .forEach(PlayedFile::synced);
    }

    private void beginTogether(PlayedFile file, int client) {
        if (!file.isChanged() && file.model.size() > 0) {
            int boundary = dice.between(1, file.model.size());
            note(file, client, "BEGIN_TOGETHER", boundary, 0);
            file.share(boundary, dice);
            together++;
        }
    }

    private void endTurn(PlayedFile file) throws IOException {
        int first = file.client(dice);
        if (file.isChangedBy(1 - first)) {
            sync(file, 1 - first);
        }
        sync(file, first);
        file.synced();
    }

    private void closeAll(PlayedFile file) throws IOException {
        close(file, 0);
        close(file, 1);
        file.synced();
    }

    /** All turns end; every file is what it should be, for both clients and at the origin. */
    void end() throws IOException {
        for (PlayedFile file : files) {
            closeAll(file);
            for (int client = 0; client < players.size(); client++) {
                players.get(client).dropFolios();
                step(file, client, Step.READ_WHOLE);
            }
            byte[] atOrigin = ground.bytes(file.path);
            new Comparison(file, 0, 0, atOrigin, file.model.size() + 1).run(this::difference);
        }
    }

    Figures figures() {
        Figures figures = new Figures(byClient[0], byClient[1], reads, clusterReads, 0, 0, 0, syncs, together, 0, 0);
        for (Player player : players) {
            figures = figures.plus(player.figures());
        }
        return figures;
    }

    @Override
    public void close() {
        players.forEach(Player::close);
    }
}
