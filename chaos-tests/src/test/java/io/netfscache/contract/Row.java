package io.netfscache.contract;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Rows of the contract's table that a test shows to hold. Its class has {@link RowsMustRun}, and docs/api-map.md names it. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Row {
    /** Numbers in the first column, 1 to 30. */
    int[] value();
}
