package io.netfscache.cli.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the configuration files of a process that runs. The contents are compared, not the times, so that files which are
 * replaced through links (as Kubernetes does with a ConfigMap) are seen as well. For use by one thread at a time.
 */
public final class ConfigWatch {
    private static final Logger log = LoggerFactory.getLogger(ConfigWatch.class);
    private static final byte[] UNREADABLE = {};

    private final List<Path> files;
    private final Supplier<Configuration> reader;
    private final Consumer<Configuration> follower;
    /** None yet: the first look compares, in case a file has changed since the process read it. */
    private List<byte[]> seen = List.of();

    private Configuration inForce;

    /**
     * @param files to look at
     * @param reader reads the configuration as it is now
     * @param inForce what the process runs with
     * @param follower brings the settings that can change into force
     */
    public ConfigWatch(
            List<Path> files, Supplier<Configuration> reader, Configuration inForce, Consumer<Configuration> follower) {
        this.files = List.copyOf(files);
        this.reader = reader;
        this.inForce = inForce;
        this.follower = follower;
    }

    /** Looks whether a file has changed, and follows if so. */
    public synchronized void poll() {
        List<byte[]> now = contents();
        boolean same = now.size() == seen.size();
        for (int i = 0; same && i < now.size(); i++) {
            same = Arrays.equals(now.get(i), seen.get(i));
        }
        if (!same) {
            seen = now;
            reload();
        }
    }

    /** Reads everything again. What is wrong leaves all as it is. */
    public synchronized void reload() {
        Configuration next = reader.get();
        List<Problem> problems = new ArrayList<>(next.problems());
        problems.addAll(NodeSettings.problems(next));
        if (!problems.isEmpty()) {
            log.atError()
                    .log(
                            "the configuration has changed and is wrong; nothing of it is used: {}",
                            Problem.text(problems));
            return;
        }
        boolean follows = false;
        for (Setting<?> setting : Settings.ALL) {
            if (Objects.equals(next.text(setting), inForce.text(setting))) {
                continue;
            }
            String change = setting.key() + " is " + shown(next, setting) + " now, it was " + shown(inForce, setting)
                    + " (" + next.from(setting) + ")";
            if (setting.reloadable()) {
                follows = true;
                log.atWarn().log("the configuration has changed: {}", change);
            } else {
                log.atWarn().log("the configuration has changed, this takes a restart: {}", change);
            }
        }
        if (follows) {
            follower.accept(next);
        }
        inForce = next;
    }

    private static String shown(Configuration configuration, Setting<?> setting) {
        String text = configuration.text(setting);
        return text == null ? "not set" : Setting.shown(text);
    }

    private List<byte[]> contents() {
        List<byte[]> contents = new ArrayList<>();
        for (Path file : files) {
            try {
                contents.add(Files.size(file) > ConfigLimits.MAX_FILE_BYTES ? UNREADABLE : Files.readAllBytes(file));
            } catch (IOException e) {
                contents.add(UNREADABLE);
            }
        }
        return contents;
    }
}
