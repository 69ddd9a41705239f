// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Paths;

/** Sends no mail. */
public final class Hello {
  /** Prints CPU milliseconds and peak KiB of this process. */
  public static void main(String[] args) throws IOException {
    usage();
  }

  static void usage() throws IOException {
    String[] stat = new String(Files.readAllBytes(Paths.get("/proc/self/stat"))).split(" ");
    long ticks = Long.parseLong(stat[13]) + Long.parseLong(stat[14]);
    for (String line : Files.readAllLines(Paths.get("/proc/self/status"))) {
      if (line.startsWith("VmHWM:")) {
        System.out.println(ticks * 10 + " " + line.replaceAll("[^0-9]", ""));
      }
    }
  }

  private Hello() {}
}
