#!/usr/bin/env python3
# Copyright The otel-mail Authors
# SPDX-License-Identifier: Apache-2.0
"""Lets the bridge run as a daemon for a while and looks at what it takes.

    soak.py [--minutes 60] [--rate 5000]      a log that grows and is rotated, a backend that comes and goes
    soak.py --minutes 3 --rate 10000 --steady  the same with a backend that stays

Every five seconds: memory, heap after collections, CPU, lag as the bridge tells it by its own metrics, file
handles, health. Writes soak.csv, soak.svg and what the bridge printed to --out, prints a verdict, and exits with 1
when it is against the bridge: a heap, lag or handles that grow, an answer that was lost, or a failed health probe.
Needs Linux, a JDK 17 and Python 3.9 alone.
"""

import argparse
import csv
import http.server
import os
import random
import shutil
import socket
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

import mail_log
import otlp_protobuf
import soak_report
from bridge_process import Bridge, SpanCounter, find_jar

TICK = 0.05
SAMPLE = 5
UP_SECONDS = (20, 60)
DOWN_SECONDS = (10, 40)
LAG_TIME = "otelmail.bridge.input.lag.time"
LAG_SIZE = "otelmail.bridge.input.lag.size"
ENTRIES = "otelmail.bridge.tracker.entries"
DRAIN_SECONDS = 2 * mail_log.RETRY_SECONDS[1] + 60
# After the last line, until the metrics tell of it.
QUIET_SECONDS = 15


