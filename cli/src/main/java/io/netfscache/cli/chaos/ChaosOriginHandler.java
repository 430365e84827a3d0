package io.netfscache.cli.chaos;

import io.netfscache.cli.HttpRange;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Answers the requests of one connection to the {@link ChaosOrigin}, one after the other. */
final class ChaosOriginHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Clock CLOCK = Clock.systemUTC();

    private final Map<String, ChangingFile> files;
    private final Map<String, OriginTraffic.Counter> traffic;
    private final LateAnswers late;

    ChaosOriginHandler(Map<String, ChangingFile> files, Map<String, OriginTraffic.Counter> traffic, LateAnswers late) {
        this.files = files;
        this.traffic = traffic;
        this.late = late;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        boolean last = !HttpUtil.isKeepAlive(request);
        OriginTraffic.Counter counter = traffic.computeIfAbsent(
                request.headers().get(HttpHeaderNames.USER_AGENT, ""), client -> new OriginTraffic.Counter());
        counter.request();
        ChangingFile file = files.get(request.uri());
        if (request.decoderResult().isFailure()) {
            send(context, empty(HttpResponseStatus.BAD_REQUEST), true);
        } else if (file == null) {
            send(context, empty(HttpResponseStatus.NOT_FOUND), last);
        } else if (request.method().equals(HttpMethod.PUT)) {
            send(context, put(file, request.content().toString(StandardCharsets.US_ASCII)), last);
        } else if (request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD)) {
            serve(context, request, file, counter, last);
        } else {
            send(context, empty(HttpResponseStatus.METHOD_NOT_ALLOWED), last);
        }
    }

    private static FullHttpResponse put(ChangingFile file, String number) {
        try {
            return file.change(Integer.parseInt(number), CLOCK.instant())
                    ? describe(empty(HttpResponseStatus.NO_CONTENT), file.now())
                    : empty(HttpResponseStatus.CONFLICT);
        } catch (NumberFormatException e) {
            return empty(HttpResponseStatus.BAD_REQUEST);
        }
    }

    private void serve(
            ChannelHandlerContext context,
            FullHttpRequest request,
            ChangingFile file,
            OriginTraffic.Counter counter,
            boolean last) {
        ChangingFile.Version version = file.now();
        String wanted = request.headers().get(HttpHeaderNames.IF_MATCH);
        if (wanted != null && !matches(wanted, version)) {
            send(context, describe(empty(HttpResponseStatus.PRECONDITION_FAILED), version), last);
            return;
        }
        boolean head = request.method().equals(HttpMethod.HEAD);
        String condition = request.headers().get(HttpHeaderNames.IF_RANGE);
        boolean ranged = !head && (condition == null || condition.equals(version.entityTag()));
        HttpRange range;
        try {
            range = HttpRange.parse(
                    ranged ? request.headers().get(HttpHeaderNames.RANGE) : null,
                    file.file().bytes());
        } catch (HttpRange.Unsatisfiable e) {
            send(context, empty(HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE), last);
            return;
        }
        HttpRange body = range == null ? new HttpRange(0, file.file().bytes()) : range;
        Duration delay = late.next(!head);
        if (head) {
            FullHttpResponse response = describe(empty(HttpResponseStatus.OK), version);
            HttpUtil.setContentLength(response, body.length());
            after(context, delay, () -> send(context, response, last));
            return;
        }
        counter.body((int) body.length());
        // Of a large body the second half is read only when it is sent: what has changed meanwhile tears it.
        boolean whole = body.length() <= ChaosLimits.WHOLE_BODY_BYTES;
        after(context, delay, () -> {
            ByteBuf bytes = halves(body, version, whole ? version : file.now());
            HttpResponseStatus status = range == null ? HttpResponseStatus.OK : HttpResponseStatus.PARTIAL_CONTENT;
            FullHttpResponse response =
                    describe(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, bytes), version);
            HttpUtil.setContentLength(response, body.length());
            if (range != null) {
                response.headers()
                        .set(
                                HttpHeaderNames.CONTENT_RANGE,
                                range.contentRange(file.file().bytes()));
            }
            send(context, response, last);
        });
    }

    private static ByteBuf halves(HttpRange body, ChangingFile.Version first, ChangingFile.Version second) {
        int start = (int) body.start();
        int half = (int) body.length() / 2;
        return Unpooled.wrappedBuffer(
                Unpooled.wrappedBuffer(first.contents(), start, half),
                Unpooled.wrappedBuffer(second.contents(), start + half, (int) body.length() - half));
    }

    private static boolean matches(String wanted, ChangingFile.Version version) {
        return Arrays.stream(wanted.split(","))
                .map(String::trim)
                .anyMatch(tag -> tag.equals("*") || tag.equals(version.entityTag()));
    }

    private static void after(ChannelHandlerContext context, Duration delay, Runnable answer) {
        if (delay.isZero()) {
            answer.run();
        } else {
            var unused = context.executor().schedule(answer, delay.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private static FullHttpResponse empty(HttpResponseStatus status) {
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status);
        HttpUtil.setContentLength(response, 0);
        return response;
    }

    private static FullHttpResponse describe(FullHttpResponse response, ChangingFile.Version version) {
        response.headers()
                .set(HttpHeaderNames.ETAG, version.entityTag())
                .set(HttpHeaderNames.LAST_MODIFIED, date(version.modified()))
                .set(HttpHeaderNames.DATE, date(CLOCK.instant()))
                .set(HttpHeaderNames.ACCEPT_RANGES, "bytes");
        return response;
    }

    private static String date(Instant time) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(time.atOffset(ZoneOffset.UTC));
    }

    private static void send(ChannelHandlerContext context, FullHttpResponse response, boolean last) {
        HttpUtil.setKeepAlive(response, !last);
        var sent = context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        if (last) {
            sent.addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** A client that goes away in the middle of a body is no fault of the server's. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var unused = context.close();
    }
}
