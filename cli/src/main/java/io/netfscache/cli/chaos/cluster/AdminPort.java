package io.netfscache.cli.chaos.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.netfscache.cli.HostPort;
import io.netfscache.cli.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Asks a node what it says of itself, past the firewall. Any thread; waits for {@link ClusterLimits#ADMIN} at most. */
final class AdminPort {
    private final HttpClient http;
    private final InetSocketAddress address;

    AdminPort(HttpClient http, InetSocketAddress address) {
        this.http = http;
        this.address = address;
    }

    Optional<Map<String, String>> status() {
        return get("/status", JsonNode::asText);
    }

    Optional<Map<String, Long>> stats() {
        return get("/stats", JsonNode::asLong);
    }

    private <T> Optional<Map<String, T>> get(String path, Function<JsonNode, T> value) {
        HttpRequest question = HttpRequest.newBuilder(URI.create("http://" + HostPort.format(address) + path))
                .timeout(ClusterLimits.ADMIN)
                .build();
        try {
            HttpResponse<String> answer = http.send(question, HttpResponse.BodyHandlers.ofString());
            Map<String, T> fields = new TreeMap<>();
            Json.read(answer.body(), JsonNode.class)
                    .properties()
                    .forEach(field -> fields.put(field.getKey(), value.apply(field.getValue())));
            return answer.statusCode() == 200 ? Optional.of(fields) : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            // It does not run, is stopped, or ends just now: whoever asks wants to know just that.
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
