package io.netfscache.cli.chaos.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The fields of one JSON object, each of which has to be there, of the right type, and asked for. */
final class Fields {
    private final ObjectNode object;
    private final Map<String, String> names;
    private int taken;

    /** @param names those seen so far: each is kept once, because they come again and again */
    Fields(ObjectNode object, Map<String, String> names) {
        this.object = object;
        this.names = names;
    }

    boolean has(String field) {
        return object.has(field);
    }

    long number(String field) {
        JsonNode value = take(field);
        require(value.isIntegralNumber() && value.canConvertToLong(), field, "a whole number of 64 bits", value);
        return value.longValue();
    }

    int integer(String field) {
        return integer(field, take(field));
    }

    List<Integer> integers(String field) {
        JsonNode value = take(field);
        require(value.isArray(), field, "an array", value);
        List<Integer> integers = new ArrayList<>(value.size());
        value.forEach(element -> integers.add(integer(field, element)));
        return integers;
    }

    String text(String field) {
        JsonNode value = take(field);
        require(value.isTextual(), field, "a text", value);
        return value.textValue();
    }

    String name(String field) {
        return names.computeIfAbsent(text(field), name -> name);
    }

    <E extends Enum<E>> E constant(String field, Class<E> type) {
        String text = text(field);
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(text)) {
                return constant;
            }
        }
        throw new IllegalArgumentException("\"%s\" is not known: %s".formatted(field, text));
    }

    void requireNoMore() {
        if (taken < object.size()) {
            throw new IllegalArgumentException("has fields that do not belong there");
        }
    }

    private JsonNode take(String field) {
        JsonNode value = object.get(field);
        if (value == null) {
            throw new IllegalArgumentException("\"" + field + "\" is missing");
        }
        taken++;
        return value;
    }

    private static int integer(String field, JsonNode value) {
        require(value.isIntegralNumber() && value.canConvertToInt(), field, "a whole number of 32 bits", value);
        return value.intValue();
    }

    private static void require(boolean met, String field, String type, JsonNode value) {
        if (!met) {
            throw new IllegalArgumentException("\"%s\" is not %s: %s".formatted(field, type, value));
        }
    }
}
