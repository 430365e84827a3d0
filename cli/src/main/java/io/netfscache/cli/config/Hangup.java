package io.netfscache.cli.config;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Optional;

/** SIGHUP, by which an operator has a program read its configuration again. */
public final class Hangup {
    private static final String IGNORED = "whoever started this process has it ignore hang-ups (SIGHUP), as nohup does";
    private static final String UNKNOWN = "this JVM and system know no hang-ups (SIGHUP)";

    private Hangup() {}

    /**
     * Has {@code task} run at each SIGHUP, on a thread of the JVM's; empty, or why it never will. By reflection: the compiler
     * warns of sun.misc, which every JDK since 9 exports (jdk.unsupported), and offers nothing else.
     */
    public static Optional<String> runs(Runnable task) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler calls = (proxy, method, arguments) -> switch (method.getName()) {
                case "handle" -> {
                    task.run();
                    yield null;
                }
                case "hashCode" -> System.identityHashCode(proxy);
                case "equals" -> arguments != null && arguments[0] == proxy;
                default -> "Hangup";
            };
            Object hangup = signal.getConstructor(String.class).newInstance("HUP");
            Object ours = Proxy.newProxyInstance(Hangup.class.getClassLoader(), new Class<?>[] {handler}, calls);
            Object before = signal.getMethod("handle", signal, handler).invoke(null, hangup, ours);
            // A JVM that was started with SIGHUP ignored leaves it so, says that this was so, and reports no error.
            Object ignoring = handler.getField("SIG_IGN").get(null);
            return ignoring.equals(before) ? Optional.of(IGNORED) : Optional.empty();
        } catch (ReflectiveOperationException | IllegalArgumentException unknown) {
            return Optional.of(UNKNOWN);
        }
    }
}
