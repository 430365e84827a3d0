package io.netfscache.node.metadata;

/** What an operation did to a record. The ordinal is in the serialised form: append only. */
public enum Effect {
    /** The contents are what they were. */
    NONE,
    /** The record is new: there is nothing to read. */
    CREATED,
    /** The contents have a new generation. */
    NEW_GENERATION
}
