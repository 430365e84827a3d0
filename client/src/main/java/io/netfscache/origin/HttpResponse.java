package io.netfscache.origin;

import org.jspecify.annotations.Nullable;

/**
 * A response whose body is still to be read: close it.
 *
 * @param url where it came from, after all redirects
 */
record HttpResponse(String method, HttpUrl url, HttpHead head, HttpBody body) implements AutoCloseable {
    int status() {
        return head.status();
    }

    @Nullable
    String header(String name) {
        return head.header(name);
    }

    @Override
    public void close() {
        body.close();
    }
}
