package io.netfscache.cli.config;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.netfscache.node.Reasons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a configuration file says: sections of settings, in YAML.
 *
 * @param values the settings that it gives values, with the line of each
 * @param problems what else it says
 */
record ConfigFile(Map<Setting<?>, Given> values, List<Problem> problems) {
    private static final YAMLFactory YAML = YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Reads the file; one that cannot be read is a problem too. */
    static ConfigFile read(Path file) {
        Reader reader = new Reader(file);
        try {
            if (Files.size(file) > ConfigLimits.MAX_FILE_BYTES) {
                throw new IOException("is larger than " + ConfigLimits.MAX_FILE_BYTES + " bytes");
            }
            try (JsonParser yaml = YAML.createParser(Files.readString(file))) {
                reader.document(yaml);
            }
        } catch (JsonParseException e) {
            // What was read before may be the half of something else.
            String where = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
            return new ConfigFile(
                    Map.of(),
                    List.of(new Problem("", "not YAML: " + firstColumn(e.getOriginalMessage()), file + where)));
        } catch (IOException e) {
            reader.problems.add(
                    new Problem("", "cannot read the configuration file: " + Reasons.of(e), file.toString()));
        }
        return new ConfigFile(reader.values, reader.problems);
    }

    /** Without the excerpt of the file that the parser puts between its sentences, indented. */
    private static String firstColumn(String message) {
        return message.lines()
                .filter(line -> !line.isEmpty() && line.charAt(0) != ' ')
                .collect(Collectors.joining(", "));
    }

    /** Goes through the tokens of one document. */
    private static final class Reader {
        private final Path file;
        private final Map<Setting<?>, Given> values = new LinkedHashMap<>();
        private final List<Problem> problems = new ArrayList<>();

        Reader(Path file) {
            this.file = file;
        }

        void document(JsonParser yaml) throws IOException {
            JsonToken first = yaml.nextToken();
            if (first == null || first == JsonToken.VALUE_NULL) {
                return;
            }
            if (first != JsonToken.START_OBJECT) {
                problems.add(new Problem("", "is no list of sections such as node:", where(yaml)));
                return;
            }
            section(yaml, "");
            if (yaml.nextToken() != null) {
                problems.add(new Problem("", "more than one document; only one is read", where(yaml)));
            }
        }

        private void section(JsonParser yaml, String above) throws IOException {
            while (yaml.nextToken() == JsonToken.FIELD_NAME) {
                String key = above + yaml.currentName();
                String where = where(yaml);
                JsonToken value = yaml.nextToken();
                Setting<?> setting = Settings.find(key).orElse(null);
                if (setting != null) {
                    value(yaml, setting, value, where);
                } else if (Settings.isSection(key)) {
                    if (isAlias(yaml)) {
                        problems.add(alias(key, where));
                    } else if (value == JsonToken.START_OBJECT) {
                        section(yaml, key + ".");
                    } else if (!isEmpty(yaml, value)) {
                        problems.add(new Problem(key, "is a section: its settings go below it, indented", where));
                        yaml.skipChildren();
                    }
                } else {
                    problems.add(unknown(key, where));
                    yaml.skipChildren();
                }
            }
        }

        private static Problem unknown(String key, String where) {
            List<String> keys =
                    new ArrayList<>(Settings.ALL.stream().map(Setting::key).toList());
            if (key.indexOf('.') < 0) {
                keys.addAll(
                        Settings.ALL.stream().map(Setting::section).distinct().toList());
            }
            return new Problem(key, "there is no such setting" + Suggestion.of(key, keys), where);
        }

        private void value(JsonParser yaml, Setting<?> setting, JsonToken token, String where) throws IOException {
            if (isAlias(yaml)) {
                problems.add(alias(setting.key(), where));
            } else if (token == JsonToken.START_ARRAY) {
                list(yaml, setting, where);
            } else if (isEmpty(yaml, token)) {
                problems.add(new Problem(setting.key(), "has no value; leave the line out for the default", where));
            } else if (token.isScalarValue()) {
                put(setting, new Given(yaml.getText(), where));
            } else {
                problems.add(new Problem(setting.key(), "is a value, not a section", where));
                yaml.skipChildren();
            }
        }

