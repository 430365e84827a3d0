package io.netfscache.nio;

import java.io.IOException;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A path of a {@link NetfsFileSystem}, in the form of Unix: names are any text without '/' and NUL. A name "." or ".." is
 * taken out before the origin is asked, by the names alone. Immutable.
 */
final class NetfsPath implements Path {
    private final NetfsFileSystem filesystem;
    private final boolean absolute;
    /** One empty name is the empty path. */
    private final List<String> names;

    NetfsPath(NetfsFileSystem filesystem, boolean absolute, List<String> names) {
        this.filesystem = filesystem;
        this.absolute = absolute;
        this.names = names.isEmpty() && !absolute ? List.of("") : List.copyOf(names);
    }

    /** @throws InvalidPathException for a NUL, and for half a surrogate pair */
    static NetfsPath parse(NetfsFileSystem filesystem, String text) {
        int nul = text.indexOf('\0');
        if (nul >= 0) {
            throw new InvalidPathException(text.replace('\0', '?'), "a name has no NUL", nul);
        }
        try {
            NioPercent.utf8(text);
        } catch (IllegalArgumentException e) {
            InvalidPathException invalid = new InvalidPathException(text, String.valueOf(e.getMessage()));
            invalid.initCause(e);
            throw invalid;
        }
        List<String> names = Arrays.stream(text.split("/", -1))
                .filter(name -> !name.isEmpty())
                .toList();
        return new NetfsPath(filesystem, text.startsWith("/"), names);
    }

    /** @throws ProviderMismatchException for a path of another provider */
    static NetfsPath of(Path path) {
        if (Objects.requireNonNull(path) instanceof NetfsPath own) {
            return own;
        }
        throw new ProviderMismatchException("\"" + path + "\" is not a netfs: path, but a "
                + path.getFileSystem().provider().getScheme() + ": path");
    }

    private boolean isEmpty() {
        return !absolute && names.size() == 1 && names.get(0).isEmpty();
    }

    /** Its names from the origin's folder on, without "." and "..". */
    List<String> namesFromRoot() {
        return toAbsolutePath().normalize().names;
    }

    private NetfsPath path(boolean isAbsolute, List<String> some) {
        return new NetfsPath(filesystem, isAbsolute, some);
    }

    /** Of the same filesystem, whatever its type is. */
    private NetfsPath parsed(String text) {
        return parse(filesystem, text);
    }

    @Override
    public NetfsFileSystem getFileSystem() {
        return filesystem;
    }

    @Override
    public boolean isAbsolute() {
        return absolute;
    }

    @Override
    public @Nullable NetfsPath getRoot() {
        return absolute ? path(true, List.of()) : null;
    }

    @Override
    public @Nullable NetfsPath getFileName() {
        return names.isEmpty() ? null : path(false, List.of(names.get(names.size() - 1)));
    }

    @Override
    public @Nullable NetfsPath getParent() {
        if (names.isEmpty() || (names.size() == 1 && !absolute)) {
            return null;
        }
        return path(absolute, names.subList(0, names.size() - 1));
    }

    @Override
    public int getNameCount() {
        return names.size();
    }

    @Override
    public NetfsPath getName(int index) {
        return subpath(index, index + 1);
    }

    @Override
    public NetfsPath subpath(int beginIndex, int endIndex) {
        if (beginIndex < 0 || endIndex > names.size() || beginIndex >= endIndex) {
            throw new IllegalArgumentException(
                    "there are no names " + beginIndex + " to " + endIndex + " in \"" + this + "\"");
        }
        return path(false, names.subList(beginIndex, endIndex));
    }

    @Override
    public boolean startsWith(Path other) {
        if (!(other instanceof NetfsPath that) || that.filesystem != filesystem || that.absolute != absolute) {
            return false;
        }
        if (that.isEmpty() || isEmpty()) {
            return that.isEmpty() && isEmpty();
        }
        return that.names.size() <= names.size()
                && names.subList(0, that.names.size()).equals(that.names);
    }

    @Override
    public boolean endsWith(Path other) {
        if (!(other instanceof NetfsPath that) || that.filesystem != filesystem) {
            return false;
        }
        if (that.absolute) {
            return equals(that);
        }
        if (that.isEmpty() || isEmpty()) {
            return that.isEmpty() && isEmpty();
        }
        int more = names.size() - that.names.size();
        return more >= 0 && names.subList(more, names.size()).equals(that.names);
    }

    @Override
    public NetfsPath normalize() {
        List<String> kept = new ArrayList<>();
        for (String name : names) {
            boolean up = name.equals("..");
            boolean hasParent = !kept.isEmpty() && !kept.get(kept.size() - 1).equals("..");
            if (up && hasParent) {
                kept.remove(kept.size() - 1);
            } else if (up ? !absolute : !name.equals(".")) {
                kept.add(name);
            }
        }
        return path(absolute, kept);
    }

    @Override
    public NetfsPath resolve(Path other) {
        NetfsPath that = of(other);
        if (that.absolute || isEmpty()) {
            return that;
        }
        if (that.isEmpty()) {
            return this;
        }
        List<String> all = new ArrayList<>(names);
        all.addAll(that.names);
        return path(absolute, all);
    }

    @Override
    public NetfsPath resolve(String other) {
        return resolve(parsed(other));
    }

    @Override
    public NetfsPath relativize(Path other) {
        NetfsPath that = of(other);
        if (that.absolute != absolute || that.filesystem != filesystem) {
            throw new IllegalArgumentException("from \"" + this + "\" there is no way to \"" + other
                    + "\": one is absolute and the other is not, or they are of two filesystems");
        }
        if (that.equals(this)) {
            return path(false, List.of());
        }
        if (isEmpty()) {
            return that;
        }
        return normalize().way(that.normalize());
    }

    private NetfsPath way(NetfsPath to) {
        List<String> from = isEmpty() ? List.of() : names;
        List<String> target = to.isEmpty() ? List.of() : to.names;
        int common = 0;
        while (common < from.size()
                && common < target.size()
                && from.get(common).equals(target.get(common))) {
            common++;
        }
        List<String> up = from.subList(common, from.size());
        if (up.contains("..")) {
            throw new IllegalArgumentException("from \"" + this + "\" there is no way to \"" + to
                    + "\": its \"..\" lead to names that are not known");
        }
        List<String> way = new ArrayList<>();
        up.forEach(name -> way.add(".."));
        way.addAll(target.subList(common, target.size()));
        return path(false, way);
    }

    /** Opens again as the same path ({@code Path.of(uri)}); has no user info. */
    @Override
    public URI toUri() {
        return NetfsUri.format(filesystem.prefix(), toAbsolutePath().names);
    }

    @Override
    public NetfsPath toAbsolutePath() {
        return absolute ? this : path(true, isEmpty() ? List.of() : names);
    }

    @Override
    public NetfsPath toRealPath(LinkOption... options) throws IOException {
        return new PathLookup(this).realPath(options);
    }

    @Override
    public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
        throw new UnsupportedOperationException("netfs: tells nobody of changes: there is no WatchService");
    }

    @Override
    public int compareTo(Path other) {
        NetfsPath that = (NetfsPath) other;
        int byText = toString().compareTo(that.toString());
        return byText != 0 ? byText : Long.compare(filesystem.serial(), that.filesystem.serial());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NetfsPath that
                && that.filesystem == filesystem
                && that.absolute == absolute
                && that.names.equals(names);
    }

    @Override
    public int hashCode() {
        return 31 * names.hashCode() + Boolean.hashCode(absolute);
    }

    @Override
    public String toString() {
        return (absolute ? "/" : "") + String.join("/", names);
    }
}
