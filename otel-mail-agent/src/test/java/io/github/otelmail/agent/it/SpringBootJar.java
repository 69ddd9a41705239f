// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/** An executable jar in Spring Boot's layout, with Spring Boot's own class loader. */
final class SpringBootJar {
  static final String LAUNCHER = "org.springframework.boot.loader.launch.JarLauncher";

  /** Packs an application and its libraries. */
  static Path build(Path file, String mainClass, Path classes, List<Path> libraries)
      throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.MAIN_CLASS, LAUNCHER);
    attributes.putValue("Start-Class", mainClass);
    attributes.putValue("Spring-Boot-Classes", "BOOT-INF/classes/");
    attributes.putValue("Spring-Boot-Lib", "BOOT-INF/lib/");
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out, manifest)) {
      loader(jar);
      folder(jar, "BOOT-INF/");
      folder(jar, "BOOT-INF/classes/");
      folder(jar, "BOOT-INF/lib/");
      try (Stream<Path> files = Files.walk(classes)) {
        for (Path path : files.sorted().toList()) {
          String name = "BOOT-INF/classes/" + classes.relativize(path);
          if (Files.isDirectory(path)) {
            if (!path.equals(classes)) {
              folder(jar, name + "/");
            }
          } else {
            stored(jar, name, Files.readAllBytes(path));
          }
        }
      }
      for (Path library : libraries) {
        stored(jar, "BOOT-INF/lib/" + library.getFileName(), Files.readAllBytes(library));
      }
    }
    return file;
  }

  private static void loader(JarOutputStream jar) throws IOException {
    try (JarFile loader = new JarFile(Workplace.springBootLoader().toFile())) {
      for (JarEntry entry : loader.stream().toList()) {
        if (entry.getName().startsWith("org/")) {
          jar.putNextEntry(new JarEntry(entry.getName()));
          try (InputStream in = loader.getInputStream(entry)) {
            in.transferTo(jar);
          }
          jar.closeEntry();
        }
      }
    }
  }

  private static void folder(JarOutputStream jar, String name) throws IOException {
    jar.putNextEntry(new JarEntry(name));
    jar.closeEntry();
  }

  /** Jars in a jar are not compressed. */
  private static void stored(JarOutputStream jar, String name, byte[] bytes) throws IOException {
    JarEntry entry = new JarEntry(name);
    CRC32 crc = new CRC32();
    crc.update(bytes);
    entry.setMethod(JarEntry.STORED);
    entry.setSize(bytes.length);
    entry.setCrc(crc.getValue());
    jar.putNextEntry(entry);
    jar.write(bytes);
    jar.closeEntry();
  }

  private SpringBootJar() {}
}
