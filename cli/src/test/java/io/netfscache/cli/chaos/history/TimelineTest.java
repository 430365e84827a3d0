package io.netfscache.cli.chaos.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

@Timeout(120)
class TimelineTest {
    private static final long SECOND = 1_000_000_000;

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Element> shapes(Document svg, String kind) {
        NodeList all = svg.getElementsByTagName("*");
        return IntStream.range(0, all.getLength())
                .mapToObj(i -> (Element) all.item(i))
                .filter(element -> element.getAttribute("class").equals(kind))
                .toList();
    }

    private static double number(Element shape, String attribute) {
        return Double.parseDouble(shape.getAttribute(attribute));
    }

    private static String texts(Document svg) {
        return svg.getDocumentElement().getTextContent();
    }

    private static Event.Fault fault(long second, String name, String target, Event.Phase phase) {
        return new Event.Fault(second * SECOND, name, target, phase, "");
    }

    private static void read(List<Event> events, long at, String client, long number, int version) {
        events.add(new Event.Invoked(at, client, number, new Call.Read("a.bin", 0, 1)));
        events.add(new Event.Ended(at + 1000, client, number, new Answer.Bytes(List.of(version), Answer.Source.CACHE)));
    }

    @Test
    void faultsAreDrawnFromInjectionToHealing() throws Exception {
        // Given one that is healed, the same again without an effect, and one that is never healed
        History history = History.of(List.of(
                fault(0, "pause", "node-1", Event.Phase.INJECTED),
                fault(1, "pause", "node-1", Event.Phase.EFFECTIVE),
                fault(2, "kill", "node-2", Event.Phase.INJECTED),
                fault(5, "pause", "node-1", Event.Phase.HEALED),
                fault(6, "pause", "node-1", Event.Phase.INJECTED),
                fault(7, "pause", "node-1", Event.Phase.HEALED),
                fault(10, "kill", "node-2", Event.Phase.EFFECTIVE)));

        // When
        Document svg = parsed(Timeline.svg(history, List.of()));

        // Then
        List<Element> faults = shapes(svg, "fault");
        assertThat(faults).hasSize(3);
        assertThat(number(faults.get(0), "width") / number(faults.get(2), "width"))
                .isCloseTo(5.0, within(0.1));
        assertThat(number(faults.get(1), "x") + number(faults.get(1), "width"))
                .isLessThanOrEqualTo(HistoryLimits.DRAWING_WIDTH);
        assertThat(shapes(svg, "effective")).hasSize(2);
        assertThat(texts(svg))
                .contains(
                        "faults of node-1",
                        "faults of node-2",
                        "pause of node-1, 0.000000 s to 5.000000 s, effective at 1.000000 s",
                        "pause of node-1, 6.000000 s to 7.000000 s, no effect observed",
                        "kill of node-2, 2.000000 s to the end, effective at 10.000000 s",
                        "10 s");
    }

    @Test
    void callsAreDrawnInTheLaneOfTheirClientInTheColourOfTheirSource() throws Exception {
        // Given
        Recording events = new Recording();
        events.add(new Event.Invoked(0, "w", 1, new Call.Write("a.bin", 1)));
        events.add(new Event.Ended(10, "w", 1, new Answer.Ok()));
        events.add(new Event.Invoked(11, "w", 2, new Call.Invalidate("a.bin", 1)));
        events.add(new Event.Ended(20, "w", 2, new Answer.Unknown("x")));
        int number = 0;
        for (Answer.Source source : Answer.Source.values()) {
            events.add(new Event.Invoked(30, "client", ++number, new Call.Read("a.bin", 0, 1)));
            events.add(new Event.Ended(40, "client", number, new Answer.Bytes(List.of(1), source)));
        }
        events.add(new Event.Invoked(50, "client", 90, new Call.Read("a.bin", 0, 1)));
        events.add(new Event.Ended(60, "client", 90, new Answer.Miss("x")));
        events.add(new Event.Invoked(50, "client", 91, new Call.Read("a.bin", 0, 1)));

        // When
        Document svg = parsed(Timeline.svg(events.history(), List.of()));

        // Then
        assertThat(shapes(svg, "read")).hasSize(6);
        assertThat(shapes(svg, "read").stream()
                        .map(read -> read.getAttribute("fill"))
                        .distinct())
                .hasSize(6);
        assertThat(shapes(svg, "read").stream()
                        .map(read -> read.getAttribute("y"))
                        .distinct())
                .hasSize(1);
        assertThat(shapes(svg, "write")).hasSize(1);
        assertThat(shapes(svg, "invalidation")).hasSize(1);
    }