class MetricsReceiver(http.server.BaseHTTPRequestHandler):
    """Takes the bridge's own metrics; it stays while the backend for spans comes and goes."""

    latest = {}

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        MetricsReceiver.latest.update(otlp_protobuf.metrics(body))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def busy_seconds():
    """CPU seconds that the whole machine has worked."""
    with open("/proc/stat", encoding="ascii") as stat:
        fields = [int(field) for field in stat.readline().split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / os.sysconf("SC_CLK_TCK")


class Soak:
    def __init__(self, args, directory):
        self.args = args
        self.random = random.Random(args.seed)
        self.backend = SpanCounter()
        metrics = http.server.HTTPServer(("127.0.0.1", 0), MetricsReceiver)
        threading.Thread(target=metrics.serve_forever, daemon=True).start()
        self.log = mail_log.MailLog(os.path.join(directory, "mail.log"), args.seed)
        self.health = "http://127.0.0.1:%d/healthz" % free_port()
        self.bridge = Bridge(
            args.jar, args.out, args.heap,
            ["--new-files=start", "--state-dir=" + os.path.join(directory, "state"),
             "--health-port=" + self.health.split(":")[2].split("/")[0], self.log.path],
            {"OTEL_EXPORTER_OTLP_ENDPOINT": self.backend.endpoint,
             "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": "http://127.0.0.1:%d/v1/metrics" % metrics.server_port,
             "OTEL_METRIC_EXPORT_INTERVAL": "5000"})
        self.samples = []
        self.up = True
        self.flaps = 0

    def run(self):
        """The load, then the drain; returns the verdict's lines and whether it is good."""
        start = time.time()
        self.start, self.last = start, (start, 0.0, busy_seconds())
        flap = start + self.random.uniform(*UP_SECONDS)
        rotate = start + self.args.rotate
        end = start + self.args.minutes * 60
        while time.time() < end:
            now = time.time()
            self.log.write(int((now - start) * self.args.rate), now)
            if not self.args.steady and now >= flap:
                flap = now + self.flap()
            if now >= rotate:
                self.log.rotate()
                rotate += self.args.rotate
            self.tick()
        if not self.up:
            self.flap()
        drained = time.time() + DRAIN_SECONDS
        finished = None
        while time.time() < drained and not (finished and time.time() > finished + QUIET_SECONDS and self.caught_up()):
            if self.log.finish(time.time()) and not finished:
                finished = time.time()
            self.tick()
        return self.verdict()

    def flap(self):
        """Changes the backend's state and returns how long it is to stay so."""
        self.up = not self.up
        self.flaps += not self.up
        if self.up:
            self.backend.up()
        else:
            self.backend.down()
        return self.random.uniform(*(UP_SECONDS if self.up else DOWN_SECONDS))

    def tick(self):
        if time.time() >= self.last[0] + SAMPLE:
            self.sample()
        time.sleep(TICK)

    def caught_up(self):
        return self.samples[-1]["lag_seconds"] == 0 and self.samples[-1]["lag_bytes"] == 0

    def sample(self):
        if self.bridge.process.poll() is not None:
            self.save()
            sys.exit("the bridge ended:\n" + self.bridge.printed())
        now, cpu, busy = time.time(), self.bridge.cpu_seconds(), busy_seconds()
        took = now - self.last[0]
        after, peak = self.bridge.heap()
        self.samples.append({
            "seconds": round(now - self.start, 1),
            "backend": int(self.up),
            "lines": self.log.lines,
            "lag_seconds": round(MetricsReceiver.latest.get(LAG_TIME, 0), 3),
            "lag_bytes": int(MetricsReceiver.latest.get(LAG_SIZE, 0)),
            "entries": int(MetricsReceiver.latest.get(ENTRIES, 0)),
            "heap_mib": after,
            "heap_peak_mib": peak,
            "rss_mib": round(self.bridge.memory_mib(), 1),
            "cpu_percent": round(100 * (cpu - self.last[1]) / took, 2),
            "machine_percent": round(100 * (busy - self.last[2]) / took / os.cpu_count(), 1),
            "handles": self.bridge.handles(),
            "healthy": int(self.healthy()),
        })
        self.last = (now, cpu, busy)
        if len(self.samples) % 60 == 0:
            self.save()

    def healthy(self):
        try:
            with urllib.request.urlopen(self.health, timeout=SAMPLE) as answer:
                return answer.status == 200
        except urllib.error.HTTPError:
            return False
        except OSError:
            # It has not begun to listen.
            return len(self.samples) < 2

    def save(self):
        with open(os.path.join(self.args.out, "soak.csv"), "w", newline="", encoding="ascii") as file:
            writer = csv.DictWriter(file, self.samples[0].keys())
            writer.writeheader()
            writer.writerows(self.samples)
        soak_report.draw(self.samples, os.path.join(self.args.out, "soak.svg"),
                         "%d lines/s, %g minutes" % (self.args.rate, self.args.minutes))

    def verdict(self):
        peak_rss = self.bridge.memory_mib("VmHWM")
        self.bridge.process.terminate()
        code = self.bridge.process.wait(60)
        counts = self.backend.counts()
        self.backend.close()
        self.save()
        checks = soak_report.checks(self.samples)
        checks.append((code in (0, 143), "ended with %d after SIGTERM" % code))
        checks.append((counts["deliveries"] == self.log.answers,
                       "%d final answers in the log, %d distinct deliver email spans received"
                       % (self.log.answers, counts["deliveries"])))
        print("%d lines, %d spans, the backend was away %d times, peak RSS %.0f MiB"
              % (self.log.lines, counts["spans"], self.flaps, peak_rss))
        return checks


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rate", type=int, default=5000, help="lines per second")
    parser.add_argument("--steady", action="store_true", help="the backend stays")
    parser.add_argument("--rotate", type=int, default=300, help="seconds between rotations of the log")
    parser.add_argument("--heap", default="150m", help="the bridge's -Xmx")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", default="soak", help="directory for results")
    parser.add_argument("--jar", default=None, help="the bridge (default: that of the build)")
    args = parser.parse_args()
    args.jar = args.jar or find_jar()
    os.makedirs(args.out, exist_ok=True)
    directory = tempfile.mkdtemp(prefix="otel-mail-soak")
    soak = None
    try:
        soak = Soak(args, directory)
        checks = soak.run()
    finally:
        if soak and soak.bridge.process.poll() is None:
            soak.bridge.process.kill()
        shutil.rmtree(directory)
    for good, text in checks:
        print("%-4s %s" % ("ok" if good else "BAD", text))
    sys.exit(not all(good for good, _ in checks))


if __name__ == "__main__":
    main()
