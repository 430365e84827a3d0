package io.netfscache.contract;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.TestWatcher;

/** Fails a class when the test of a row was skipped: a contract that is not checked is not kept. */
final class RowsMustRun implements TestWatcher, AfterAllCallback {
    private static final Namespace NAMESPACE = Namespace.create(RowsMustRun.class);

    /** The tests of one class that did not run. JUnit drops what a watcher throws, so they wait here for the class's end. */
    private static final class Skipped {
        final Queue<String> tests = new ConcurrentLinkedQueue<>();
    }

    @Override
    public void testDisabled(ExtensionContext context, Optional<String> reason) {
        note(context, "disabled: " + reason.orElse("no reason given"));
    }

    @Override
    public void testAborted(ExtensionContext context, Throwable cause) {
        note(context, "aborted: " + cause.getMessage());
    }

    private static void note(ExtensionContext context, String how) {
        Method test = context.getRequiredTestMethod();
        Row row = test.getAnnotation(Row.class);
        if (row != null) {
            skipped(context)
                    .tests
                    .add("row " + Arrays.toString(row.value()) + ", "
                            + test.getDeclaringClass().getSimpleName() + "#" + test.getName() + ", was " + how);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        List<String> tests = List.copyOf(skipped(context).tests);
        if (!tests.isEmpty()) {
            throw new AssertionError("rows of the contract were not tested: " + String.join("; ", tests));
        }
    }

    private static Skipped skipped(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(context.getRequiredTestClass(), key -> new Skipped(), Skipped.class);
    }
}
