package io.netfscache.cli.chaos.cluster;

/**
 * What the firewall has done in one direction, since it was made.
 *
 * @param passedBytes handed to the receiver
 * @param heldBytes that came while the direction was cut; each counts once, also when it has been handed on since
 * @param delayedBytes handed to the receiver after at least the delay of a slow link, by the clock
 * @param heldConnections that were asked for while they could not be made
 */
public record Traffic(long passedBytes, long heldBytes, long delayedBytes, long heldConnections) {
    static final Traffic NONE = new Traffic(0, 0, 0, 0);

    Traffic plus(Traffic other) {
        return new Traffic(
                passedBytes + other.passedBytes,
                heldBytes + other.heldBytes,
                delayedBytes + other.delayedBytes,
                heldConnections + other.heldConnections);
    }

    Traffic minus(Traffic before) {
        return new Traffic(
                passedBytes - before.passedBytes,
                heldBytes - before.heldBytes,
                delayedBytes - before.delayedBytes,
                heldConnections - before.heldConnections);
    }

    /** Whether anything was kept from the receiver. */
    public boolean held() {
        return heldBytes > 0 || heldConnections > 0;
    }
}
