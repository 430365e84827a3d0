package io.netfscache.nio;

import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/** The attributes of a path, which only its origin changes. */
final class NetfsAttributeView implements BasicFileAttributeView {
    private final NetfsPath path;
    private final LinkOption[] options;

    NetfsAttributeView(NetfsPath path, LinkOption... options) {
        this.path = path;
        this.options = options;
    }

    @Override
    public String name() {
        return "basic";
    }

    @Override
    public BasicFileAttributes readAttributes() throws IOException {
        return new PathLookup(path).attributes(options);
    }

    /** Nulls leave everything as it is, as COPY_ATTRIBUTES of nothing does. */
    @Override
    public void setTimes(
            @Nullable FileTime lastModifiedTime, @Nullable FileTime lastAccessTime, @Nullable FileTime createTime) {
        if (lastModifiedTime != null || lastAccessTime != null || createTime != null) {
            throw new UnsupportedOperationException("netfs: the times of files cannot be set: " + path);
        }
    }
}
