package io.netfscache.node;

import io.netfscache.protocol.Reason;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The test brings these reasons about and sees them told; {@link ReasonCoverageTest} finds those without such a test. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Provokes {
    Reason[] value();
}
