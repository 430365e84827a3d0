package io.netfscache.origin;

import io.netfscache.origin.ScriptedHttpServer.Answer;
import io.netfscache.origin.ScriptedHttpServer.Request;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Files by their targets as a good HTTP/1.1 server keeps them: GET and HEAD, and PUT and DELETE under conditions. */
final class HttpFolder implements ScriptedHttpServer.Script {
    final Map<String, HttpResource> files = new ConcurrentHashMap<>();
    /** Whether the response to a PUT tells the new ETag. */
    volatile boolean tellsEtag = true;

    private final AtomicInteger versions = new AtomicInteger();

    /** Puts a file there as somebody else would. */
    HttpResource put(String target, byte[] contents) {
        HttpResource file = new HttpResource(0);
        file.contents = contents;
        file.etag = "\"n" + versions.incrementAndGet() + "\"";
        files.put(target, file);
        return file;
    }

    @Override
    public synchronized Answer answer(Request request) {
        HttpResource file = files.get(request.target());
        if (request.method().equals("PUT") || request.method().equals("DELETE")) {
            return isRefused(request, file) ? Answer.of(412) : change(request, file);
        }
        return file == null ? Answer.of(404) : file.answer(request);
    }

    private static boolean isRefused(Request request, @Nullable HttpResource file) {
        String match = request.header("if-match");
        String since = request.header("if-unmodified-since");
        return (match != null && (file == null || !match.equals(file.etag)))
                || (since != null && (file == null || !since.equals(file.lastModified())))
                || (request.header("if-none-match") != null && file != null);
    }

    private Answer change(Request request, @Nullable HttpResource file) {
        if (request.method().equals("PUT")) {
            HttpResource made = put(request.target(), request.body().toArray());
            Answer done = Answer.of(file == null ? 201 : 204);
            return tellsEtag ? done.with("ETag", String.valueOf(made.etag)) : done;
        }
        files.remove(request.target());
        return Answer.of(file == null ? 404 : 204);
    }
}
