package io.netfscache.cli.chaos.cluster;

import java.io.IOException;

/** A fault that has been injected and not been mended yet. One thread at a time. */
public interface Injection {
    /** Whether its effect can be observed from outside now. Asks nodes: takes up to some seconds. Once it was true, it stays. */
    boolean effective();

    /** In words, what has been observed so far. */
    String observed();

    /** Takes the fault back; does not wait for the cluster to be whole again. Once. */
    void heal() throws IOException, InterruptedException;
}
