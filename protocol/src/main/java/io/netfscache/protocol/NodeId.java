package io.netfscache.protocol;

/** Names a node for as long as its data directory lives: a random number that is kept there. */
public record NodeId(long high, long low) {
    /** Parses what {@link #toString()} gives: 32 hexadecimal digits. */
    public static NodeId parse(String text) {
        if (!text.matches("[0-9a-f]{32}")) {
            throw new IllegalArgumentException("not 32 hexadecimal digits: \"" + text + "\"");
        }
        return new NodeId(
                Long.parseUnsignedLong(text.substring(0, 16), 16), Long.parseUnsignedLong(text.substring(16), 16));
    }

    @Override
    public String toString() {
        return "%016x%016x".formatted(high, low);
    }
}
