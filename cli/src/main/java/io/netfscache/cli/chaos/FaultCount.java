package io.netfscache.cli.chaos;

/**
 * Faults of one kind.
 *
 * @param injected how many there were
 * @param effective how many of them had the effect that they are made for, as seen from outside
 */
record FaultCount(int injected, int effective) {
    static final FaultCount NONE = new FaultCount(0, 0);

    FaultCount plus(boolean wasEffective) {
        return new FaultCount(injected + 1, effective + (wasEffective ? 1 : 0));
    }
}
