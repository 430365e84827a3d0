package io.netfscache.cli.chaos.history;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Draws a history as an SVG: a lane for each target of faults, a lane for each client, time from left to right. All faults
 * and all problems are drawn; other calls are thinned out evenly to some thousands. What a shape is, its title says.
 */
public final class Timeline {
    private static final Map<String, String> COLOURS = colours();
    private static final double TOP = 44;

    private final History history;
    private final List<Faults.Span> faults;
    private final DrawnCalls calls;
    private final Map<String, Integer> lanes = new LinkedHashMap<>();
    private final long start;
    private final long end;
    private final Svg svg;

    private Timeline(History history, List<Problem> problems) {
        this.history = history;
        List<Event> events = history.events();
        start = events.isEmpty() ? 0 : events.get(0).at();
        end = events.isEmpty() ? 0 : events.get(events.size() - 1).at();
        faults = Faults.spans(events);
        calls = DrawnCalls.of(events);
        lanes(problems);
        int height = (int) TOP + (lanes.size() + 1) * HistoryLimits.LANE_HEIGHT;
        svg = new Svg(HistoryLimits.DRAWING_WIDTH, height);
    }

    /**
     * The text of the drawing.
     *
     * @param problems what the checker has found; empty when it has refused the history
     */
    public static String svg(History history, List<Problem> problems) {
        Timeline timeline = new Timeline(history, problems);
        timeline.legend();
        timeline.axis();
        timeline.names();
        timeline.faults.forEach(timeline::fault);
        timeline.calls.reads().forEach(timeline::read);
        timeline.calls.changes().forEach(timeline::change);
        problems.forEach(timeline::problem);
        return timeline.svg.finished();
    }

    private static Map<String, String> colours() {
        Map<String, String> colours = new LinkedHashMap<>();
        colours.put("folios", "#2ca02c");
        colours.put("cache", "#1f77b4");
        colours.put("origin", "#ff9d3c");
        colours.put("several", "#9467bd");
        colours.put("miss", "#c7c7c7");
        colours.put("failed", "#6b6b6b");
        colours.put("no end", "#e6c7d8");
        colours.put("write", "#17becf");
        colours.put("invalidation", "#111111");
        colours.put("not acknowledged", "#bcbd22");
        colours.put("problem", "#ff0000");
        colours.put("fault", "#f4a6a6");
        return colours;
    }

    private static String colour(String what) {
        return "fill=\"%s\"".formatted(COLOURS.get(what));
    }

    /** Those of faults first; a client that is a target has two. */
    private void lanes(List<Problem> problems) {
        TreeSet<String> targets = new TreeSet<>();
        faults.forEach(span -> targets.add(targetLane(span.first())));
        TreeSet<String> clients = new TreeSet<>();
        history.events().forEach(event -> {
            if (event instanceof Event.Invoked invoked) {
                clients.add(invoked.client());
            }
        });
        problems.forEach(problem -> clients.add(problem.client()));
        targets.forEach(target -> lanes.put(target, lanes.size()));
        clients.forEach(client -> lanes.putIfAbsent(client, lanes.size()));
    }

    private static String targetLane(Event.Fault fault) {
        return "faults of " + fault.target();
    }

    private double x(long time) {
        double width = HistoryLimits.DRAWING_WIDTH - HistoryLimits.NAMES_WIDTH - 10.0;
        return HistoryLimits.NAMES_WIDTH + (end == start ? 0 : width * (time - start) / (end - start));
    }

    private double y(String lane) {
        return TOP + HistoryLimits.LANE_HEIGHT * lanes.getOrDefault(lane, 0);
    }

    private void legend() {
        double x = 10;
        for (String what : COLOURS.keySet()) {
            svg.box("legend", x, 6, 10, 10, colour(what), what);
            svg.text(x + 14, 15, what);
            x += 30 + 7 * what.length();
        }
        svg.text(
                x,
                15,
                "drawn: one of %d reads, one of %d writes and invalidations, all faults and problems"
                        .formatted(calls.readsEach(), calls.changesEach()));
    }

