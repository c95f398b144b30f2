package dura.tools;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// The layers of the project and what its pure packages stay away from, as rules over the compiled
/// classes.
class LayerRulesTest {
  private static final String[] PURE = {
    "dura.spec..", "dura.codec..", "dura.band.model..", "dura.band.machine..",
  };

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("dura");

  private static final ArchRule LAYERS =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("dura..")
          .withOptionalLayers(true)
          .layer("spec")
          .definedBy("dura.spec..", "dura.proto..")
          .layer("codec")
          .definedBy("dura.codec..")
          .layer("band")
          .definedBy("dura.band..")
          .layer("tools")
          .definedBy("dura.tools..")
          .whereLayer("tools")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("band")
          .mayOnlyBeAccessedByLayers("tools")
          .whereLayer("codec")
          .mayOnlyBeAccessedByLayers("band", "tools")
          .allowEmptyShould(true);

  /// Types for files, the network and threads.
  private static final DescribedPredicate<JavaClass> OUTSIDE_WORLD =
      resideInAPackage("java.nio.file..")
          .or(resideInAPackage("java.net.."))
          .or(equivalentTo(java.io.File.class))
          .or(equivalentTo(Thread.class))
          .or(equivalentTo(Executors.class))
          .or(assignableTo(Executor.class))
          .as("files, network or threads");

  private static final Set<String> CLOCK_METHODS =
      Set.of("currentTimeMillis", "nanoTime", "now", "systemUTC", "systemDefaultZone", "system");

  private static final DescribedPredicate<JavaMethodCall> READS_CLOCK =
      describe(
          "reads the clock",
          call -> isClock(call.getTargetOwner()) && CLOCK_METHODS.contains(call.getName()));

  private static final DescribedPredicate<JavaMethodCall> DRAWS_CHANCE =
      describe(
          "draws random numbers of its own",
          call -> call.getTargetOwner().isEquivalentTo(Math.class)
              && call.getName().equals("random"));

  private static final DescribedPredicate<JavaConstructorCall> MAKES_GENERATOR =
      describe(
          "makes a random generator",
          call -> call.getTargetOwner().isAssignableTo(RandomGenerator.class));

  private static boolean isClock(JavaClass owner) {
    return owner.isEquivalentTo(System.class)
        || owner.isAssignableTo(Clock.class)
        || owner.getPackageName().equals("java.time");
  }

  @Test
  void layersAreUsedDownwardsOnly() {
    LAYERS.check(CLASSES);
  }

  @Test
  void purePackagesStayInside() {
    noOutsideWorld(PURE).check(CLASSES);
  }

  @Test
  void purePackagesTakeTimeFromTheirCaller() {
    noClock(PURE).check(CLASSES);
  }

  @Test
  void purePackagesTakeChanceFromTheirCaller() {
    noChance(PURE).check(CLASSES);
  }

  @Test
  void everyLayerIsLookedAt() {
    for (String layer : new String[] {"dura.spec", "dura.codec", "dura.band", "dura.tools"}) {
      assertTrue(CLASSES.containPackage(layer), layer + " is not on the class path");
    }
  }

  /// The rules find what they forbid: this class itself breaks three of them below.
  @Test
  void rulesCatchOffenders() {
    JavaClasses offender = new ClassFileImporter().importClasses(Offender.class);
    String here = "dura.tools..";
    assertThrows(AssertionError.class, () -> noOutsideWorld(here).check(offender));
    assertThrows(AssertionError.class, () -> noClock(here).check(offender));
    assertThrows(AssertionError.class, () -> noChance(here).check(offender));
  }

  private static ArchRule noOutsideWorld(String... packages) {
    return noClasses()
        .that()
        .resideInAnyPackage(packages)
        .should()
        .dependOnClassesThat(OUTSIDE_WORLD)
        .allowEmptyShould(true);
  }

  private static ArchRule noClock(String... packages) {
    return noClasses()
        .that()
        .resideInAnyPackage(packages)
        .should()
        .callMethodWhere(READS_CLOCK)
        .allowEmptyShould(true);
  }

  private static ArchRule noChance(String... packages) {
    return noClasses()
        .that()
        .resideInAnyPackage(packages)
        .should()
        .callMethodWhere(DRAWS_CHANCE)
        .orShould()
        .callConstructorWhere(MAKES_GENERATOR)
        .allowEmptyShould(true);
  }

  @SuppressWarnings("unused") // read as bytecode, never run
  private static final class Offender {
    static boolean looksForFile() {
      return new java.io.File("x").exists();
    }

    static long readsClock() {
      return System.nanoTime();
    }

    static int drawsChance() {
      return new Random().nextInt();
    }
  }
}
