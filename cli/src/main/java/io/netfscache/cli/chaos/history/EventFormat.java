package io.netfscache.cli.chaos.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * An event as a line of a history file; docs/chaos-history.md tells the fields. Their names are short because there are
 * millions of them. Reading is strict: a field that is missing, unknown or of another type is an error.
 */
final class EventFormat {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Of clients, files and targets; each is kept once. */
    private final Map<String, String> names = new HashMap<>();

    static String write(Event event) {
        ObjectNode line = MAPPER.createObjectNode().put("t", event.at());
        if (event instanceof Event.Invoked invoked) {
            put(line.put("c", invoked.client()).put("n", invoked.operation()), invoked.call());
        } else if (event instanceof Event.Ended ended) {
            put(line.put("c", ended.client()).put("n", ended.operation()), ended.answer());
        } else if (event instanceof Event.Fault fault) {
            line.put("fault", fault.fault())
                    .put("on", fault.target())
                    .put("phase", lowerCase(fault.phase()))
                    .put("why", fault.detail());
        }
        return line.toString();
    }

    private static void put(ObjectNode line, Call call) {
        if (call instanceof Call.Write write) {
            line.put("call", "write").put("f", write.file()).put("v", write.version());
        } else if (call instanceof Call.Invalidate invalidate) {
            line.put("call", "invalidate").put("f", invalidate.file()).put("v", invalidate.version());
        } else if (call instanceof Call.Read read) {
            line.put("call", "read")
                    .put("f", read.file())
                    .put("b", read.firstBlock())
                    .put("k", read.blocks());
        }
    }

    private static void put(ObjectNode line, Answer answer) {
        if (answer instanceof Answer.Ok) {
            line.put("end", "ok");
        } else if (answer instanceof Answer.Failed failed) {
            line.put("end", "failed").put("why", failed.reason());
        } else if (answer instanceof Answer.Unknown unknown) {
            line.put("end", "unknown").put("why", unknown.reason());
        } else if (answer instanceof Answer.Miss miss) {
            line.put("end", "miss").put("why", miss.reason());
        } else if (answer instanceof Answer.Bytes bytes) {
            ArrayNode versions = line.put("end", "bytes").putArray("vs");
            bytes.versions().forEach(versions::add);
            line.put("from", lowerCase(bytes.source()));
        }
    }

    /** @throws IllegalArgumentException that says what is wrong with the line */
    Event read(String line) {
        JsonNode tree;
        try {
            tree = MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
        }
        if (!(tree instanceof ObjectNode object)) {
            throw new IllegalArgumentException("not a JSON object");
        }
        Fields fields = new Fields(object, names);
        Event event = event(fields);
        fields.requireNoMore();
        return event;
    }

    private Event event(Fields line) {
        long at = line.number("t");
        if (line.has("fault")) {
            return new Event.Fault(
                    at,
                    line.name("fault"),
                    line.name("on"),
                    line.constant("phase", Event.Phase.class),
                    line.text("why"));
        }
        String client = line.name("c");
        long operation = line.number("n");
        return line.has("call")
                ? new Event.Invoked(at, client, operation, call(line))
                : new Event.Ended(at, client, operation, answer(line));
    }

    private Call call(Fields line) {
        String call = line.text("call");
        return switch (call) {
            case "write" -> new Call.Write(line.name("f"), line.integer("v"));
            case "invalidate" -> new Call.Invalidate(line.name("f"), line.integer("v"));
            case "read" -> new Call.Read(line.name("f"), line.integer("b"), line.integer("k"));
            default -> throw new IllegalArgumentException("\"call\" is none of write, invalidate, read: " + call);
        };
    }

    private Answer answer(Fields line) {
        String end = line.text("end");
        return switch (end) {
            case "ok" -> new Answer.Ok();
            case "failed" -> new Answer.Failed(line.text("why"));
            case "unknown" -> new Answer.Unknown(line.text("why"));
            case "miss" -> new Answer.Miss(line.text("why"));
            case "bytes" -> new Answer.Bytes(line.integers("vs"), line.constant("from", Answer.Source.class));
            default ->
                throw new IllegalArgumentException("\"end\" is none of ok, failed, unknown, bytes, miss: " + end);
        };
    }

    static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