    private void axis() {
        double seconds = Math.max((end - start) / 1e9, 1e-9);
        double step = Math.pow(10, Math.floor(Math.log10(seconds / HistoryLimits.AXIS_MARKS)));
        for (double factor : new double[] {1, 2, 5, 10}) {
            if (seconds / (step * factor) <= HistoryLimits.AXIS_MARKS) {
                step *= factor;
                break;
            }
        }
        double bottom = TOP + lanes.size() * HistoryLimits.LANE_HEIGHT;
        int digits = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
        for (int mark = 0; mark * step <= seconds; mark++) {
            double x = x(start + Math.round(mark * step * 1e9));
            svg.line("axis", x, TOP - 4, x, bottom, "stroke=\"#dddddd\"");
            svg.text(x + 2, TOP - 6, String.format(Locale.ROOT, "%." + digits + "f s", mark * step));
        }
    }

    private void names() {
        lanes.keySet().forEach(lane -> {
            double y = y(lane);
            svg.text(4, y + HistoryLimits.LANE_HEIGHT * 0.65, lane);
            svg.line("lane", 0, y, HistoryLimits.DRAWING_WIDTH, y, "stroke=\"#eeeeee\"");
        });
    }

    private void fault(Faults.Span span) {
        Event.Fault first = span.first();
        Event.Fault healed = span.healed();
        Event.Fault effective = span.effective();
        String lane = targetLane(first);
        String title = "%s of %s, %s to %s, %s: %s"
                .formatted(
                        first.fault(),
                        first.target(),
                        SeenRead.seconds(first.at(), start),
                        healed == null ? "the end" : SeenRead.seconds(healed.at(), start),
                        effective == null
                                ? "no effect observed"
                                : "effective at " + SeenRead.seconds(effective.at(), start),
                        first.detail());
        span(
                "fault",
                lane,
                first.at(),
                healed == null ? end : healed.at(),
                2,
                HistoryLimits.LANE_HEIGHT - 4,
                colour("fault") + " fill-opacity=\"0.6\" stroke=\"#a04040\"",
                title);
        svg.text(x(first.at()) + 3, y(lane) + 14, first.fault());
        if (effective != null) {
            double x = x(effective.at());
            svg.line(
                    "effective",
                    x,
                    y(lane) + 2,
                    x,
                    y(lane) + HistoryLimits.LANE_HEIGHT - 2,
                    "stroke=\"#a00000\" stroke-width=\"2\"");
        }
    }

    private void read(DrawnCalls.Drawn call) {
        String what = how(call.answer());
        span("read", call.invoked().client(), call.invoked().at(), call.ended(), 8, 10, colour(what), title(call));
    }

    private static String how(@Nullable Answer answer) {
        if (answer instanceof Answer.Bytes bytes) {
            return EventFormat.lowerCase(bytes.source());
        }
        return answer == null ? "no end" : answer instanceof Answer.Miss ? "miss" : "failed";
    }

    private void change(DrawnCalls.Drawn call) {
        boolean write = call.invoked().call() instanceof Call.Write;
        String what = call.answer() instanceof Answer.Ok ? "invalidation" : "not acknowledged";
        span(
                write ? "write" : "invalidation",
                call.invoked().client(),
                call.invoked().at(),
                call.ended(),
                19,
                6,
                colour(write ? "write" : what),
                title(call));
    }

    private String title(DrawnCalls.Drawn call) {
        return "%s, %s to %s: %s"
                .formatted(
                        call.invoked().call(),
                        SeenRead.seconds(call.invoked().at(), start),
                        SeenRead.seconds(call.ended(), start),
                        call.answer() == null ? "no end" : call.answer());
    }

    private void problem(Problem problem) {
        span(
                "problem",
                problem.client(),
                problem.began(),
                problem.ended(),
                2,
                HistoryLimits.LANE_HEIGHT - 6,
                colour("problem") + " fill-opacity=\"0.7\"",
                problem.sentence());
    }

    /** At least so wide that it can be seen. */
    private void span(
            String kind, String lane, long from, long to, double below, double height, String style, String title) {
        svg.box(kind, x(from), y(lane) + below, Math.max(1.5, x(to) - x(from)), height, style, title);
    }
}
