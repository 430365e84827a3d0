package io.netfscache.nio;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Globs as {@link java.nio.file.FileSystem#getPathMatcher} describes them. */
final class Glob {
    private final String glob;
    private final StringBuilder regex = new StringBuilder();
    private int at;
    private boolean inGroup;

    private Glob(String glob) {
        this.glob = glob;
    }

    /** @throws PatternSyntaxException when it is none */
    static Pattern toRegex(String glob) {
        return new Glob(glob).compiled();
    }

    private Pattern compiled() {
        while (at < glob.length()) {
            char c = glob.charAt(at++);
            switch (c) {
                case '*' -> star();
                case '?' -> regex.append("[^/]");
                case '[' -> brackets();
                case '{' -> beginGroup();
                case '}' -> endGroup();
                case ',' -> regex.append(inGroup ? "|" : ",");
                case '\\' -> literal(next("nothing follows the \\"));
                default -> literal(c);
            }
        }
        if (inGroup) {
            throw wrong("a { without }");
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    private void star() {
        if (at < glob.length() && glob.charAt(at) == '*') {
            at++;
            regex.append(".*");
        } else {
            regex.append("[^/]*");
        }
    }

    private void beginGroup() {
        if (inGroup) {
            throw wrong("a { in a group");
        }
        inGroup = true;
        regex.append("(?:");
    }

    private void endGroup() {
        regex.append(inGroup ? ")" : "\\}");
        inGroup = false;
    }

    private void brackets() {
        regex.append("(?!/)[");
        if (at < glob.length() && glob.charAt(at) == '!') {
            at++;
            regex.append('^');
        }
        int first = at;
        for (char c = next("a [ without ]"); c != ']' || at == first + 1; c = next("a [ without ]")) {
            if (c == '/') {
                throw wrong("a / in brackets");
            }
            boolean range = c == '-' && at > first + 1 && at < glob.length() && glob.charAt(at) != ']';
            if (range) {
                regex.append('-');
            } else {
                literal(c);
            }
        }
        regex.append(']');
    }

    private char next(String problem) {
        if (at == glob.length()) {
            throw wrong(problem);
        }
        return glob.charAt(at++);
    }

    private void literal(char c) {
        boolean plain = Character.isLetterOrDigit(c) || c > 0x7f || c == '/' || c == '_';
        regex.append(plain ? "" : "\\").append(c);
    }

    private PatternSyntaxException wrong(String why) {
        return new PatternSyntaxException(why, glob, at - 1);
    }
}
