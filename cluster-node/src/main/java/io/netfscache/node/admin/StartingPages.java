package io.netfscache.node.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Until the node has joined the members that it finds: it is alive, and that is all there is to tell. */
final class StartingPages implements Pages {
    private static final String REASON =
            "the node is starting: it opens its caches and joins the members that it finds";

    private final Supplier<CompletionStage<Void>> threads;

    /** @param threads completes when each thread that must never be stuck has answered; does not block */
    StartingPages(Supplier<CompletionStage<Void>> threads) {
        this.threads = threads;
    }

    @Override
    public CompletionStage<Page> get(String uri, String accept) {
        return switch (new QueryStringDecoder(uri, StandardCharsets.UTF_8).rawPath()) {
            case "/livez" -> AdminPages.alive(threads);
            case "/readyz" -> AdminPages.done(AdminPages.notReady(REASON));
            case "/health" -> AdminPages.done(AdminPages.notHealthy(REASON));
            default -> AdminPages.done(AdminPages.error(HttpResponseStatus.SERVICE_UNAVAILABLE, REASON));
        };
    }
}
