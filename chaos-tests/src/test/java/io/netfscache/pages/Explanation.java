package io.netfscache.pages;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Why a run stands still or has ended early: how to replay it, what was done last, and what is waited for. */
final class Explanation {
    private Explanation() {}

    /** Of one pair's run, on standard error at once: whatever becomes of the test's result, this has been said. */
    static void tell(Plan plan, int index, Pair pair, String what) {
        System.err.println("pair " + index + " of " + plan.pairs() + ", seed " + plan.seed() + " (-Dseed="
                + plan.seed() + "), at its operation " + pair.operations() + ": " + what
                + "\nIts last operations were\n" + pair.lastOperations()
                + "\nand these are all threads:\n" + threads());
    }

    static String of(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    private static String threads() {
        return Thread.getAllStackTraces().entrySet().stream()
                .map(Explanation::thread)
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    private static String thread(Map.Entry<Thread, StackTraceElement[]> thread) {
        return Stream.of(thread.getValue())
                .map(frame -> "\n    at " + frame)
                .collect(Collectors.joining(
                        "", thread.getKey().getName() + " " + thread.getKey().getState(), ""));
    }
}
