// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package com.example.loaderapp;

import java.io.File;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/**
 * Runs an application in an OSGi framework.
 *
 * <p>Arguments: folder for the framework, its settings separated by commas, bundles separated as in
 * a class path with the application as the last one, its main class, its arguments.
 */
public final class OsgiApp {
  private static final int OWN_ARGUMENTS = 4;

  /** Runs it and stops the framework. */
  public static void main(String[] args) throws Exception {
    Map<String, String> configuration = new HashMap<>();
    configuration.put(Constants.FRAMEWORK_STORAGE, args[0]);
    configuration.put(Constants.FRAMEWORK_STORAGE_CLEAN, "onFirstInit");
    for (String setting : args[1].split(",", -1)) {
      String[] parts = setting.split("=", 2);
      if (parts.length == 2) {
        configuration.put(parts[0], parts[1]);
      }
    }
    Framework framework =
        ServiceLoader.load(FrameworkFactory.class).iterator().next().newFramework(configuration);
    framework.start();
    Bundle last = null;
    for (String file : args[2].split(File.pathSeparator, -1)) {
      last = framework.getBundleContext().installBundle(new File(file).toURI().toString());
    }
    if (last == null) {
      throw new IllegalArgumentException("no bundles");
    }
    Class<?> main = last.loadClass(args[3]);
    Thread.currentThread().setContextClassLoader(main.getClassLoader());
    main.getMethod("main", String[].class)
        .invoke(null, (Object) Arrays.copyOfRange(args, OWN_ARGUMENTS, args.length));
    framework.stop();
    framework.waitForStop(0);
  }

  private OsgiApp() {}
}
