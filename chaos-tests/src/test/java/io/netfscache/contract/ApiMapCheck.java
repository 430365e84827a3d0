package io.netfscache.contract;

import io.netfscache.contract.ApiMap.Entry;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;

/** Holds a map against the rows of the contract, the methods of the API and the tests that there are. */
final class ApiMapCheck {
    private static final int ROWS = 30;

    private static final String API = "io.netfscache.";
    private static final String CONDITIONS = "org.junit.jupiter.api.condition";

    private final Map<String, Class<?>> testClasses;
    private final List<String> problems = new ArrayList<>();

    private ApiMapCheck(List<Class<?>> testClasses) {
        this.testClasses = testClasses.stream().collect(Collectors.toMap(Class::getSimpleName, Function.identity()));
    }

    /** What is wrong, in words; empty when nothing is. */
    static List<String> problems(List<Entry> map, List<Class<?>> testClasses) {
        ApiMapCheck check = new ApiMapCheck(testClasses);
        check.checkRows(map);
        map.forEach(check::checkEntry);
        check.checkThatAllTestsAreNamed(map);
        return check.problems;
    }

    private void checkRows(List<Entry> map) {
        List<Integer> rows = map.stream().map(Entry::row).toList();
        IntStream.rangeClosed(1, ROWS)
                .filter(row -> !rows.contains(row))
                .forEach(row -> problems.add("row " + row + " is not in the map"));
        Set<Integer> seen = new TreeSet<>();
        rows.stream().filter(row -> !seen.add(row)).forEach(row -> problems.add("row " + row + " is there twice"));
        seen.stream()
                .filter(row -> row < 1 || row > ROWS)
                .forEach(row -> problems.add("the contract has no row " + row));
    }

    private void checkEntry(Entry entry) {
        if (entry.methods().isEmpty()) {
            problems.add("row " + entry.row() + " names no method");
        }
        if (entry.tests().isEmpty()) {
            problems.add("row " + entry.row() + " names no test");
        }
        entry.methods().stream()
                .filter(name -> !isMember(name))
                .forEach(name -> problems.add("row " + entry.row() + ": there is no " + name));
        entry.tests().forEach(name -> checkTest(entry.row(), name));
    }

    /** Whether a class of ours has a public method, field or nested class of that name. */
    private static boolean isMember(String name) {
        int hash = name.indexOf('#');
        String member = name.substring(hash + 1);
        Class<?> type;
        try {
            type = Class.forName(API + name.substring(0, hash), false, ApiMapCheck.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            return false;
        }
        return Stream.of(
                        Arrays.stream(type.getMethods()).map(Method::getName),
                        Arrays.stream(type.getFields()).map(field -> field.getName()),
                        Arrays.stream(type.getClasses()).map(Class::getSimpleName))
                .flatMap(names -> names)
                .anyMatch(member::equals);
    }

    private void checkTest(int row, String name) {
        int hash = name.indexOf('#');
        Class<?> type = testClasses.get(name.substring(0, hash));
        Optional<Method> test = type == null
                ? Optional.empty()
                : tests(type)
                        .filter(method -> method.getName().equals(name.substring(hash + 1)))
                        .findAny();
        if (type == null || test.isEmpty()) {
            problems.add("row " + row + ": there is no test " + name);
            return;
        }
        if (!rows(test.get()).contains(row)) {
            problems.add("row " + row + ": " + name + " has no @Row(" + row + ")");
        }
        if (isConditional(test.get()) || isConditional(type)) {
            problems.add("row " + row + ": " + name + " is disabled or runs on conditions");
        }
        boolean mustRun = Arrays.stream(type.getAnnotationsByType(ExtendWith.class))
                .flatMap(extensions -> Arrays.stream(extensions.value()))
                .anyMatch(RowsMustRun.class::equals);
        if (!mustRun) {
            problems.add("row " + row + ": " + type.getSimpleName() + " is not extended with RowsMustRun");
        }
    }

    private static boolean isConditional(AnnotatedElement element) {
        return Arrays.stream(element.getAnnotations())
                .map(annotation -> annotation.annotationType())
                .anyMatch(type -> type.getSimpleName().equals("Disabled")
                        || type.getPackageName().equals(CONDITIONS));
    }

    private void checkThatAllTestsAreNamed(List<Entry> map) {
        for (Class<?> type : testClasses.values()) {
            tests(type).forEach(test -> {
                String name = type.getSimpleName() + "#" + test.getName();
                rows(test).stream()
                        .filter(row -> map.stream()
                                .noneMatch(entry ->
                                        entry.row() == row && entry.tests().contains(name)))
                        .forEach(row -> problems.add("row " + row + " does not name " + name));
            });
        }
    }

    private static Stream<Method> tests(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method ->
                        method.isAnnotationPresent(Test.class) || method.isAnnotationPresent(ParameterizedTest.class));
    }

    private static List<Integer> rows(Method test) {
        Row row = test.getAnnotation(Row.class);
        return row == null ? List.of() : Arrays.stream(row.value()).boxed().toList();
    }
}
