package io.netfscache.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The rules of DESIGN 3 and STYLE 11 that a compiler does not know. This module sees all others. */
@Timeout(120)
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(location -> !location.contains("/test-classes/"))
            .importPackages("io.netfscache");

    /** Where clocks, random numbers and threads come from: one class of each module, in the client of each layer. */
    private static final Set<String> WIRING = Set.of(
            "io.netfscache.cli.Wiring",
            "io.netfscache.internal.Wiring",
            "io.netfscache.netfs.Wiring",
            "io.netfscache.nio.Wiring",
            "io.netfscache.origin.Wiring",
            "io.netfscache.node.Wiring");

    private static final DescribedPredicate<JavaClass> OURS = resideInAPackage("io.netfscache..");
    private static final DescribedPredicate<JavaClass> IN_WIRING =
            DescribedPredicate.describe("are wiring", type -> WIRING.contains(topLevel(type)));
    private static final DescribedPredicate<JavaClass> IN_PROTOCOL = resideInAPackage("io.netfscache.protocol..");
    private static final DescribedPredicate<JavaClass> IN_NODE = resideInAPackage("io.netfscache.node..");
    private static final DescribedPredicate<JavaClass> IN_CLI = resideInAPackage("io.netfscache.cli..");
    private static final DescribedPredicate<JavaClass> IN_CLIENT =
            OURS.and(DescribedPredicate.not(IN_PROTOCOL.or(IN_NODE).or(IN_CLI)));

    private static String topLevel(JavaClass type) {
        int inner = type.getName().indexOf('$');
        return inner < 0 ? type.getName() : type.getName().substring(0, inner);
    }

    private static void check(ArchRule rule) {
        rule.check(CLASSES);
    }

    @Test
    void theWireFormatDependsOnNothingOfOurs() {
        check(noClasses()
                .that(IN_PROTOCOL)
                .should()
                .dependOnClassesThat(OURS.and(DescribedPredicate.not(IN_PROTOCOL))));
    }

    @Test
    void theClientDependsOnTheWireFormatOnly() {
        check(noClasses().that(IN_CLIENT).should().dependOnClassesThat(IN_NODE.or(IN_CLI)));
        check(noClasses().that(IN_CLIENT).should().dependOnClassesThat(resideInAPackage("com.hazelcast..")));
    }

    @Test
    void theNodeDependsOnTheWireFormatOnly() {
        check(noClasses().that(IN_NODE).should().dependOnClassesThat(IN_CLIENT.or(IN_CLI)));
    }

    @Test
    void theNetfsLayerUsesThePublicApiOnly() {
        check(noClasses()
                .that(resideInAPackage("io.netfscache.netfs.."))
                .should()
                .dependOnClassesThat(resideInAPackage("io.netfscache.internal..")));
    }

    @Test
    void theNioProviderUsesTheNetfsLayerAndThePublicApiOnly() {
        check(noClasses()
                .that(resideInAPackage("io.netfscache.nio.."))
                .should()
                .dependOnClassesThat(
                        resideInAPackage("io.netfscache.internal..").or(resideInAPackage("io.netfscache.protocol.."))));
        check(noClasses()
                .that(resideInAPackage("io.netfscache.netfs..").or(resideInAPackage("io.netfscache.origin..")))
                .should()
                .dependOnClassesThat(resideInAPackage("io.netfscache.nio..")));
    }

    @Test
    void mainIsInTheCliOnly() {
        check(methods()
                .that()
                .haveName("main")
                .and()
                .haveRawParameterTypes(String[].class)
                .should()
                .beDeclaredIn(Main.class));
    }

    @Test
    void clocksAreReadInTheWiringOnly() {
        check(noClasses().that(DescribedPredicate.not(IN_WIRING)).should().callMethod(System.class, "nanoTime"));
        check(noClasses()
                .that(DescribedPredicate.not(IN_WIRING))
                .should()
                .callMethod(System.class, "currentTimeMillis"));
    }

    @Test
    void randomnessComesFromTheWiring() {
        check(noClasses()
                .that(DescribedPredicate.not(IN_WIRING))
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ThreadLocalRandom.class)
                .orShould()
                .callConstructor(Random.class)
                .orShould()
                .callMethod(Math.class, "random"));
    }

    @Test
    void threadsAreMadeInTheWiringOnly() {
        check(noClasses()
                .that(DescribedPredicate.not(IN_WIRING))
                .should()
                .callConstructor(Thread.class)
                .orShould()
                .callConstructor(Thread.class, Runnable.class)
                .orShould()
                .callConstructor(Thread.class, String.class)
                .orShould()
                .callConstructor(Thread.class, Runnable.class, String.class));
    }

    @Test
    void nothingIsSerialisedByJava() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ObjectInputStream.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ObjectOutputStream.class));
    }

    @Test
    void standardOutputIsTheCommandLines() {
        check(noClasses().that(DescribedPredicate.not(IN_CLI)).should().accessField(System.class, "out"));
        check(noClasses().that(DescribedPredicate.not(IN_CLI)).should().accessField(System.class, "err"));
    }
}
