/**
 * Side-by-side measurements. {@link io.netfscache.benchmarks.SideBySide} runs each {@link
 * io.netfscache.benchmarks.Load} in turns against a node, through a {@link io.netfscache.benchmarks.NodeReader}, and
 * against nginx, through {@link io.netfscache.benchmarks.Wrk}; the medians become ratios in a {@link
 * io.netfscache.benchmarks.Comparison}, and a {@link io.netfscache.benchmarks.Ratchet} says whether they are good
 * enough. {@link io.netfscache.benchmarks.InvalidationLatency} measures {@link io.netfscache.benchmarks.LocalNodes} in turns
 * with {@link io.netfscache.benchmarks.RawMembers} and a {@link io.netfscache.benchmarks.Broadcast}, into {@link
 * io.netfscache.benchmarks.Latencies}. {@link io.netfscache.benchmarks.CookieHeap}
 * asks a {@link io.netfscache.benchmarks.NodesProcess}, and itself, for the heap that cookies leave behind, with a {@link
 * io.netfscache.benchmarks.HeapProbe}. {@link io.netfscache.benchmarks.NetfsThroughput} reads and writes a {@link
 * io.netfscache.benchmarks.FileSet} in turns through plain channels and as {@link io.netfscache.benchmarks.Mounted}.
 */
@NullMarked
package io.netfscache.benchmarks;

import org.jspecify.annotations.NullMarked;
