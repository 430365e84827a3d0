package io.netfscache.cli.chaos.history;

/** What a client asks for. Each file has one writer, whose versions count up from 1; version 0 is there before the run. */
public sealed interface Call {
    String file();

    /** Writes that version of the file at the origin; readers of the origin may see it from the call on. */
    record Write(String file, int version) implements Call {}

    /** Tells the cluster that the file has at least that version now. */
    record Invalidate(String file, int version) implements Call {}

    /** Reads blocks of 4 KiB. */
    record Read(String file, int firstBlock, int blocks) implements Call {}
}
