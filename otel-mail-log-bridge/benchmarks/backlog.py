#!/usr/bin/env python3
# Copyright The otel-mail Authors
# SPDX-License-Identifier: Apache-2.0
"""Measures `otel-mail run` on a log that is there already: parse, correlate, every span sent as OTLP and taken.

    backlog.py LOG [--runs 3] [--heap 256m]      beside pflogsumm (apt-get install pflogsumm), in turn
    backlog.py LOG --runs 1 --no-peer            how it gets through a large backlog, second by second

Whole processes from start to exit: CPU seconds, wall seconds, peak memory; the backend that takes the spans is a
process of its own and does not count. Every final answer in the log has to arrive, run by run the same number of
them. The machine should have nothing else to do. Needs Linux, a JDK 17 and Python 3.9.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from bridge_process import Bridge, SpanCounter, find_jar


def wait(process):
    """CPU seconds and peak memory in MiB of a process and its children, when it has ended."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def peer(log):
    """CPU and wall seconds, peak memory in MiB."""
    start = time.monotonic()
    process = subprocess.Popen(["pflogsumm", log], stdout=subprocess.DEVNULL)
    cpu, memory = wait(process)
    return cpu, time.monotonic() - start, memory


class Run:
    """One run of the bridge over the log, to an empty backend."""

    def __init__(self, args, directory, watch):
        backend = SpanCounter()
        start = time.monotonic()
        bridge = Bridge(args.jar, directory, args.heap,
                        ["--once", "--from=start", "--state-dir=" + os.path.join(directory, "state"), args.log],
                        {"OTEL_EXPORTER_OTLP_ENDPOINT": backend.endpoint, "OTEL_METRICS_EXPORTER": "none"},
                        ["-XX:" + flag for flag in args.flags])
        slowest = self.watch(bridge, backend) if watch else 0
        self.cpu, self.memory = wait(bridge.process)
        self.wall = time.monotonic() - start
        if bridge.process.returncode != 0:
            sys.exit(bridge.printed())
        _, self.heap = bridge.heap()
        self.slowest = slowest
        self.counts = backend.counts()
        backend.close()
        shutil.rmtree(os.path.join(directory, "state"))

    @staticmethod
    def watch(bridge, backend):
        """The longest time without a new span, in seconds."""
        spans, since, longest, printed = 0, time.monotonic(), 0, 0
        while os.waitid(os.P_PID, bridge.process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
            now = time.monotonic()
            seen = backend.counts()["spans"]
            if seen > spans:
                spans, since = seen, now
            longest = max(longest, now - since)
            if now > printed + 5:
                printed = now
                print("  %9d spans, resident %4.0f MiB, heap after collections %d MiB"
                      % (spans, bridge.memory_mib(), bridge.heap()[0]))
            time.sleep(0.2)
        return longest


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("log")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--heap", default="256m", help="the bridge's -Xmx")
    parser.add_argument("--no-peer", action="store_true", help="without pflogsumm")
    parser.add_argument("--jar", default=None, help="the bridge (default: that of the build)")
    parser.add_argument("--flags", nargs="*", default=["MaxInlineLevel=4", "FreqInlineSize=100", "InlineSmallCode=800"],
                        help="more options for its JVM, without -XX:")
    args = parser.parse_args()
    args.jar = args.jar or find_jar()
    if not args.no_peer and not shutil.which("pflogsumm"):
        sys.exit("pflogsumm is missing: apt-get install pflogsumm, or --no-peer")
    lines = 0
    with open(args.log, "rb") as log:
        for chunk in iter(lambda: log.read(1 << 20), b""):
            lines += chunk.count(b"\n")
    print("%s: %d lines, %d bytes; -Xmx%s" % (args.log, lines, os.path.getsize(args.log), args.heap))
    directory = tempfile.mkdtemp(prefix="otel-mail-backlog")
    runs, ratios = [], []
    try:
        for number in range(args.runs):
            run = Run(args, directory, args.no_peer)
            runs.append(run)
            print("run %d: otel-mail %.1f CPU-s, %.1f s, resident at most %.0f MiB, heap at most %d MiB, %d spans"
                  % (number + 1, run.cpu, run.wall, run.memory, run.heap, run.counts["spans"]))
            if args.no_peer:
                print("  longest time without a span taken: %.1f s" % run.slowest)
            else:
                cpu, wall, memory = peer(args.log)
                ratios.append(cpu / run.cpu)
                print("       pflogsumm %.1f CPU-s, %.1f s, resident at most %.0f MiB" % (cpu, wall, memory))
    finally:
        shutil.rmtree(directory)
    if len({(run.counts["spans"], run.counts["deliveries"]) for run in runs}) > 1:
        sys.exit("the runs sent different numbers of spans: something is wrong")
    cpu = statistics.median(run.cpu for run in runs)
    print("otel-mail: %.0f lines and %.0f spans per CPU-s (median)" % (lines / cpu, runs[0].counts["spans"] / cpu))
    if ratios:
        print("pflogsumm takes %.1f times as much CPU (median of the pairs)" % statistics.median(ratios))


if __name__ == "__main__":
    main()
