// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An application in an OSGi framework, whose loaders give classes of the JDK and of what was agreed
 * alone.
 */
class OsgiIT {
  private static final MailVersion VERSION = MailVersion.named("javax.mail-1.6.2");
  private static final String BRIDGE = "io.github.otelmail.agent.bootstrap";

  /** Felix is generous to whoever is no bundle, unless told otherwise. */
  private static final String STRICT = "felix.bootdelegation.implicit=false";

  private static Path bundle(Path folder) throws IOException {
    Path classes = AppCompiler.compile(MailAppRun.PACKAGE, VERSION.flavour());
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Bundle-ManifestVersion", "2");
    attributes.putValue("Bundle-SymbolicName", MailAppRun.PACKAGE);
    attributes.putValue("Bundle-Version", "1.0.0");
    attributes.putValue(
        "Import-Package", "javax.mail,javax.mail.event,javax.mail.internet,com.sun.mail.smtp");
    Path file = folder.resolve("app.jar");
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out, manifest);
        Stream<Path> files = Files.walk(classes)) {
      for (Path path : files.filter(Files::isRegularFile).sorted().toList()) {
        jar.putNextEntry(new JarEntry(classes.relativize(path).toString()));
        Files.copy(path, jar);
        jar.closeEntry();
      }
    }
    return file;
  }

  private static Jvm.Ended run(
      Role role, Path folder, String configuration, MailServers servers, OtlpReceiver receiver)
      throws IOException {
    List<Path> bundles = new ArrayList<>(VERSION.classPath());
    bundles.add(bundle(folder));
    List<String> arguments = new ArrayList<>();
    arguments.add(folder.resolve("framework").toString());
    arguments.add(configuration);
    arguments.add(AppCompiler.join(bundles));
    arguments.add(MailAppRun.MAIN);
    arguments.addAll(List.of(servers.arguments("data", "many")));
    return new Jvm(role)
        .classPath(
            AppCompiler.compile(
                "com.example.loaderapp", MailVersion.Flavour.ANGUS, Workplace.felix()))
        .classPath(Workplace.felix())
        .exportTo(receiver)
        .onlyMail()
        .run("com.example.loaderapp.OsgiApp", arguments.toArray(String[]::new));
  }

  /** What the framework does by itself, and where it gives nothing that it is not told to. */
  @ParameterizedTest
  @ValueSource(strings = {"", STRICT, STRICT + ",org.osgi.framework.bootdelegation=" + BRIDGE})
  void bundles_areTracedWhateverIsDelegated(String configuration, @TempDir Path folder)
      throws IOException {
    try (MailServers servers = new MailServers();
        OtlpReceiver receiver = new OtlpReceiver()) {
      Jvm.Ended ended = run(Role.STANDALONE, folder, configuration, servers, receiver);

      assertThat(ended.out()).as(ended.all()).contains("scenario many: done");
      assertThat(receiver.spans())
          .as(ended.all())
          .filteredOn(span -> span.name().equals("send email"))
          .hasSize(4);
      // The framework uses what JDK 24 and later warn of.
      assertThat(ended.said()).as(ended.all()).allMatch(line -> line.startsWith("WARNING: "));
    }
  }

  @Test
  void bundlesInAStrictFramework_areTracedInTheOfficialAgent(@TempDir Path folder)
      throws IOException {
    try (MailServers servers = new MailServers();
        OtlpReceiver receiver = new OtlpReceiver()) {
      Jvm.Ended ended = run(Role.EXTENSION, folder, STRICT, servers, receiver);

      assertThat(receiver.spans())
          .as(ended.all())
          .filteredOn(span -> span.name().equals("send email"))
          .hasSize(4);
    }
  }
}