    @Test
    void namesThatXmlCannotHoldAreEscaped() throws Exception {
        // Given
        String name = "<&\"'>\u0000\u001b\ud800\uffff]]>%s-é";
        Recording events = new Recording();
        events.add(new Event.Fault(0, name, name, Event.Phase.INJECTED, name));
        events.add(new Event.Invoked(1, name, 1, new Call.Read(name, 0, 1)));
        events.add(new Event.Ended(2, name, 1, new Answer.Failed(name)));

        // When
        Document svg = parsed(
                Timeline.svg(events.history(), List.of(new Problem(Problem.Kind.STALE, name, name, 1, 2, name))));

        // Then
        assertThat(texts(svg)).contains("<&\"'>", "]]>%s-é");
    }

    @Test
    void anEmptyHistoryAndOneOfAMomentAreDrawn() throws Exception {
        assertThat(parsed(Timeline.svg(History.of(List.of()), List.of()))).isNotNull();
        assertThat(shapes(
                        parsed(Timeline.svg(
                                History.of(List.of(fault(5, "kill", "n", Event.Phase.INJECTED))), List.of())),
                        "fault"))
                .hasSize(1);
    }

    @Test
    void aMalformedHistoryIsDrawnToo() throws Exception {
        // Given an end without a call, and two calls of one number
        List<Event> events = new ArrayList<>();
        events.add(new Event.Ended(0, "client", 7, new Answer.Ok()));
        read(events, 10, "client", 1, 1);
        read(events, 5000, "client", 1, 1);

        // When, then
        assertThat(shapes(parsed(Timeline.svg(History.of(events), List.of())), "read"))
                .hasSize(2);
    }

    @Test
    void ofAMillionEventsEveryProblemAndFaultIsDrawnAndTheRestIsThinnedOut() throws Exception {
        // Given 500,000 reads, 300 of them of a version that nobody wrote, and 50 faults
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 500_000; i++) {
            read(events, i * 200_000L, "client-" + i % 8, i, i % 1_667 == 5 ? 9 : 0);
        }
        for (int i = 0; i < 50; i++) {
            events.add(fault(i * 2, "cut", "node-" + i % 5, Event.Phase.INJECTED));
            events.add(fault(i * 2 + 1, "cut", "node-" + i % 5, Event.Phase.HEALED));
        }
        History history = History.of(events);
        Verdict verdict = Checker.check(history);

        // When
        String text = Timeline.svg(history, verdict.problems());

        // Then
        Document svg = parsed(text);
        assertThat(verdict.futureReads()).isEqualTo(300);
        assertThat(shapes(svg, "problem")).hasSize(300);
        assertThat(shapes(svg, "fault")).hasSize(50);
        assertThat(shapes(svg, "read")).hasSizeBetween(HistoryLimits.DRAWN_READS / 2, HistoryLimits.DRAWN_READS);
        assertThat(texts(svg)).contains(verdict.sentences()).contains("one of 125 reads");
        assertThat(text).hasSizeLessThan(2_000_000);
        assertThat(shapes(svg, "read"))
                .allMatch(read -> number(read, "x") + number(read, "width") <= HistoryLimits.DRAWING_WIDTH);
    }
}
