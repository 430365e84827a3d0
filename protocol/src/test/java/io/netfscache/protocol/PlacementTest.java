package io.netfscache.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PlacementTest {
    private static final int CHUNKS = 20_000;

    private static View.Member node(int number, int weight) {
        return new View.Member(new NodeId(number, 100 + number), "host" + number, 7440, weight);
    }

    private static NodeId first(List<View.Member> nodes, int chunk) {
        return Placement.rank(nodes, new CookieId(chunk, 5L * chunk), 0).get(0).id();
    }

    private static Map<NodeId, Integer> shares(List<View.Member> nodes) {
        Map<NodeId, Integer> shares = new HashMap<>();
        for (int i = 0; i < CHUNKS; i++) {
            shares.merge(first(nodes, i), 1, Integer::sum);
        }
        return shares;
    }

    @Test
    void equal_nodes_get_equal_shares() {
        assertThat(shares(List.of(node(1, 1), node(2, 1), node(3, 1), node(4, 1)))
                        .values())
                .allSatisfy(share -> assertThat(share).isBetween(CHUNKS / 4 * 9 / 10, CHUNKS / 4 * 11 / 10));
    }

    @Test
    void shares_are_in_proportion_to_weights() {
        Map<NodeId, Integer> shares = shares(List.of(node(1, 1), node(2, 3)));

        assertThat(shares.get(new NodeId(2, 102))).isBetween(CHUNKS * 72 / 100, CHUNKS * 78 / 100);
    }

    @Test
    void a_node_that_leaves_moves_only_its_own_chunks_to_their_next_rank() {
        List<View.Member> before = List.of(node(1, 1), node(2, 1), node(3, 1));
        List<View.Member> after = List.of(node(1, 1), node(3, 1));

        for (int i = 0; i < CHUNKS; i++) {
            List<View.Member> rank = Placement.rank(before, new CookieId(i, 5L * i), 0);
            List<View.Member> left = new ArrayList<>(rank);
            left.removeIf(node -> node.id().high() == 2);
            assertThat(Placement.rank(after, new CookieId(i, 5L * i), 0)).isEqualTo(left);
        }
    }

    @Test
    void the_order_of_the_view_does_not_matter() {
        CookieId cookie = new CookieId(1, 2);

        assertThat(Placement.rank(List.of(node(1, 1), node(2, 2), node(3, 1)), cookie, 9))
                .isEqualTo(Placement.rank(List.of(node(3, 1), node(1, 1), node(2, 2)), cookie, 9));
    }

    /** Clients and nodes of all versions must agree: a change here moves every chunk of every cluster. */
    @Test
    void the_ranks_are_the_golden_ones() {
        List<View.Member> nodes = List.of(node(1, 1), node(2, 1), node(3, 2), node(4, 1), node(5, 7));
        StringBuilder ranks = new StringBuilder();
        for (int chunk = 0; chunk < 6; chunk++) {
            Placement.rank(nodes, new CookieId(0x0123456789abcdefL, -1), chunk)
                    .forEach(node -> ranks.append(node.id().high()));
            ranks.append(' ');
        }

        assertThat(ranks.toString()).isEqualTo("52314 53124 34251 53421 52431 15342 ");
    }
}
