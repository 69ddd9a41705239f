// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package com.example.loaderapp;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs applications beside each other, each in a class loader that knows the JDK and nothing else.
 *
 * <p>Each argument is {@code class-path|main-class|arguments|names}: the arguments separated by
 * blanks, and the names those of classes and resources of which it prints which ones the loader
 * finds.
 */
public final class IsolatedApps {
  /** Runs them one after the other; all loaders stay. */
  public static void main(String[] args) throws Exception {
    List<ClassLoader> loaders = new ArrayList<>();
    for (String arg : args) {
      String[] parts = arg.split("\\|", -1);
      // The parent is the JDK's own loader, of Java 8 or later.
      URLClassLoader loader =
          new URLClassLoader(urls(parts[0]), ClassLoader.getSystemClassLoader().getParent());
      loaders.add(loader);
      Thread.currentThread().setContextClassLoader(loader);
      Class.forName(parts[1], true, loader)
          .getMethod("main", String[].class)
          .invoke(null, (Object) parts[2].split(" ", -1));
      for (String name : parts[3].split(" ", -1)) {
        tell(loader, name);
      }
    }
    System.out.println("loaders " + loaders.size());
  }

  private static void tell(ClassLoader loader, String name) {
    boolean found;
    if (name.indexOf('/') >= 0) {
      found = loader.getResource(name) != null;
    } else {
      try {
        Class.forName(name, false, loader);
        found = true;
      } catch (ClassNotFoundException | LinkageError e) {
        found = false;
      }
    }
    if (found && !name.isEmpty()) {
      System.out.println("visible " + name);
    }
  }

  private static URL[] urls(String classPath) {
    return Arrays.stream(classPath.split(File.pathSeparator, -1))
        .map(
            file -> {
              try {
                return new File(file).toURI().toURL();
              } catch (MalformedURLException e) {
                throw new IllegalArgumentException(file, e);
              }
            })
        .toArray(URL[]::new);
  }

  private IsolatedApps() {}
}
