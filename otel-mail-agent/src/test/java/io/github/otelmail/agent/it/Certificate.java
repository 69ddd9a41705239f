// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Security;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A server's certificate of our own, and what makes a client trust it. */
final class Certificate {
  /** Down to what JavaMail 1.4 speaks. */
  static final String[] PROTOCOLS = {"TLSv1", "TLSv1.2", "TLSv1.3"};

  private static final char[] PASSWORD = "password".toCharArray();
  private static Certificate instance;

  private final SSLContext context;
  private final Path trustStore;
  private final Path pem;
  private final Path security;

  private Certificate(Path folder) throws IOException, GeneralSecurityException {
    // The JDK refuses TLSv1, and JavaMail 1.4 can do nothing else; read when TLS is first used.
    Security.setProperty("jdk.tls.disabledAlgorithms", "");
    security = folder.resolve("old-tls.security");
    Files.writeString(security, "jdk.tls.disabledAlgorithms=\n");
    KeyStore keys = load(makeKey(folder.resolve("key.p12")));
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    trustStore = folder.resolve("trusted.p12");
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", keys.getCertificate("mykey"));
    try (OutputStream file = Files.newOutputStream(trustStore)) {
      trusted.store(file, PASSWORD);
    }
    pem = folder.resolve("server.pem");
    Files.writeString(
        pem,
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(keys.getCertificate("mykey").getEncoded())
            + "\n-----END CERTIFICATE-----\n");
  }

  /** One for all tests: making a key takes a second. */
  static synchronized Certificate get() {
    if (instance == null) {
      try {
        instance = new Certificate(Workplace.folder("certificate"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
    return instance;
  }

  private static Path makeKey(Path file) throws IOException {
    Files.deleteIfExists(file);
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "RSA",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .inheritIO()
            .start();
    try {
      if (keytool.waitFor() != 0) {
        throw new IOException("keytool ended with " + keytool.exitValue());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    return file;
  }

  private static KeyStore load(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    return store;
  }

  /** The server's side. */
  SSLContext context() {
    return context;
  }

  /** The certificate alone, in a file. */
  Path pem() {
    return pem;
  }

  /** Options for the JVM of a client. */
  List<String> clientOptions() {
    return List.of(
        "-Djavax.net.ssl.trustStore=" + trustStore,
        "-Djavax.net.ssl.trustStoreType=PKCS12",
        "-Djavax.net.ssl.trustStorePassword=" + new String(PASSWORD),
        "-Djava.security.properties=" + security);
  }
}
