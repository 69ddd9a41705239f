// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * Compiles applications for Java 8 and one flavour of the mail library, from the sources of a
 * package that is written for Angus.
 */
final class AppCompiler {
  private static final Map<String, Path> COMPILED = new HashMap<>();

  /**
   * Compiles a package.
   *
   * @param packageName such as {@code com.example.mailapp}
   * @param libraries on the class path beside the mail library
   * @return the folder with the classes
   */
  static synchronized Path compile(
      String packageName, MailVersion.Flavour flavour, Path... libraries) {
    return COMPILED.computeIfAbsent(
        packageName + '-' + flavour,
        name -> {
          try {
            return compile(packageName, flavour, Workplace.folder(name), List.of(libraries));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static Path compile(
      String packageName, MailVersion.Flavour flavour, Path folder, List<Path> libraries)
      throws IOException {
    Path sources = Files.createDirectories(folder.resolve("sources"));
    Path classes = Files.createDirectories(folder.resolve("classes"));
    List<Path> classPath = new ArrayList<>(flavour.oldest().classPath());
    classPath.addAll(libraries);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--release",
                "8",
                "-nowarn",
                "-Xlint:-options",
                "-encoding",
                "UTF-8",
                "-d",
                classes.toString(),
                "-cp",
                join(classPath)));
    Path original = Workplace.sources().resolve(packageName.replace('.', '/'));
    try (Stream<Path> files = Files.list(original)) {
      for (Path file : files.toList()) {
        Path copy = sources.resolve(file.getFileName());
        Files.writeString(
            copy,
            Files.readString(file)
                .replace("jakarta.mail", flavour.api)
                .replace("org.eclipse.angus.mail", flavour.implementation));
        arguments.add(copy.toString());
      }
    }
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(null, System.out, System.err, arguments.toArray(String[]::new));
    if (result != 0) {
      throw new IllegalStateException(packageName + " does not compile for " + flavour);
    }
    return classes;
  }

  /** A class path in the form of the command line. */
  static String join(List<Path> classPath) {
    return classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  private AppCompiler() {}
}
