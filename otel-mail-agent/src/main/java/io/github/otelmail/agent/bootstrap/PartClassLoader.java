// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.agent.bootstrap;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.security.AllPermission;
import java.security.CodeSource;
import java.security.Permissions;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.Collections;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * Loads classes from folders of the agent's jar where nobody else finds them: as {@code
 * .classdata}. What is in the folders goes before what the parent has.
 */
public class PartClassLoader extends ClassLoader {
  static {
    registerAsParallelCapable();
  }

  private final JarFile jar;
  private final File file;
  private final String[] folders;
  private final ProtectionDomain domain;

  /**
   * For the folders of the jar, named with a slash at the end.
   *
   * @param parent what the classes may see besides; null for the bootstrap class loader
   */
  public PartClassLoader(JarFile jar, @Nullable ClassLoader parent, String... folders) {
    super(parent);
    this.jar = jar;
    this.file = new File(jar.getName());
    this.folders = folders.clone();
    Permissions all = new Permissions();
    all.add(new AllPermission());
    domain = new ProtectionDomain(new CodeSource(null, (Certificate[]) null), all);
  }

  /** The jar that the parts are in. */
  public final JarFile jar() {
    return jar;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded == null) {
        loaded = define(name);
      }
      return loaded == null ? loadOther(name, resolve) : loaded;
    }
  }

  /** A class that is not in the folders. */
  protected Class<?> loadOther(String name, boolean resolve) throws ClassNotFoundException {
    return super.loadClass(name, resolve);
  }

  private @Nullable Class<?> define(String name) throws ClassNotFoundException {
    JarEntry entry = entry(name.replace('.', '/') + ".classdata");
    if (entry == null) {
      return null;
    }
    try {
      byte[] bytes = read(entry);
      definePackageOf(name);
      return defineClass(name, bytes, 0, bytes.length, domain);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  private void definePackageOf(String className) {
    int dot = className.lastIndexOf('.');
    String name = dot < 0 ? "" : className.substring(0, dot);
    if (!name.isEmpty() && packageOf(name) == null) {
      try {
        definePackage(name, null, null, null, null, version(), null, null);
      } catch (IllegalArgumentException e) {
        // Another thread was faster.
      }
    }
  }

  // Its successor came with Java 9.
  @SuppressWarnings("deprecation")
  private @Nullable Package packageOf(String name) {
    return getPackage(name);
  }

  private @Nullable String version() {
    try {
      return jar.getManifest().getMainAttributes().getValue("Implementation-Version");
    } catch (IOException e) {
      return null; // Only told on spans, as the version of the instrumentation.
    }
  }

  private byte[] read(JarEntry entry) throws IOException {
    try (InputStream in = jar.getInputStream(entry)) {
      ByteArrayOutputStream out = new ByteArrayOutputStream(Math.max(32, (int) entry.getSize()));
      byte[] buffer = new byte[8192];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
      }
      return out.toByteArray();
    }
  }

  private @Nullable JarEntry entry(String name) {
    for (String folder : folders) {
      JarEntry entry = jar.getJarEntry(folder + name);
      if (entry != null) {
        return entry;
      }
    }
    return null;
  }

  /** Never the parent's: a service file of the application is none of ours. */
  @Override
  public @Nullable URL getResource(String name) {
    return findResource(name);
  }

  @Override
  public Enumeration<URL> getResources(String name) {
    return findResources(name);
  }

  @Override
  protected @Nullable URL findResource(String name) {
    JarEntry entry = entry(name);
    if (entry == null) {
      return null;
    }
    try {
      // A folder's name may end in the sign that ends the jar's.
      String path = file.toURI().toString().replace("!", "%21");
      return new URL("jar:" + path + "!/" + entry.getName());
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  protected Enumeration<URL> findResources(String name) {
    URL url = findResource(name);
    return Collections.enumeration(
        url == null ? Collections.<URL>emptyList() : Collections.singletonList(url));
  }
}
