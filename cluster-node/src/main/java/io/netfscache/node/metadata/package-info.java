/**
 * The authoritative state of volumes and cookies, in Hazelcast.
 *
 * <p>What flows through, in order: a session asks {@link io.netfscache.node.metadata.Records} with a request, for example
 * a {@link io.netfscache.node.metadata.UseRequest}, which brings its operation id and a candidate generation. A read-only
 * processor fetches the record; when the pure function of the operation (in {@code CookieTransitions} and
 * {@code VolumeTransitions}) says that the record would change, a {@code RecordOperation} sends the operation's entry
 * processor to the record's owner, and again under the same id while the outcome is unknown. An {@code OwnedProcessor}
 * asks the {@link io.netfscache.node.metadata.RecordOwner} there whether it holds a serving lease, then runs the same
 * function there and on the backups. The {@link io.netfscache.node.metadata.CookieResult} carries the record as it is now
 * and the fence that has to reach all nodes before the session is answered.
 *
 * <p>A session that modifies has a {@link io.netfscache.node.metadata.SessionRecord} too, made before the first mark. What a
 * node has to see to in the records that it owns itself, {@link io.netfscache.node.metadata.LocalRecords} shows it: fences
 * left over, marks of sessions that have ended, objects whose caching is off, objects that nobody has used for long, and
 * records of retired objects, which stay for a while.
 *
 * <p>{@link io.netfscache.node.metadata.ClusterMember} is the member that the node is now. {@link io.netfscache.node.metadata.HazelcastSettings} configures the member, {@code SerializedTypes} numbers all that
 * crosses members, {@link io.netfscache.node.metadata.Members} tells who is there.
 *
 * <p>A node that is alone has no Hazelcast: {@link io.netfscache.node.metadata.JournaledRecords} runs the same functions on a
 * {@code RecordBook}, in memory and in a journal.
 */
@NullMarked
package io.netfscache.node.metadata;

import org.jspecify.annotations.NullMarked;
