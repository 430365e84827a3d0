package io.netfscache.protocol;

/** Names one client instance: a random number that the client draws when it starts. */
public record SessionId(long high, long low) {
    /** Parses what {@link #toString()} gives: 32 hexadecimal digits. */
    public static SessionId parse(String text) {
        if (!text.matches("[0-9a-f]{32}")) {
            throw new IllegalArgumentException("not 32 hexadecimal digits: \"" + text + "\"");
        }
        return new SessionId(
                Long.parseUnsignedLong(text.substring(0, 16), 16), Long.parseUnsignedLong(text.substring(16), 16));
    }

    @Override
    public String toString() {
        return "%016x%016x".formatted(high, low);
    }
}
