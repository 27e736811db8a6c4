package io.jenkins.containerbuild;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.Assert.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;
import org.junit.Test;

/** Holds the house as docs/architecture.md draws it. */
public class ArchitectureTest {
    /** Each package may use those before it and none after it. */
    private static final List<String> ORDER = List.of(
            "fault",
            "measure",
            "image",
            "notification",
            "cache",
            "registry",
            "dockerfile",
            "base",
            "policy",
            "context",
            "reuse",
            "build",
            "publish",
            "report",
            "");

    private static final String ROOT = "io.jenkins.containerbuild";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    public void noPackageKnowsOneThatStandsBelowIt() {
        for (int i = 0; i < ORDER.size() - 1; i++) {
            List<String> below = ORDER.subList(i + 1, ORDER.size());
            noClasses()
                    .that()
                    .resideInAPackage(inside(ORDER.get(i)))
                    .should()
                    .dependOnClassesThat(standsIn(below))
                    .allowEmptyShould(true)
                    .check(CLASSES);
        }
    }

    private static DescribedPredicate<JavaClass> standsIn(List<String> rooms) {
        return DescribedPredicate.describe("stand in one of " + rooms, type -> rooms.stream()
                .anyMatch(room -> room.isEmpty()
                        ? type.getPackageName().equals(ROOT)
                        : (type.getPackageName() + ".").startsWith(ROOT + "." + room + ".")));
    }

    private static String inside(String room) {
        return ROOT + "." + room + "..";
    }

    @Test
    public void noPackagesDependOnEachOtherInACycle() {
        SlicesRuleDefinition.slices()
                .matching(ROOT + ".(**)")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    public void atMostHalfOfTheTopLevelClassesArePublic() {
        List<JavaClass> topLevel = CLASSES.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .toList();
        long open = topLevel.stream()
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .count();
        assertTrue(open + " of " + topLevel.size() + " top-level classes are public", 2 * open <= topLevel.size());
    }
}
