// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Applications in class loaders of every kind, and what they see of the agent. */
class ClassLoadersIT {
  private static final String ENTRY = "io/github/otelmail/agent/";

  private static List<Path> mailApp(MailVersion version) {
    List<Path> classPath = new ArrayList<>();
    classPath.add(AppCompiler.compile(MailAppRun.PACKAGE, version.flavour()));
    classPath.addAll(version.classPath());
    return classPath;
  }

  private static List<String> agentEntries() throws IOException {
    try (JarFile jar = new JarFile(Workplace.agent().toFile())) {
      return jar.stream().filter(entry -> !entry.isDirectory()).map(ZipEntry::getName).toList();
    }
  }

  @Test
  void jar_showsOnlyTheEntryClasses() throws IOException {
    assertThat(agentEntries())
        .filteredOn(name -> name.endsWith(".class"))
        .isNotEmpty()
        .allMatch(
            name ->
                name.matches(ENTRY + "[A-Za-z$]+\\.class")
                    || name.startsWith(ENTRY + "bootstrap/")
                    || name.startsWith(ENTRY + "extension/"));
    assertThat(agentEntries())
        .filteredOn(name -> name.startsWith("META-INF/services/"))
        .isNotEmpty()
        .allMatch(
            name -> name.startsWith("META-INF/services/io.opentelemetry.javaagent.extension."));
  }

  @Test
  void threeApplicationsInOneJvm_areAllTraced() throws IOException {
    String names = String.join(" ", namesOfTheAgent());
    try (MailServers servers = new MailServers();
        OtlpReceiver receiver = new OtlpReceiver()) {
      List<String> arguments = new ArrayList<>();
      for (String version : List.of("javax.mail-1.6.2", "jakarta.mail-2.0.2", "angus-mail-2.0.5")) {
        arguments.add(
            String.join(
                "|",
                AppCompiler.join(mailApp(MailVersion.named(version))),
                MailAppRun.MAIN,
                String.join(" ", servers.arguments("data", "many", "subclass")),
                names));
      }
      Jvm.Ended ended =
          new Jvm(Role.STANDALONE)
              .classPath(
                  AppCompiler.compile(
                      "com.example.loaderapp", MailVersion.Flavour.ANGUS, Workplace.felix()))
              .exportTo(receiver)
              .run("com.example.loaderapp.IsolatedApps", arguments.toArray(String[]::new));

      assertThat(ended.status()).as(ended.all()).isZero();
      assertThat(receiver.spans())
          .as(ended.all())
          .filteredOn(span -> span.name().equals("send email"))
          .hasSize(3 * 5)
          .allMatch(span -> "sent".equals(span.attribute("email.send.outcome")));
      assertThat(ended.out().lines().filter(line -> line.startsWith("visible ")).distinct())
          .as("what an application sees")
          .allMatch(
              line ->
                  line.matches(
                      "visible io\\.github\\.otelmail\\.agent\\.(bootstrap\\.)?[A-Z]\\w*"));
    }
  }

  /** Classes by their names, and everything in the jar as a resource. */
  private static List<String> namesOfTheAgent() throws IOException {
    List<String> names = new ArrayList<>();
    for (String entry : agentEntries()) {
      if (entry.endsWith(".class")) {
        names.add(entry.substring(0, entry.length() - 6).replace('/', '.'));
      }
    }
    names.addAll(
        List.of(
            "io.opentelemetry.api.OpenTelemetry",
            "io.opentelemetry.sdk.OpenTelemetrySdk",
            "net.bytebuddy.ByteBuddy",
            "net.bytebuddy.jar.asm.ClassVisitor",
            "okhttp3.OkHttpClient",
            "kotlin.Unit",
            "io.github.otelmail.MailTelemetry"));
    return names;
  }

  @Test
  void modulePath_isTraced() {
    if (!Jdks.hasModules(Jdks.ofApplications())) {
      System.out.println("Java 8 has no modules: nothing to see");
      return;
    }
    MailVersion version = MailVersion.named("angus-mail-2.0.5");
    try (MailServers servers = new MailServers();
        OtlpReceiver receiver = new OtlpReceiver()) {
      Jvm.Ended ended =
          new Jvm(Role.STANDALONE)
              .classPath(AppCompiler.compile(MailAppRun.PACKAGE, version.flavour()))
              .options("-p", AppCompiler.join(version.classPath()))
              .options("--add-modules", "ALL-MODULE-PATH")
              .options(Certificate.get().clientOptions())
              .exportTo(receiver)
              .run(MailAppRun.MAIN, servers.arguments("data", "tls", "bdat", "listeners"));

      assertThat(ended.out()).as(ended.all()).contains("scenario tls: done");
      assertThat(receiver.spans())
          .as(ended.all())
          .filteredOn(span -> span.name().equals("send email"))
          .hasSize(8)
          .allMatch(span -> span.phases().endsWith("reply"));
    }
  }

  @Test
  void springBootJar_isTraced(@TempDir Path folder) throws IOException {
    if (!Jdks.hasModules(Jdks.ofApplications())) {
      System.out.println("Spring Boot 3 does not run on Java 8: nothing to see");
      return;
    }
    MailVersion version = MailVersion.named("angus-mail-2.0.5");
    Path jar =
        SpringBootJar.build(
            folder.resolve("app.jar"),
            MailAppRun.MAIN,
            AppCompiler.compile(MailAppRun.PACKAGE, version.flavour()),
            version.classPath());
    try (MailServers servers = new MailServers();
        OtlpReceiver receiver = new OtlpReceiver()) {
      Jvm.Ended ended =
          new Jvm(Role.STANDALONE)
              .classPath(jar)
              .exportTo(receiver)
              .run(SpringBootJar.LAUNCHER, servers.arguments("data", "many", "decorator"));

      assertThat(ended.out()).as(ended.all()).contains("scenario decorator: done");
      assertThat(receiver.spans())
          .as(ended.all())
          .filteredOn(span -> span.name().equals("send email"))
          .hasSize(5);
    }
  }

  /** The application may do little, and cannot lend the agent what it may not itself. */
  @Test
  void securityManager_isNotInTheWay(@TempDir Path folder) throws IOException {
    if (Jdks.version(Jdks.ofApplications()) > 17) {
      System.out.println("this JDK has no security manager any more: nothing to see");
      return;
    }
    MailVersion version = MailVersion.named("javax.mail-1.6.2");
    Path policy = folder.resolve("policy");
    Files.writeString(
        policy,
        grantAll(Workplace.agent())
            + version.classPath().stream()
                .map(ClassLoadersIT::grantAll)
                .collect(Collectors.joining())
            + """
            grant {
              permission java.net.SocketPermission "*", "connect,resolve";
              permission java.util.PropertyPermission "*", "read,write";
              permission java.io.FilePermission "<<ALL FILES>>", "read";
            };
            """);
    try (MailServers servers = new MailServers();
        OtlpReceiver receiver = new OtlpReceiver()) {
      Jvm.Ended ended =
          new MailAppRun(version, Role.STANDALONE, servers)
              .exportTo(receiver)
              .options("-Djava.security.manager", "-Djava.security.policy==" + policy)
              .run("data", "many");

      assertThat(ended.out()).as(ended.all()).contains("scenario many: done");
      assertThat(receiver.spans())
          .as(ended.all())
          .filteredOn(span -> span.name().equals("send email"))
          .hasSize(4);
    }
  }

  private static String grantAll(Path codeBase) {
    return "grant codeBase \""
        + codeBase.toUri()
        + "\" { permission java.security.AllPermission; };\n";
  }
}
