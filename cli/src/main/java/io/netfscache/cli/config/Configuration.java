package io.netfscache.cli.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The value of each setting, where it comes from, and all that is wrong anywhere. Immutable. */
public final class Configuration {
    static final String DEFAULT = "default";

    private final Map<Setting<?>, Given> given;
    private final Set<Setting<?>> broken;
    private final List<Problem> problems;

    private Configuration(Map<Setting<?>, Given> given, Set<Setting<?>> broken, List<Problem> problems) {
        this.given = given;
        this.broken = broken;
        this.problems = List.copyOf(problems);
    }

    /** @param layers values by source, the source that wins first; those that do not win are checked all the same */
    static Configuration of(List<Map<Setting<?>, Given>> layers, List<Problem> alsoWrong) {
        Map<Setting<?>, Given> values = new LinkedHashMap<>();
        Set<Setting<?>> broken = new HashSet<>();
        List<Problem> problems = new ArrayList<>();
        for (Map<Setting<?>, Given> layer : layers) {
            layer.forEach((setting, value) -> {
                Problem problem = check(setting, value);
                if (problem == null) {
                    values.putIfAbsent(setting, value);
                } else {
                    problems.add(problem);
                    broken.add(setting);
                }
            });
        }
        problems.addAll(alsoWrong);
        return new Configuration(values, broken, problems);
    }

    private static @Nullable Problem check(Setting<?> setting, Given value) {
        try {
            setting.parse(value.text());
            return null;
        } catch (RuntimeException wrong) {
            String rule = Setting.shown(String.valueOf(wrong.getMessage()));
            String shortened = rule.length() <= 2 * ConfigLimits.QUOTED_CHARACTERS
                    ? rule
                    : rule.substring(0, ConfigLimits.QUOTED_CHARACTERS) + "...";
            return new Problem(setting.key(), shortened, value.from());
        }
    }

    /** What is wrong with single values and with names; see {@link NodeSettings#problems} for what is wrong between them. */
    public List<Problem> problems() {
        return problems;
    }

    /** Whether a value was given that is none. */
    boolean isBroken(Setting<?> setting) {
        return broken.contains(setting);
    }

    /** The value, given or by default; null when it has neither. */
    public <T> @Nullable T find(Setting<T> setting) {
        String text = text(setting);
        return text == null ? null : setting.parse(text);
    }

    /** The value of a setting that has a default. */
    public <T> T get(Setting<T> setting) {
        return Objects.requireNonNull(find(setting), setting.key());
    }

    /** The value as one would write it; null when there is none. */
    @Nullable
    String text(Setting<?> setting) {
        Given value = given.get(setting);
        return value == null ? setting.fallback() : value.text();
    }

    /** The value that was given, as it was written; null when the default holds. */
    @Nullable
    String given(Setting<?> setting) {
        Given value = given.get(setting);
        return value == null ? null : value.text();
    }

    /** Where the value was given. */
    String from(Setting<?> setting) {
        Given value = given.get(setting);
        return value == null ? DEFAULT : value.from();
    }

    /** Each setting with its value and where that comes from. */
    public List<Effective> effective() {
        return Settings.ALL.stream()
                .map(setting -> {
                    String text = text(setting);
                    return new Effective(setting.key(), text == null ? null : Setting.shown(text), from(setting));
                })
                .toList();
    }

    /**
     * What holds for a setting.
     *
     * @param value as one would write it, without secrets; null: none
     */
    public record Effective(String key, @Nullable String value, String source) {}
}
