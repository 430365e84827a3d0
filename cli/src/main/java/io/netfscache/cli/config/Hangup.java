package io.netfscache.cli.config;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/** SIGHUP, by which an operator has a program read its configuration again. */
public final class Hangup {
    private Hangup() {}

    /**
     * Has {@code task} run at each SIGHUP, on a thread of the JVM's; whether this JVM and system can. By reflection: the
     * compiler warns of sun.misc, which every JDK since 9 exports (jdk.unsupported), and offers nothing else.
     */
    public static boolean runs(Runnable task) {
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
            signal.getMethod("handle", signal, handler).invoke(null, hangup, ours);
            return true;
        } catch (ReflectiveOperationException | IllegalArgumentException unknown) {
            return false;
        }
    }
}
