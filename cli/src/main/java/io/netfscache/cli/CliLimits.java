package io.netfscache.cli;

import java.time.Duration;

/** Every size and wait of the commands. */
final class CliLimits {
    /** How long a command waits for a session with the cluster before it does without or gives up. */
    static final Duration CONNECT_WAIT = Duration.ofSeconds(2);
    /** How long a command waits for the process that has the user's cache, when that does not answer, and how often it asks. */
    static final Duration OWNER_WAIT = Duration.ofSeconds(6);

    static final Duration OWNER_RETRY = Duration.ofMillis(50);
    /** After how long it says that it waits for what a killed process had lent, and how much longer it waits. */
    static final Duration SILENCE_NOTICE = Duration.ofSeconds(1);

    static final Duration SILENCE_WAIT = Duration.ofSeconds(3);
    /** How long a command waits for a session with the user's own cache: as long as that may be silent after a kill, and more. */
    static final Duration EMBEDDED_CONNECT_WAIT = Duration.ofSeconds(4);
    /** How often a command looks whether the process that has the cache has ended. */
    static final Duration SUCCESSION_CHECK = Duration.ofMillis(250);
    /** Bytes that are read at a time. */
    static final int BUFFER_BYTES = 1 << 20;
    /** Times that a file is read again from its beginning because it changed while it was read. */
    static final int MAX_RESTARTS = 5;
    /** How often a starting node says that it is still waiting for the others. */
    static final Duration READY_NOTICE = Duration.ofSeconds(15);
    /** How often a running node looks at its configuration files. */
    static final Duration CONFIG_POLL = Duration.ofSeconds(2);
    /** Failures that are listed one by one for people. */
    static final int LISTED_FAILURES = 20;
    /** Failures that are kept for programs; more are counted only. */
    static final int KEPT_FAILURES = 1000;

    /** Files that are read at a time unless told otherwise. */
    static final int DEFAULT_JOBS = 4;
    /** The most of them. */
    static final int MAX_JOBS = 64;
    /** Files that are found ahead of those that are read. */
    static final int FOUND_AHEAD = 100_000;
    /** Folders within folders that are looked into. */
    static final int MAX_DEPTH = 1000;
    /** How long a thread waits for something to do before it looks whether it is to stop. */
    static final Duration STOP_CHECK = Duration.ofMillis(50);
    /** How long an interrupted command has for its summary. */
    static final Duration INTERRUPTED_WAIT = Duration.ofSeconds(5);
    /** How often a line of progress is written over. */
    static final Duration PROGRESS_REDRAW = Duration.ofMillis(200);
    /** How often progress is a line of its own where no line can be written over: every so many of these times. */
    static final int PROGRESS_LINE_EVERY = 25;
    /** How long an interrupted command waits for the reads that are under way. */
    static final Duration STOP_WAIT = Duration.ofSeconds(2);
    /** The time that a rate is an average over. */
    static final Duration RATE_WINDOW = Duration.ofSeconds(5);
    /** How long a terminal's size is waited for. */
    static final Duration TERMINAL_WAIT = Duration.ofSeconds(1);

    /** Questions to the cluster that one listing has under way. */
    static final int QUESTIONS = 8;
    /** Records that are listed unless told otherwise. */
    static final int DEFAULT_RECORDS = 1000;
    /** The most of them: what the cluster gives. */
    static final int MAX_RECORDS = 100_000;
    /** Nodes that fit on one screen beside everything else. */
    static final int LISTED_NODES = 12;
    /** Seconds between refreshes, the most. */
    static final int MAX_WATCH_SECONDS = 3600;

    private CliLimits() {}
}
