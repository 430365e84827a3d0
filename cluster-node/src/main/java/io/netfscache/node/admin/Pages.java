package io.netfscache.node.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.concurrent.CompletionStage;

/** What the admin port answers. Any thread. */
interface Pages {
    /** An answer. */
    record Page(HttpResponseStatus status, String contentType, String body) {}

    /**
     * Does not block.
     *
     * @param uri path and query
     * @param accept the Accept header; may be empty
     */
    CompletionStage<Page> get(String uri, String accept);
}
