package io.netfscache.cli.demo;

import io.netfscache.cli.HttpRange;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.FileRegion;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Answers the requests of one connection to the {@link OriginServer}, in order. */
final class OriginRequestHandler extends SimpleChannelInboundHandler<HttpObject> {
    private final Map<String, Path> files;
    private final AtomicLong bodyBytes;

    OriginRequestHandler(Map<String, Path> files, AtomicLong bodyBytes) {
        this.files = files;
        this.bodyBytes = bodyBytes;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject message) throws IOException {
        if (!(message instanceof HttpRequest request)) {
            return;
        }
        Path file = files.get(path(request.uri()));
        if (request.decoderResult().isFailure()) {
            answer(context, request, empty(HttpResponseStatus.BAD_REQUEST));
        } else if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            answer(context, request, empty(HttpResponseStatus.METHOD_NOT_ALLOWED));
        } else if (file == null) {
            answer(context, request, empty(HttpResponseStatus.NOT_FOUND));
        } else {
            serve(context, request, file);
        }
    }

    private static String path(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    private void serve(ChannelHandlerContext context, HttpRequest request, Path path) throws IOException {
        FileChannel channel = null;
        ServedFile file;
        if (request.method().equals(HttpMethod.HEAD)) {
            file = ServedFile.describe(path);
        } else {
            ServedFile.Opened opened = ServedFile.open(path);
            file = opened.file();
            channel = opened.channel();
        }
        String wanted = request.headers().get(HttpHeaderNames.IF_MATCH);
        HttpResponse refusal = null;
        HttpRange range = null;
        try {
            range = HttpRange.parse(rangeHeader(request, file), file.size());
        } catch (HttpRange.Unsatisfiable e) {
            refusal = empty(HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE);
            refusal.headers().set(HttpHeaderNames.CONTENT_RANGE, "bytes */" + file.size());
        }
        // RFC 9110, 13.2.2: a failed precondition goes before the range.
        if (wanted != null && !matches(wanted, file)) {
            refusal = describe(empty(HttpResponseStatus.PRECONDITION_FAILED), file);
        }
        if (refusal != null) {
            close(channel);
            answer(context, request, refusal);
            return;
        }
        HttpRange body = range == null ? new HttpRange(0, file.size()) : range;
        HttpResponse response =
                describe(empty(range == null ? HttpResponseStatus.OK : HttpResponseStatus.PARTIAL_CONTENT), file);
        HttpUtil.setContentLength(response, body.length());
        if (range != null) {
            response.headers().set(HttpHeaderNames.CONTENT_RANGE, range.contentRange(file.size()));
        }
        if (channel == null || body.length() == 0) {
            close(channel);
            answer(context, request, response);
        } else {
            send(context, request, response, new DefaultFileRegion(channel, body.start(), body.length()));
        }
    }

    private static void close(@Nullable FileChannel channel) throws IOException {
        if (channel != null) {
            channel.close();
        }
    }

    /** Ranges are for GET only, and with If-Range only for the version that it names. */
    private static @Nullable String rangeHeader(HttpRequest request, ServedFile file) {
        String condition = request.headers().get(HttpHeaderNames.IF_RANGE);
        boolean applies = request.method().equals(HttpMethod.GET)
                && (condition == null || condition.equals(file.entityTag()) || condition.equals(file.lastModified()));
        return applies ? request.headers().get(HttpHeaderNames.RANGE) : null;
    }

    private static boolean matches(String wanted, ServedFile file) {
        return Arrays.stream(wanted.split(","))
                .map(String::trim)
                .anyMatch(tag -> tag.equals("*") || tag.equals(file.entityTag()));
    }

    private static HttpResponse empty(HttpResponseStatus status) {
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, status);
        HttpUtil.setContentLength(response, 0);
        return response;
    }

    private static HttpResponse describe(HttpResponse response, ServedFile file) {
        response.headers()
                .set(HttpHeaderNames.ETAG, file.entityTag())
                .set(HttpHeaderNames.LAST_MODIFIED, file.lastModified())
                .set(HttpHeaderNames.ACCEPT_RANGES, "bytes")
                .set(HttpHeaderNames.CONTENT_TYPE, "application/octet-stream");
        return response;
    }

    /** Sends headers and bytes; counts those that left, also when the connection breaks in the middle. */
    private void send(ChannelHandlerContext context, HttpRequest request, HttpResponse response, FileRegion body) {
        keepAlive(request, response);
        context.write(response).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        body.retain();
        context.write(body).addListener(sent -> {
            bodyBytes.addAndGet(body.transferred());
            body.release();
        });
        end(context, request);
    }

    private static void answer(ChannelHandlerContext context, HttpRequest request, HttpResponse response) {
        keepAlive(request, response);
        context.write(response).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        end(context, request);
    }

    private static void keepAlive(HttpRequest request, HttpResponse response) {
        HttpUtil.setKeepAlive(response, HttpUtil.isKeepAlive(request));
    }

    private static void end(ChannelHandlerContext context, HttpRequest request) {
        ChannelFuture end = context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
        if (!HttpUtil.isKeepAlive(request)) {
            end.addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** A client that goes away in the middle of a body is no fault of the server's. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var unused = context.close();
    }
}
