package io.netfscache.dist;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The page of one command. What it says is what {@code --help} says. */
final class ManPage {
    private final CommandLine command;
    private final CommandSpec spec;
    private final Help help;
    private final String version;
    private final LocalDate date;

    ManPage(CommandLine command, String version, LocalDate date) {
        this.command = command;
        this.spec = command.getCommandSpec();
        this.help = command.getHelp();
        this.version = version;
        this.date = date;
    }

    /** As one asks man(1) for it. */
    String name() {
        return spec.qualifiedName("-");
    }

    String text() {
        UsageMessageSpec usage = spec.usageMessage();
        List<String> description = lines(usage.description());
        Roff page = new Roff()
                .title(name().toUpperCase(Locale.ROOT), date.toString(), "netfs-cache " + version, "netfs-cache")
                .section("Name")
                .raw(Roff.escaped(name()) + " \\- " + Roff.escaped(summary(description)))
                .section("Synopsis")
                .macro("nf");
        lines(help.synopsis(0)).forEach(page::line);
        page.macro("fi");
        page.section("Description");
        paragraphs(page, description);
        parameters(page);
        options(page);
        subcommands(page);
        footer(page, lines(usage.footer()));
        exitStatus(page);
        seeAlso(page);
        return page.toString();
    }

    /** The lines of texts in which picocli knows %n and %%. */
    private static List<String> lines(String... texts) {
        return Arrays.stream(texts)
                .flatMap(text -> plain(text).lines())
                .map(String::stripTrailing)
                .toList();
    }

    private static String plain(String text) {
        String formatted = text.contains("%n") || text.contains("%%") ? String.format(text) : text;
        return Ansi.OFF.text(formatted).toString();
    }

    /** The first sentence, without its full stop. */
    private static String summary(List<String> description) {
        String first = description.stream().findFirst().orElse("netfs-cache");
        int end = first.indexOf(". ");
        String sentence = end < 0 ? first : first.substring(0, end);
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    private static void paragraphs(Roff page, List<String> lines) {
        List<String> verbatim = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith(" ")) {
                verbatim.add(line.startsWith("  ") ? line.substring(2) : line.strip());
                continue;
            }
            flush(page, verbatim);
            if (line.isEmpty()) {
                page.paragraph();
            } else {
                page.line(line);
            }
        }
        flush(page, verbatim);
    }

    private static void flush(Roff page, List<String> verbatim) {
        if (!verbatim.isEmpty()) {
            page.verbatim(List.copyOf(verbatim));
            verbatim.clear();
        }
    }

    private void parameters(Roff page) {
        List<PositionalParamSpec> shown = spec.positionalParameters().stream()
                .filter(parameter -> !parameter.hidden())
                .toList();
        if (!shown.isEmpty()) {
            page.section("Parameters");
            shown.forEach(parameter -> tagged(page, label(parameter), lines(parameter.description())));
        }
    }

    private void options(Roff page) {
        page.section("Options");
        spec.options().stream()
                .filter(option -> !option.hidden())
                .sorted((one, other) -> one.longestName().compareTo(other.longestName()))
                .forEach(option -> tagged(page, names(option) + label(option), lines(option.description())));
    }

    private static String names(OptionSpec option) {
        return Stream.of(option.names()).map(Roff::bold).collect(Collectors.joining(", "));
    }

    private String label(ArgSpec argument) {
        String label = help.parameterLabelRenderer()
                .renderParameterLabel(argument, Ansi.OFF, List.of())
                .toString();
        return Roff.italic(label);
    }

    private static void tagged(Roff page, String tag, List<String> text) {
        page.macro("TP").raw(tag);
        // An empty line would end the indentation.
        text.stream().filter(line -> !line.isBlank()).map(String::strip).forEach(page::line);
    }

    private List<CommandLine> shownSubcommands() {
        return command.getSubcommands().values().stream()
                .distinct()
                .filter(sub -> !sub.getCommandSpec().usageMessage().hidden())
                .toList();
    }

    private void subcommands(Roff page) {
        List<CommandLine> shown = shownSubcommands();
        if (!shown.isEmpty()) {
            page.section("Commands");
            for (CommandLine sub : shown) {
                CommandSpec subSpec = sub.getCommandSpec();
                tagged(
                        page,
                        Roff.bold(subSpec.qualifiedName("-")) + "(1)",
                        lines(subSpec.usageMessage().description()));
            }
        }
    }

    /** A line that ends with a colon is the title of what follows it. */
    private static void footer(Roff page, List<String> lines) {
        List<String> section = new ArrayList<>();
        boolean titled = false;
        for (String line : lines) {
            boolean title = line.endsWith(":") && !line.startsWith(" ");
            if (title) {
                paragraphs(page, section);
                section.clear();
                page.section(line.substring(0, line.length() - 1));
                titled = true;
            } else if (!line.isEmpty() || !section.isEmpty()) {
                if (!titled) {
                    page.section("Notes");
                    titled = true;
                }
                section.add(line);
            }
        }
        paragraphs(page, section);
    }

    private void exitStatus(Roff page) {
        Map<String, String> own = spec.usageMessage().exitCodeList();
        Map<String, String> codes = own.isEmpty() ? spec.root().usageMessage().exitCodeList() : own;
        if (!codes.isEmpty()) {
            page.section("Exit status");
            codes.forEach((code, meaning) -> tagged(page, Roff.bold(code), lines(meaning)));
        }
    }

    private void seeAlso(Roff page) {
        List<String> others = new ArrayList<>();
        for (CommandSpec up = spec.parent(); up != null; up = up.parent()) {
            others.add(up.qualifiedName("-"));
        }
        shownSubcommands().forEach(sub -> others.add(sub.getCommandSpec().qualifiedName("-")));
        if (!others.isEmpty()) {
            page.section("See also")
                    .raw(others.stream().map(other -> Roff.bold(other) + "(1)").collect(Collectors.joining(", ")));
        }
    }
}
