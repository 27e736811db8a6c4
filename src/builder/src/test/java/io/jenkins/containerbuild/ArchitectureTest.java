package io.jenkins.containerbuild;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.Test;

/** Enforces the order and size of packages that docs/architecture.md describes. */
public class ArchitectureTest {
    /** Each package may use those before it, and no later one. */
    private static final List<String> ORDER = List.of(
            "fault",
            "measure",
            "image",
            "file",
            "tar",
            "notification",
            "cache",
            "registry",
            "engine",
            "dockerfile",
            "base",
            "context",
            "advice",
            "policy",
            "reuse",
            "builder",
            "publish",
            "report",
            "");

    private static final String ROOT = "io.jenkins.containerbuild";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    public void packagesUseOnlyEarlierOnes() {
        for (int i = 0; i < ORDER.size() - 1; i++) {
            List<String> below = ORDER.subList(i + 1, ORDER.size());
            noClasses()
                    .that()
                    .resideInAPackage(inside(ORDER.get(i)))
                    .should()
                    .dependOnClassesThat(areIn(below))
                    .allowEmptyShould(true)
                    .check(CLASSES);
        }
    }

    private static DescribedPredicate<JavaClass> areIn(List<String> packages) {
        return DescribedPredicate.describe("are in one of " + packages, type -> packages.stream()
                .anyMatch(name -> name.isEmpty()
                        ? type.getPackageName().equals(ROOT)
                        : (type.getPackageName() + ".").startsWith(ROOT + "." + name + ".")));
    }

    private static String inside(String name) {
        return ROOT + "." + name + "..";
    }

    @Test
    public void packagesHaveNoCycles() {
        SlicesRuleDefinition.slices()
                .matching(ROOT + ".(**)")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    public void filesOfTheRootPackageHaveNoCycles() {
        SlicesRuleDefinition.slices()
                .assignedFrom(filesOfTheRootPackage())
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    private static SliceAssignment filesOfTheRootPackage() {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                return type.getPackageName().equals(ROOT)
                        ? SliceIdentifier.of(type.getName().split("\\$")[0])
                        : SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return "files of the root package";
            }
        };
    }

    @Test
    public void packagesHaveAtMost34Classes() {
        Map<String, Long> sizes = CLASSES.stream()
                .filter(ArchitectureTest::isTopLevel)
                .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
        sizes.values().removeIf(size -> size <= 34);
        assertEquals(Map.of(), sizes);
    }

    @Test
    public void sourceFilesHaveAtMost300Lines() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                int lines = Files.readAllLines(file).size();
                assertTrue(file + " has " + lines + " lines", lines <= 300);
            }
        }
    }

    /** In all modules: a reader of an error or a search knows which class is meant. */
    @Test
    public void noTwoFilesHaveTheSameName() throws IOException {
        Map<String, List<Path>> filesByName = new TreeMap<>();
        for (String module : List.of("builder", "cli", "plugin")) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
                files.filter(file -> file.toString().endsWith(".java") && !file.endsWith("package-info.java"))
                        .forEach(file -> filesByName
                                .computeIfAbsent(file.getFileName().toString(), absent -> new ArrayList<>())
                                .add(file));
            }
        }
        filesByName.values().removeIf(files -> files.size() == 1);
        assertEquals(Map.of(), filesByName);
    }

    private static boolean isTopLevel(JavaClass type) {
        return type.isTopLevelClass() && !type.getSimpleName().equals("package-info");
    }

    @Test
    public void atMostHalfOfTheTopLevelClassesArePublic() {
        List<JavaClass> topLevel =
                CLASSES.stream().filter(ArchitectureTest::isTopLevel).toList();
        long open = topLevel.stream()
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .count();
        assertTrue(open + " of " + topLevel.size() + " top-level classes are public", 2 * open <= topLevel.size());
    }
}
