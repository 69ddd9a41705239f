#!/usr/bin/env python3
# Copyright The otel-mail Authors
# SPDX-License-Identifier: Apache-2.0
"""Watches `otel-mail run` get through a large log that is there already, every span sent as OTLP and taken.

    backlog.py LOG [--heap 256m]

Every five seconds: spans taken, resident memory, heap after collections; at the end CPU and wall seconds, what they
were at most, and the longest time without a span taken. The backend is a process of its own. run-vs-peers measures
the same run beside others. Needs Linux, a JDK 17 and Python 3.9.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time

from bridge_process import Bridge, SpanCounter, count_lines, find_jar, wait

LOOK = 0.2
TELL = 5


def watch(bridge, backend):
    """The longest time without a new span, in seconds."""
    spans, since, longest, told = 0, time.monotonic(), 0, 0
    while os.waitid(os.P_PID, bridge.process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
        now = time.monotonic()
        seen = backend.counts()["spans"]
        if seen > spans:
            spans, since = seen, now
        longest = max(longest, now - since)
        if now > told + TELL:
            told = now
            print("%9d spans, resident %4.0f MiB, heap after collections %d MiB"
                  % (spans, bridge.memory_mib(), bridge.heap()[0]))
        time.sleep(LOOK)
    return longest


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("log")
    parser.add_argument("--heap", default="256m", help="the bridge's -Xmx")
    parser.add_argument("--jar", default=None, help="the bridge (default: that of the build)")
    args = parser.parse_args()
    lines = count_lines(args.log)
    print("%s: %d lines, %d bytes; -Xmx%s" % (args.log, lines, os.path.getsize(args.log), args.heap))
    directory = tempfile.mkdtemp(prefix="otel-mail-backlog")
    try:
        backend = SpanCounter()
        start = time.monotonic()
        bridge = Bridge.once(args.jar or find_jar(), directory, args.heap, args.log, backend)
        longest = watch(bridge, backend)
        cpu, memory = wait(bridge.process)
        wall = time.monotonic() - start
        if bridge.process.returncode:
            sys.exit(bridge.printed())
        heap = bridge.heap()[1]
        spans = backend.counts()["spans"]
        backend.close()
    finally:
        shutil.rmtree(directory)
    print("%.1f CPU-s, %.1f s, resident at most %.0f MiB, heap at most %d MiB, %d spans, longest time without one %.1f s"
          % (cpu, wall, memory, heap, spans, longest))
    print("%.0f lines and %.0f spans per CPU-s" % (lines / cpu, spans / cpu))


if __name__ == "__main__":
    main()
