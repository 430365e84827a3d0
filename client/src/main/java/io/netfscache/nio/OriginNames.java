package io.netfscache.nio;

import io.netfscache.origin.Origin;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What files are called at the origin: the names of a path are put below the origin's folder, and nothing leads out of
 * that but a link that is there.
 */
final class OriginNames {
    private static final String URL = "file:///";

    private final String folder;
    private final boolean encoded;

    /** @param folder the origin's folder, as the origin takes paths */
    OriginNames(Origin origin, String folder) {
        this.folder = folder.endsWith("/") && !folder.equals(URL) ? folder.substring(0, folder.length() - 1) : folder;
        // FileOrigin writes what is no text here as a URL.
        this.encoded = !origin.hasFolders() || folder.startsWith(URL);
    }

    /** Path at the origin of names without "." and "..". */
    String path(List<String> names) {
        if (names.isEmpty()) {
            return folder.isEmpty() ? "/" : folder;
        }
        StringBuilder path = new StringBuilder(folder);
        for (String name : names) {
            path.append('/').append(encoded ? NioPercent.strict(name) : name);
        }
        return path.toString();
    }

    /**
     * The last name of a path of a listing; null for one that is no text in this JVM's locale, and for one that would be
     * more than a name here: a program puts names below folders of its own, and a server that lists "..%2F.." must not lead
     * it out of them.
     */
    @Nullable
    String lastName(String path) {
        String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        String last = trimmed.substring(trimmed.lastIndexOf('/') + 1);
        boolean url = encoded || path.startsWith(URL);
        try {
            String name = url ? NioPercent.decoded(last) : last;
            return StandardCharsets.UTF_8.newEncoder().canEncode(name) && (encoded || !url) && isName(name)
                    ? name
                    : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean isName(String text) {
        return !text.isEmpty()
                && !text.equals(".")
                && !text.equals("..")
                && text.indexOf('/') < 0
                && text.indexOf('\0') < 0;
    }
}
