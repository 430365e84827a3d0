package io.netfscache.cli.chaos.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts the phases of faults together. */
final class Faults {
    private Faults() {}

    /** One fault from its injection to its healing; either may be missing. */
    static final class Span {
        private final Event.Fault first;
        private Event.@Nullable Fault effective;
        private Event.@Nullable Fault healed;

        private Span(Event.Fault first) {
            this.first = first;
        }

        Event.Fault first() {
            return first;
        }

        Event.@Nullable Fault effective() {
            return effective;
        }

        Event.@Nullable Fault healed() {
            return healed;
        }
    }

    /** In the order of their beginnings. A phase belongs to the last fault of that name and target that lacks it. */
    static List<Span> spans(List<Event> events) {
        List<Span> spans = new ArrayList<>();
        Map<List<String>, Span> last = new HashMap<>();
        for (Event event : events) {
            if (event instanceof Event.Fault fault) {
                List<String> key = List.of(fault.fault(), fault.target());
                Span span = last.get(key);
                if (span == null || span.healed != null || fault.phase() == Event.Phase.INJECTED) {
                    span = new Span(fault);
                    spans.add(span);
                    last.put(key, span);
                }
                if (fault.phase() == Event.Phase.EFFECTIVE && span.effective == null) {
                    span.effective = fault;
                } else if (fault.phase() == Event.Phase.HEALED) {
                    span.healed = fault;
                }
            }
        }
        return spans;
    }
}
