package io.netfscache.cli.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The declaration of one setting.
 *
 * @param key its name in a configuration file, section and name: {@code node.listen}
 * @param type what its values are
 * @param fallback its default as one would write it; null: it has none
 * @param unset what holds when it has no value and no default
 * @param meaning what it is for, a sentence or two
 * @param reloadable whether a running node follows its changes
 */
public record Setting<T>(
        String key, ValueType<T> type, @Nullable String fallback, String unset, String meaning, boolean reloadable) {
    static final String VARIABLE_PREFIX = "NETFS_CACHE_";

    /** A setting with a default. */
    static <T> Setting<T> of(String key, ValueType<T> type, String fallback, String meaning) {
        return new Setting<>(key, type, fallback, "", meaning, false);
    }

    /** A setting without one. */
    static <T> Setting<T> optional(String key, ValueType<T> type, String unset, String meaning) {
        return new Setting<>(key, type, null, unset, meaning, false);
    }

    Setting<T> followed() {
        return new Setting<>(key, type, fallback, unset, meaning, true);
    }

    /** {@code node} of {@code node.listen}. */
    String section() {
        return key.substring(0, key.indexOf('.'));
    }

    /** Its environment variable: {@code NETFS_CACHE_NODE_LISTEN}. */
    public String variable() {
        return VARIABLE_PREFIX + key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /**
     * Its option: {@code --listen} of {@code node.listen}, {@code --log-level} of {@code log.level}; {@code --cache} of {@code
     * node.caches}, because each is one of them.
     */
    public String option() {
        if (type.equals(ValueType.CACHES)) {
            return "--cache";
        }
        String name =
                section().equals("node") || section().equals("client") ? key.substring(key.indexOf('.') + 1) : key;
        return "--" + name.replace('.', '-');
    }

    /** The meaning with the default, for help texts. */
    String help() {
        return meaning + " Default: " + (fallback == null ? unset : fallback) + ".";
    }

    /** The value that {@code text} stands for. Fails with a message that quotes it and names the rule. */
    T parse(String text) {
        return type.parser().apply(text);
    }

    /** A value as it may be shown: the secret of a URL is not. */
    static String shown(String text) {
        return text.replaceAll("(?<=^|://|,)[^/@,]*@", "***@");
    }

    @Override
    public String toString() {
        return key;
    }
}
