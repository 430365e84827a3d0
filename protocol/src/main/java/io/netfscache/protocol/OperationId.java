package io.netfscache.protocol;

/** Names one change of a record, so that a retry of it changes nothing a second time: a random number. */
public record OperationId(long high, long low) {
    @Override
    public String toString() {
        return "%016x%016x".formatted(high, low);
    }
}
