#!/usr/bin/env python3
# Copyright The otel-mail Authors
# SPDX-License-Identifier: Apache-2.0
"""The picture and the verdict of a soak.

    soak_report.py soak.csv soak.svg       draws once more what was measured
"""

import csv
import statistics
import sys

WIDTH, LEFT, PANEL, GAP = 1000, 70, 110, 46
PANELS = (
    ("Lag, seconds behind the log", (("lag_seconds", "#c0392b"),)),
    ("Lag, MB not read yet", (("lag_mb", "#c0392b"),)),
    ("Heap after collections and resident memory, MiB", (("heap_mib", "#2471a3"), ("rss_mib", "#7f8c8d"))),
    ("CPU, % of one core", (("cpu_percent", "#1e8449"),)),
    ("Queue entries in memory", (("entries", "#7d3c98"),)),
    ("File handles", (("handles", "#b9770e"),)),
)


def checks(samples):
    """Pairs of whether it is good, and what it is."""
    quarters = [samples[i * len(samples) // 4:(i + 1) * len(samples) // 4] for i in range(4)]

    def of(quarter, key, how):
        return how([sample[key] for sample in quarters[quarter]])

    heap = [of(i, "heap_mib", statistics.median) for i in (1, 3)]
    handles = [of(i, "handles", max) for i in (1, 3)]
    lags = [sample["lag_seconds"] for sample in samples]
    last = samples[-1]
    # Without the start, and without the end, when only retries are left.
    busy = [sample for before, sample in zip(samples[3:], samples[4:])
            if sample["lines"] - before["lines"] > samples[4]["lines"] / 10]
    cpu = [sample["cpu_percent"] for sample in busy]
    return [
        (heap[1] <= heap[0] * 1.25 + 3, "heap after collections: median %.0f MiB in the second quarter, %.0f in the last; "
                                        "most before one %d MiB" % (*heap, max(s["heap_peak_mib"] for s in samples))),
        (handles[1] <= handles[0] + 2, "file handles: at most %d in the second quarter, %d in the last" % tuple(handles)),
        (last["lag_seconds"] == 0 and last["lag_bytes"] == 0,
         "lag: at most %.0f s, %.1f s and %d bytes at the end" % (max(lags), last["lag_seconds"], last["lag_bytes"])),
        (all(sample["healthy"] for sample in samples), "health probes answered"),
        (True, "CPU: %.1f %% of one core (median %.1f) while the machine was %.0f %% busy"
         % (statistics.mean(cpu), statistics.median(cpu), statistics.mean(s["machine_percent"] for s in busy))),
    ]


def draw(samples, path, title):
    """One panel below the other over the same time; grey where the backend was away."""
    end = samples[-1]["seconds"]
    samples = [dict(sample, lag_mb=sample["lag_bytes"] / 1e6) for sample in samples]

    def x(seconds):
        return LEFT + seconds / end * (WIDTH - LEFT - 20)

    height = 40 + len(PANELS) * (PANEL + GAP)
    out = ['<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="12">'
           % (WIDTH, height), '<rect width="100%" height="100%" fill="white"/>',
           '<text x="%d" y="22" font-size="15">%s; grey: the backend was away</text>' % (LEFT, title)]
    top = 50
    for name, series in PANELS:
        out += panel(samples, name, series, top, x)
        top += PANEL + GAP
    for minute in range(0, int(end / 60) + 1, max(1, round(end / 600))):
        out.append('<text x="%.1f" y="%d" text-anchor="middle" fill="#555">%d min</text>' % (x(minute * 60), top - 28, minute))
    out.append("</svg>\n")
    with open(path, "w", encoding="ascii") as file:
        file.write("\n".join(out))


def panel(samples, name, series, top, x):
    most = max(max(sample[key] for sample in samples) for key, _ in series) * 1.1 or 1
    bottom = top + PANEL
    out = []
    for before, sample in zip(samples, samples[1:]):
        if not sample["backend"]:
            out.append('<rect x="%.1f" y="%d" width="%.1f" height="%d" fill="#e5e7e9"/>'
                       % (x(before["seconds"]), top, x(sample["seconds"]) - x(before["seconds"]) + 0.3, PANEL))
    for part in (0, 0.5, 1):
        y = bottom - part * PANEL
        out.append('<path d="M%d %.1fH%d" stroke="#ccc"/>' % (LEFT, y, WIDTH - 20))
        out.append('<text x="%d" y="%.1f" text-anchor="end" fill="#555">%.3g</text>' % (LEFT - 6, y + 4, part * most))
    for key, color in series:
        points = " ".join("%.1f,%.1f" % (x(s["seconds"]), bottom - s[key] / most * PANEL) for s in samples)
        out.append('<polyline points="%s" fill="none" stroke="%s" stroke-width="1.2"/>' % (points, color))
    out.append('<text x="%d" y="%d">%s</text>' % (LEFT, top - 6, name))
    return out


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    with open(sys.argv[1], newline="", encoding="ascii") as file:
        samples = [{key: float(value) for key, value in row.items()} for row in csv.DictReader(file)]
    draw(samples, sys.argv[2], sys.argv[1])
    for good, text in checks(samples):
        print("%-4s %s" % ("ok" if good else "BAD", text))


if __name__ == "__main__":
    main()
