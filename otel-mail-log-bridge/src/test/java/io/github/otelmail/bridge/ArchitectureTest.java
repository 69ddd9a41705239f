// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keeps the arrows between the bridge's packages as the design draws them. */
class ArchitectureTest {
  private static final String ROOT = "io.github.otelmail.bridge";
  private static final JavaClasses BRIDGE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  /** Columns: a package, and what of the bridge it may see besides itself. */
  @ParameterizedTest(name = "{0} sees only: {1}")
  @CsvSource(
      nullValues = "nothing",
      value = {
        "event, nothing",
        "durable, nothing",
        "source, event durable",
        "parser, event",
        "parser.postfix, event parser",
        "tracker, event",
        "rocksdb, durable tracker",
        "context, event tracker",
        "telemetry, event tracker context",
        "report, event tracker context",
        "config, nothing",
        "doctor, event parser",
      })
  void packageSeesOnly(String name, String allowed) {
    String[] packages = (allowed == null ? name : name + " " + allowed).split(" ");
    for (int i = 0; i < packages.length; i++) {
      packages[i] = ROOT + "." + packages[i];
    }
    classes()
        .that()
        .resideInAPackage(ROOT + "." + name)
        .should()
        .onlyDependOnClassesThat(
            resideOutsideOfPackage(ROOT + "..").or(resideInAnyPackage(packages)))
        .check(BRIDGE);
  }

  @ParameterizedTest(name = "{0} is outside libraries' reach")
  @CsvSource({"event", "durable", "tracker"})
  void corePackage_dependsOnTheJdkOnly(String name) {
    classes()
        .that()
        .resideInAPackage(ROOT + "." + name)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "org.jspecify..", ROOT + "..")
        .check(BRIDGE);
  }

  @Test
  void onlyTelemetry_knowsTheSdk() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + ".telemetry", ROOT)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.opentelemetry.sdk..", "io.opentelemetry.exporter..")
        .check(BRIDGE);
  }

  @Test
  void onlyItsOwnPackage_knowsRocksDb() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".rocksdb")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.rocksdb..")
        .check(BRIDGE);
  }

  @Test
  void nobody_importsTheWiring() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT)
        .check(BRIDGE);
  }

  @Test
  void noMta_seesAnother() {
    slices().matching(ROOT + ".parser.(*)..").should().notDependOnEachOther().check(BRIDGE);
  }

  @Test
  void packages_haveNoCycles() {
    slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(BRIDGE);
  }
}
