package io.netfscache.pages;

/**
 * What was done, for the log.
 *
 * @param number of the operation, from 1 on
 * @param client 0 or 1
 * @param size of the file, as it should be before
 */
record Operation(long number, int client, String file, String what, int position, int length, int size) {
    @Override
    public String toString() {
        return String.format(
                "%8d client %d %s %s [%d, %d) of %d", number, client, file, what, position, position + length, size);
    }
}
