package io.netfscache.cli.config;

import java.io.IOException;
import java.io.OutputStream;

/** A process that says what becomes of hang-ups, then one line for each, until its standard input ends. */
final class HangupProcess {
    static final String RUNS = "hang-ups run the task";
    static final String HUNG_UP = "hung up";

    private HangupProcess() {}

    public static void main(String[] arguments) throws IOException {
        System.out.println(Hangup.runs(() -> System.out.println(HUNG_UP)).orElse(RUNS));
        System.in.transferTo(OutputStream.nullOutputStream());
    }
}
