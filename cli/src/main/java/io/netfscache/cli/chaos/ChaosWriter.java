package io.netfscache.cli.chaos;

import io.netfscache.CacheException;
import io.netfscache.Cookie;
import io.netfscache.FsCache;
import io.netfscache.Volume;
import io.netfscache.cli.Wiring;
import io.netfscache.cli.chaos.history.Answer;
import io.netfscache.cli.chaos.history.Call;
import io.netfscache.origin.Origin;
import io.netfscache.origin.OriginAttributes;
import io.netfscache.protocol.ErrorCode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The thread that changes the files that are its own: at the origin, and then by an invalidation of what is cached of it. */
final class ChaosWriter implements AutoCloseable {
    private final Origin origin;
    private final FsCache cache;
    private final ClientSettings settings;
    private final Habits habits;
    private final @Nullable ChangeLookUp lookUp;
    private Volume volume;
    private final List<ChaosFile> files;
    private final Calls calls;
    private final RecentChanges recent;
    private final SplittableRandom random;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<ChaosFile, Integer> versions = new HashMap<>();
    private final Map<ChaosFile, Cookie> cookies = new HashMap<>();

    /** @param lookUp of another session; null: a change is done when its own session hears that it is */
    ChaosWriter(
            FsCache cache,
            Origin origin,
            ClientSettings settings,
            Calls calls,
            RecentChanges recent,
            @Nullable ChangeLookUp lookUp)
            throws CacheException {
        this.origin = origin;
        this.cache = cache;
        this.settings = settings;
        this.habits = settings.workload().habits();
        this.lookUp = lookUp;
        this.volume = cache.acquireVolume(origin.volumeKey(), "", new byte[0]);
        this.files = settings.workload().filesOf(settings.number());
        this.calls = calls;
        this.recent = recent;
        this.random = new SplittableRandom(settings.seed(2));
    }

    /** A pause and a change, or several of one file on the heels of each other, while its readers fetch what is new. */
    void step() throws InterruptedException {
        Wiring.pause(habits.changePause().plus(upTo(habits.changePauseRange())));
        ChaosFile file = files.get(random.nextInt(files.size()));
        boolean again = change(file);
        for (int more = random.nextInt(ChaosLimits.CHANGES_IN_A_ROW); again && more > 0; more--) {
            Wiring.pause(upTo(ChaosLimits.QUICK_CHANGE_PAUSE));
            again = change(file);
        }
    }

    private Duration upTo(Duration most) {
        return Duration.ofNanos(random.nextLong(most.toNanos()));
    }

    /** Whether it has been acknowledged. */
    private boolean change(ChaosFile file) throws InterruptedException {
        int version = versions.merge(file, 1, Integer::sum);
        Answer written = calls.make(new Call.Write(file.name(), version), () -> write(file, version));
        if (!(written instanceof Answer.Ok)) {
            Wiring.pause(ChaosLimits.FAILURE_PAUSE);
            return false;
        }
        OriginAttributes attributes;
        try {
            attributes = origin.stat(file.path());
        } catch (IOException e) {
            // Nothing is promised of that version, and the next one says what it replaces.
            Wiring.pause(ChaosLimits.FAILURE_PAUSE);
            return false;
        }
        boolean all = habits.changesPerVolume() > 0 && random.nextInt(habits.changesPerVolume()) == 0;
        Answer told = calls.make(
                new Call.Invalidate(file.name(), version), () -> all ? invalidateAll() : invalidate(file, attributes));
        if (told instanceof Answer.Ok) {
            recent.acknowledged(file);
        }
        return told instanceof Answer.Ok;
    }

    private Answer write(ChaosFile file, int version) throws InterruptedException {
        HttpRequest put = HttpRequest.newBuilder(URI.create(settings.origin()).resolve(file.path()))
                .header("User-Agent", settings.writerName())
                .PUT(HttpRequest.BodyPublishers.ofString(Integer.toString(version)))
                .timeout(ChaosLimits.WRITE_DEADLINE)
                .build();
        try {
            int status = http.send(put, HttpResponse.BodyHandlers.discarding()).statusCode();
            return status == 204 ? new Answer.Ok() : new Answer.Failed("the origin answered " + status);
        } catch (IOException e) {
            return new Answer.Unknown(String.valueOf(e));
        }
    }

    private Answer invalidate(ChaosFile file, OriginAttributes now) throws InterruptedException {
        byte[] aux = now.aux().toArray();
        Cookie cookie = cookies.computeIfAbsent(
                file, missing -> volume.acquireCookie(Set.of(), origin.objectKey(missing.path()), aux, now.size()));
        CompletableFuture<Void> told =
                cookie.invalidate(aux, now.size(), Set.of()).toCompletableFuture();
        try {
            ChangeLookUp other = lookUp;
            if (other == null || isDone(told) || !other.finds(file, now)) {
                await(told, ChaosLimits.INVALIDATE_DEADLINE.plus(ChaosLimits.SCHEDULER_SLACK));
            }
            return new Answer.Ok();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            return cause instanceof CacheException refused && refused.code() == ErrorCode.EINVAL
                    ? new Answer.Failed(String.valueOf(cause))
                    : new Answer.Unknown(String.valueOf(cause));
        } catch (TimeoutException e) {
            return new Answer.Unknown("no answer within its deadline");
        }
    }

    /** Whether it ends soon. */
    private static boolean isDone(CompletableFuture<Void> told) throws InterruptedException, ExecutionException {
        try {
            await(told, ChaosLimits.LOOK_UP_AFTER);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private static void await(CompletableFuture<Void> told, Duration atMost)
            throws InterruptedException, ExecutionException, TimeoutException {
        Void unused = told.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** All files, which takes giving back the volume. */
    private Answer invalidateAll() {
        try {
            for (Cookie cookie : cookies.values()) {
                cookie.relinquish(false);
            }
            cookies.clear();
            volume.relinquish(new byte[0], true);
            return new Answer.Ok();
        } catch (CacheException e) {
            return new Answer.Unknown(String.valueOf(e));
        } finally {
            reacquire();
        }
    }

    private void reacquire() {
        try {
            volume = cache.acquireVolume(origin.volumeKey(), "", new byte[0]);
        } catch (CacheException e) {
            throw new IllegalStateException("the volume that was just given back cannot be acquired", e);
        }
    }

    @Override
    public void close() throws CacheException {
        try (ChangeLookUp other = lookUp) {
            for (Cookie cookie : cookies.values()) {
                cookie.relinquish(false);
            }
            volume.relinquish(new byte[0], false);
        }
    }
}