        private void list(JsonParser yaml, Setting<?> setting, String where) throws IOException {
            List<String> elements = new ArrayList<>();
            boolean nested = false;
            boolean aliased = false;
            while (yaml.nextToken() != JsonToken.END_ARRAY) {
                aliased |= isAlias(yaml);
                if (yaml.currentToken() == JsonToken.START_OBJECT
                        && setting.type().equals(ValueType.CACHES)) {
                    cache(yaml, setting, elements);
                    continue;
                }
                nested |= !yaml.currentToken().isScalarValue();
                elements.add(yaml.getText());
                yaml.skipChildren();
            }
            if (nested) {
                problems.add(new Problem(setting.key(), "is a list of values, not of lists or sections", where));
            } else if (aliased) {
                problems.add(alias(setting.key(), where));
            } else if (!elements.isEmpty() || !setting.type().equals(ValueType.CACHES)) {
                put(setting, new Given(String.join(",", elements), where));
            }
        }

        /** Adds a cache that is written as a section, in the form in which an option has it. */
        private void cache(JsonParser yaml, Setting<?> setting, List<String> elements) throws IOException {
            String begun = where(yaml);
            Map<String, String> fields = new LinkedHashMap<>();
            while (yaml.nextToken() == JsonToken.FIELD_NAME) {
                String name = yaml.currentName();
                String where = where(yaml);
                JsonToken value = yaml.nextToken();
                if (!CacheSetting.FIELDS.contains(name)) {
                    String unknown = "a cache has no '" + name + "'" + Suggestion.of(name, CacheSetting.FIELDS);
                    problems.add(new Problem(setting.key(), unknown, where));
                } else if (isAlias(yaml)) {
                    problems.add(alias(setting.key(), where));
                } else if (!value.isScalarValue() || isEmpty(yaml, value) || !isPlain(name, yaml.getText())) {
                    problems.add(new Problem(
                            setting.key(),
                            "the " + name + " of a cache is one value without ',', a name without '='",
                            where));
                } else {
                    fields.put(name, yaml.getText());
                }
                yaml.skipChildren();
            }
            String name = fields.remove("name");
            String directory = fields.remove("directory");
            if (name == null || directory == null) {
                problems.add(new Problem(setting.key(), "a cache needs a name and a directory", begun));
                return;
            }
            StringBuilder text = new StringBuilder(name + "=" + directory);
            for (String field : CacheSetting.FIELDS) {
                if (fields.containsKey(field)) {
                    text.append(':').append(field).append('=').append(fields.get(field));
                }
            }
            elements.add(text.toString());
        }

        private static boolean isPlain(String field, String text) {
            return text.indexOf(',') < 0 && !(field.equals("name") && text.indexOf('=') >= 0);
        }

        /** A setting may stand in its section or, with a dot, above all sections: the parser sees no duplicate in that. */
        private void put(Setting<?> setting, Given given) {
            Given other = values.putIfAbsent(setting, given);
            if (other != null) {
                problems.add(new Problem(setting.key(), "has a value already: " + other.from(), given.from()));
            }
        }

        /** The parser gives the name of an alias, as if that were the value. */
        private static boolean isAlias(JsonParser yaml) {
            return yaml instanceof YAMLParser parser && parser.isCurrentAlias();
        }

        private static Problem alias(String key, String where) {
            return new Problem(key, "is an alias (*), which is not read: write the value out", where);
        }

        private static boolean isEmpty(JsonParser yaml, JsonToken token) throws IOException {
            return token == JsonToken.VALUE_NULL
                    || (token == JsonToken.VALUE_STRING && yaml.getText().isEmpty());
        }

        private String where(JsonParser yaml) {
            return file + ":" + yaml.currentTokenLocation().getLineNr();
        }
    }
}
