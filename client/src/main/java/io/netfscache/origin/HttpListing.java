package io.netfscache.origin;

import io.netfscache.origin.OriginEntry.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The folder that a URL with a slash at its end stands for, where the server makes an index of it: nginx as JSON, or the
 * HTML page of nginx, Apache and others, which is known by its title. Only what lies directly in the folder counts.
 */
final class HttpListing {
    private static final Pattern JSON_FIELD = Pattern.compile(
            "\"((?:[^\"\\\\]++|\\\\.)*+)\"\\s*+:\\s*+(?:\"((?:[^\"\\\\]++|\\\\.)*+)\"|(-?\\d{1,18}))"
                    // Any other string as a whole: what is in it is not looked at again.
                    + "|\"(?:[^\"\\\\]++|\\\\.)*+\"?",
            Pattern.DOTALL);
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9a-fA-F]{4})|(.))", Pattern.DOTALL);
    private static final Pattern INDEX_TITLE =
            Pattern.compile("<title>\\s*(?:Index of|Directory listing for)\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern LINK =
            Pattern.compile("<a\\s(?:[^<>]*?\\s)?href\\s*+=\\s*+\"([^\"]*+)\"", Pattern.CASE_INSENSITIVE);

    private final HttpUrl folder;
    private final HttpUrl base;
    private final Map<String, OriginEntry> entries = new TreeMap<>();

    /**
     * @param folder whose entries these are called
     * @param base where the index came from
     */
    private HttpListing(HttpUrl folder, HttpUrl base) {
        this.folder = folder;
        this.base = base;
    }

    static boolean isFolder(HttpUrl url) {
        return url.withoutQuery().endsWith("/");
    }

    /**
     * The entries in the order of their names; null when the response is no index, but a page or file like any other.
     *
     * @param response to a GET of the folder, status 200
     * @throws FileSystemException when the index is too large or has names that cannot be
     */
    static @Nullable List<OriginEntry> of(HttpUrl folder, HttpResponse response) throws IOException {
        String type = String.valueOf(response.header("content-type")).toLowerCase(Locale.ROOT);
        boolean json = type.startsWith("application/json");
        if (!json && !type.startsWith("text/html")) {
            return null;
        }
        HttpListing listing = new HttpListing(folder, response.url());
        String text = text(folder, response);
        if (json ? !text.strip().startsWith("[") : !INDEX_TITLE.matcher(text).find()) {
            return null;
        }
        if (json) {
            listing.addJson(text);
        } else {
            listing.addHtml(text);
        }
        return new ArrayList<>(listing.entries.values());
    }

    private static FileSystemException unusable(HttpUrl folder, String why) {
        return new FileSystemException(
                folder.withoutQuery(), null, "the server's index of this folder is not used: " + why);
    }

    private static String text(HttpUrl folder, HttpResponse response) throws IOException {
        HttpCoding coding = HttpCoding.of(response.head(), folder);
        HttpContent content = coding == null ? response.body() : coding.decoded(response.body());
        ByteBuffer into = ByteBuffer.allocate(HttpLimits.FIRST_LISTING_BYTES);
        while (content.read(into) > 0 && !into.hasRemaining()) {
            if (into.capacity() >= HttpLimits.MAX_LISTING_BYTES) {
                throw unusable(folder, "it has " + HttpLimits.MAX_LISTING_BYTES + " bytes or more");
            }
            into = ByteBuffer.allocate(2 * into.capacity()).put(into.flip());
        }
        return StandardCharsets.UTF_8.decode(into.flip()).toString();
    }

    private void addJson(String text) throws IOException {
        Matcher field = JSON_FIELD.matcher(text);
        String name = null;
        Map<String, String> fields = new TreeMap<>();
        while (field.find()) {
            if (field.group(1) == null) {
                continue;
            }
            String key = unescaped(field.group(1));
            String value = field.group(2) == null ? field.group(3) : unescaped(field.group(2));
            if (key.equals("name")) {
                addJson(name, fields);
                name = value;
                fields.clear();
            } else {
                fields.put(key, value);
            }
        }
        addJson(name, fields);
    }

    private void addJson(@Nullable String name, Map<String, String> fields) throws IOException {
        if (name == null) {
            return;
        }
        // A name is no URL: what means something there stands for itself.
        String segment = name.replace("%", "%25").replace("?", "%3F");
        String type = fields.getOrDefault("type", "");
        Kind kind = type.equals("directory") ? Kind.FOLDER : type.equals("file") ? Kind.FILE : Kind.SPECIAL;
        String size = kind == Kind.FILE ? fields.getOrDefault("size", "-1") : "-1";
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0) {
            throw unusable(folder, "it has the name \"" + HttpHead.shown(name) + "\"");
        }
        String path = path(folder) + segment;
        try {
            add(HttpPercent.target(path), kind, Long.parseLong(size), HttpValidators.date(fields.get("mtime")));
        } catch (IllegalArgumentException e) {
            throw unusable(folder, "it has the name \"" + HttpHead.shown(name) + "\": " + e.getMessage());
        }
    }

    private static String unescaped(String text) {
        return text.indexOf('\\') < 0
                ? text
                : ESCAPE.matcher(text)
                        .replaceAll(escape -> Matcher.quoteReplacement(
                                escape.group(1) == null
                                        ? plain(escape.group(2))
                                        : "" + (char) Integer.parseInt(escape.group(1), 16)));
    }

    private static String plain(String escaped) {
        return switch (escaped) {
            case "n" -> "\n";
            case "t" -> "\t";
            case "r" -> "\r";
            case "b" -> "\b";
            case "f" -> "\f";
            default -> escaped;
        };
    }

    private void addHtml(String text) throws IOException {
        Matcher link = LINK.matcher(text);
        while (link.find()) {
            addLink(link.group(1)
                    .replace("&quot;", "\"")
                    .replace("&#39;", "'")
                    .replace("&lt;", "<")
                    .replace("&gt;", ">")
                    .replace("&amp;", "&"));
        }
    }

    /** Links to other places, such as the folder above or the same in another order, are no entries. */
    private void addLink(String link) throws IOException {
        HttpUrl url;
        try {
            url = base.resolve(link);
        } catch (IllegalArgumentException e) {
            return;
        }
        String start = path(base);
        boolean below = url.server().equals(base.server()) && url.target().startsWith(start);
        String segment = below ? url.target().substring(start.length()) : "";
        boolean isFolder = segment.endsWith("/");
        String name = isFolder ? segment.substring(0, segment.length() - 1) : segment;
        if (!name.isEmpty() && name.indexOf('/') < 0 && name.indexOf('?') < 0) {
            add(path(folder) + name, isFolder ? Kind.FOLDER : Kind.FILE, -1, null);
        }
    }

    private static String path(HttpUrl url) {
        int query = url.target().indexOf('?');
        return query < 0 ? url.target() : url.target().substring(0, query);
    }

    /** A folder's path ends with a slash, as its URL must for its own listing. */
    private void add(String path, Kind kind, long size, @Nullable Instant modified) throws IOException {
        String called = kind == Kind.FOLDER ? path + "/" : path;
        entries.putIfAbsent(called, new OriginEntry(called, kind, size, modified, null));
        if (entries.size() > HttpLimits.MAX_LISTED) {
            throw unusable(folder, "it has more than " + HttpLimits.MAX_LISTED + " entries");
        }
    }
}
