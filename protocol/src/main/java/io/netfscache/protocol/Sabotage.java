package io.netfscache.protocol;

/**
 * The rules of the coherence protocol that a proof may break on purpose, to show that each is needed and that the proof
 * would notice. Nothing outside tests and {@code netfs-cache chaos} hands one of them to a node or a client.
 */
public enum Sabotage {
    CONTENTS_CHANGE_UNDER_ONE_GENERATION("1.1", "a change keeps the generation"),
    OBJECT_GENERATION_WITHOUT_VOLUME("1.1", "only the object's part of a generation is compared"),
    CLOCK_IN_PROCESSOR("1.2", "the generation comes from the clock of whoever runs the processor"),
    REWRITE_PRESENT_BLOCK("1.3", "a block that is present is written again"),
    QUORUM_FROM_VIEW("2.1", "the quorum is half of the members in sight, not of the fixed voters"),
    ANSWERS_OTHER_VOTER_SET("2.1", "a voter answers for a voter set of another version"),
    NO_LEASE("2.2", "a node serves whether or not it holds a lease"),
    EPOCH_KEEPS_VERIFICATIONS("2.3", "what was verified before a gap still counts after it"),
    NO_SILENCE_AFTER_RESTART("2.4", "a voter that has forgotten its grants answers at once"),
    NO_DRIFT_MARGIN("2.5", "another node's clock is taken to run exactly like one's own"),
    CLOCK_JUMP_IGNORED("2.5", "a lease survives the suspension of its machine"),
    CARRY_OVER_FROM_ANY_BASE("3.1", "a copy of any generation is relabelled by a fence"),
    NO_RETENTION("3.2", "a voter forgets a fence as soon as it has answered it"),
    NO_EVICTION("3.3", "a voter goes on answering members that the record's owner has lost"),
    UNBOUNDED_ROUND("3.4", "a round counts however late its quorum comes"),
    NO_WAIT_FOR_GRANTS("3.5", "a fence is complete as soon as a quorum of voters has answered"),
    PENDING_FENCE_FORGOTTEN("3.5", "nobody finishes the fence of a coordinator that died"),
    FENCE_LOSES_TO_ANSWER("4.2", "an answer of a record's owner beats a fence that crossed it"),
    OWNER_WITHOUT_LEASE("4.2", "the owner of a record answers without a lease"),
    LATE_VERIFICATION_ACCEPTED("4.3", "an answer counts however old it is and whatever epoch it was asked in"),
    INTEREST_AFTER_PROCESSOR("5.1", "a client's interest is registered when its look-up has been answered"),
    PUSHES_WITHOUT_SESSION_LEASE("5.2", "a client serves its folios until a push tells it otherwise"),
    TIME_TO_LIVE_BEYOND_LEASE("5.2", "a session node gives a full time to live whatever it has left itself"),
    ANSWER_NOT_HELD_FOR_CLIENTS("5.3", "a node answers a fence before its clients have confirmed it"),
    LATE_ANSWERS_POPULATE("5.4", "reads under way when a fence comes still become folios"),
    GENERATION_AT_CACHE_WRITE("5.5", "the stamp of a fill is taken when it is stored, not before the origin is read"),
    PIECEWISE_RETRY("5.6", "a read of several pieces restarts only the piece that was stale"),
    FILL_NOT_CERTIFIED("5.6", "a fill is stored without asking the origin again"),
    REFUSED_AUX_ACCEPTED("5.7", "coherency data that an object has moved away from is installed again"),
    WRITER_NOT_REAPED("7.2", "the objects of a modifier that died keep their generation"),
    PUT_IF_ABSENT_MERGE("9", "a merge keeps whatever record is there and puts back what is not");

    private final String rule;
    private final String effect;

    Sabotage(String rule, String effect) {
        this.rule = rule;
        this.effect = effect;
    }

    /** Number of the broken rule in the specification. */
    public String rule() {
        return rule;
    }

    /** What happens instead. */
    public String effect() {
        return effect;
    }
}
