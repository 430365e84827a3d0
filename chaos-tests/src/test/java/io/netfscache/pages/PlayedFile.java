package io.netfscache.pages;

/** A file in play. While nobody has changed it since the last sync, either client may do anything with it. */
final class PlayedFile {
    static final int NOBODY = -1;
    static final int BOTH = 2;

    final String path;
    final int maxSize;
    final ModelFile model = new ModelFile();
    /** Where the last sequential read of each client ended. */
    final int[] next = new int[2];

    private int writer = NOBODY;
    private int boundary;
    private int stepsLeft;
    private int stepsUntilCached;

    PlayedFile(String path, int maxSize) {
        this.path = path;
        this.maxSize = maxSize;
    }

    /** Without the folder. */
    String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    boolean isChanged() {
        return writer != NOBODY;
    }

    boolean isShared() {
        return writer == BOTH;
    }

    /** Whether that client may have what is not synced. */
    boolean isChangedBy(int client) {
        return writer == client || writer == BOTH;
    }

    /** Who is next. */
    int client(Dice dice) {
        return writer == NOBODY || writer == BOTH ? dice.below(2) : writer;
    }

    /** The client changes it: until the sync it is this client's. */
    void change(int client, Dice dice) {
        if (writer == NOBODY) {
            writer = client;
            stepsLeft = dice.turn();
        }
    }

    /** The first client has what is before the boundary, the second the rest and the end. */
    void share(int at, Dice dice) {
        writer = BOTH;
        boundary = at;
        stepsLeft = dice.turn();
    }

    void synced() {
        writer = NOBODY;
    }

    /** First byte that the client may change. */
    int first(int client) {
        return isShared() && client == 1 ? boundary : 0;
    }

    /** One more than the last byte that the client may have. */
    int last(int client) {
        return isShared() && client == 0 ? boundary : maxSize;
    }

    /** One more than the last byte there is that the client may have. */
    int end(int client) {
        return Math.min(last(client), model.size());
    }

    /** Whether the client may give the file another end. */
    boolean ownsEnd(int client) {
        return !isShared() || client == 1;
    }

    /** One step more; whether a turn has to end now. */
    boolean stepEndsTurn() {
        return isChanged() && stepsLeft-- <= 0;
    }

    /** An unbuffered write: nobody caches it until all have closed it. */
    void uncached(Dice dice) {
        if (stepsUntilCached == 0) {
            stepsUntilCached = dice.between(2, 8);
        }
    }

    /** One step more; whether all have to close it now. */
    boolean stepEndsUncached() {
        return stepsUntilCached > 0 && --stepsUntilCached == 0;
    }
}
