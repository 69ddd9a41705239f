# Copyright The otel-mail Authors
# SPDX-License-Identifier: Apache-2.0
"""The bridge and a backend that counts spans, as processes to measure. Linux only (/proc)."""

import glob
import json
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
# As the launchers have them, ../../otel-mail and ../packaging/otel-mail.
TUNING = ["-XX:+UseSerialGC", "-XX:MaxInlineLevel=4", "-XX:FreqInlineSize=100", "-XX:InlineSmallCode=800"]
TICKS = os.sysconf("SC_CLK_TCK")
# Heap before and after a collection, and its size, in MiB: "... Pause Young ... 40M->12M(145M) 3.1ms"
COLLECTION = re.compile(rb"Pause .* (\d+)M->(\d+)M\((\d+)M\)")


def java():
    home = os.environ.get("JAVA_HOME")
    return os.path.join(home, "bin", "java") if home else "java"


def find_jar():
    jars = [jar for jar in glob.glob(os.path.join(HERE, "..", "target", "otel-mail-log-bridge-*.jar"))
            if "sources" not in jar and "javadoc" not in jar]
    if not jars:
        sys.exit("build the bridge first: ./mvnw package -pl otel-mail-log-bridge -am")
    return jars[0]


def wait(process):
    """CPU seconds and peak memory in MiB of a process and its children, when it has ended."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def count_lines(path):
    with open(path, "rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))


class SpanCounter:
    """The backend, SpanCounter.java."""

    def __init__(self):
        self.process = subprocess.Popen(
            [java(), "-XX:+UseSerialGC", "-Xmx1g", os.path.join(HERE, "SpanCounter.java")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        self.endpoint = "http://127.0.0.1:%d" % int(self.process.stdout.readline())

    def up(self):
        self.process.stdin.write("up\n")

    def down(self):
        self.process.stdin.write("down\n")

    def counts(self):
        self.process.stdin.write("count\n")
        return json.loads(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Bridge:
    """`otel-mail run` with the given arguments and options for the JVM; what it prints goes to a file."""

    def __init__(self, jar, directory, heap, arguments, environment, options=()):
        self.collections = os.path.join(directory, "gc.log")
        env = {key: value for key, value in os.environ.items() if not key.startswith("OTEL_")}
        env.update(environment)
        self.output = os.path.join(directory, "bridge.out")
        with open(self.output, "w", encoding="utf-8") as output:
            self.process = subprocess.Popen(
                [java(), *TUNING, "-Xmx" + heap,
                 "-Xlog:gc:file=%s:uptime:filecount=0" % self.collections, *options, "-jar", jar, "run"] + arguments,
                env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
        self.seen = 0
        self.heap_after = 0
        self.heap_peak = 0

    @classmethod
    def once(cls, jar, directory, heap, log, backend, options=()):
        """One that reads a log from its beginning to its end and then ends."""
        return cls(jar, directory, heap,
                   ["--once", "--from=start", "--state-dir=" + os.path.join(directory, "state"), log],
                   {"OTEL_EXPORTER_OTLP_ENDPOINT": backend.endpoint, "OTEL_METRICS_EXPORTER": "none"}, options)

    def cpu_seconds(self):
        with open("/proc/%d/stat" % self.process.pid, "rb") as stat:
            fields = stat.read().rsplit(b")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory_mib(self, name="VmRSS"):
        with open("/proc/%d/status" % self.process.pid, encoding="ascii") as status:
            for line in status:
                if line.startswith(name + ":"):
                    return int(line.split()[1]) / 1024
        return 0

    def handles(self):
        return len(os.listdir("/proc/%d/fd" % self.process.pid))

    def heap(self):
        """Least heap after the collections since the last call, and the most before one; MiB."""
        after, peak = [], 0
        with open(self.collections, "rb") as log:
            log.seek(self.seen)
            lines = log.read()
        end = lines.rfind(b"\n") + 1
        self.seen += end
        for match in COLLECTION.finditer(lines[:end]):
            after.append(int(match.group(2)))
            peak = max(peak, int(match.group(1)))
        if after:
            self.heap_after, self.heap_peak = min(after), peak
        return self.heap_after, self.heap_peak

    def printed(self):
        with open(self.output, encoding="utf-8") as output:
            return output.read()
