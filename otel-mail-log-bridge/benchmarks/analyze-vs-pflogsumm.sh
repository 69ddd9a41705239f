#!/usr/bin/env bash
# Copyright The otel-mail Authors
# SPDX-License-Identifier: Apache-2.0
#
# analyze-vs-pflogsumm.sh LOG [RUNS]
#
# Measures `otel-mail analyze` beside pflogsumm (apt-get install pflogsumm) on the same log, in turn,
# whole processes from start to exit: CPU seconds, wall seconds, peak memory, and the ratio of each
# pair. Both must count the same deliveries. The machine should have nothing else to do.
#
#   JAVA_OPTS   options for the JVM (default: those of ./otel-mail)
set -euo pipefail
export LC_ALL=C

log=${1:?usage: $0 LOG [RUNS]}
runs=${2:-3}
target=$(cd "$(dirname "$0")/../target" && pwd)
jar=$(ls "$target"/otel-mail-log-bridge-*.jar 2>/dev/null | grep -v -e sources -e javadoc | head -n 1)
[ -n "$jar" ] || { echo "build the bridge first: ./mvnw package -pl otel-mail-log-bridge -am" >&2; exit 1; }
for tool in pflogsumm java awk; do
  command -v "$tool" >/dev/null || { echo "$tool is missing" >&2; exit 1; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

ours() { # shellcheck disable=SC2086
  java ${JAVA_OPTS:--XX:+UseSerialGC -XX:MaxInlineLevel=4 -XX:FreqInlineSize=100 -XX:InlineSmallCode=800} -jar "$jar" analyze "$@" "$log"
}

# measure NAME COMMAND… : "user sys wall" in NAME.time, output in NAME.out
measure() {
  local name=$1
  shift
  local TIMEFORMAT='%U %S %R'
  { time "$@" >"$work/$name.out" 2>"$work/$name.err"; } 2>"$work/$name.time"
}

cpu() { awk '{print $1 + $2}' "$work/$1.time"; }
wall() { awk '{print $3}' "$work/$1.time"; }

lines=$(wc -l <"$log")
echo "$log: $lines lines, $(wc -c <"$log") bytes"
cat "$log" >/dev/null # the page cache is warm for both

: >"$work/pairs"
for run in $(seq "$runs"); do
  measure ours ours
  measure peer pflogsumm "$log"
  echo "$(cpu ours) $(wall ours) $(cpu peer) $(wall peer)" >>"$work/pairs"
  echo "run $run: analyze $(cpu ours) CPU-s, $(wall ours) s; pflogsumm $(cpu peer) CPU-s, $(wall peer) s"
done

ours --json 2>/dev/null | tail -n 1 >"$work/summary"
sent() { grep -o "\"$1\":{\"sent\":[0-9]*" "$work/summary" | grep -o '[0-9]*$'; }
awk -v ours=$(($(sent attempts) + $(sent notification_attempts))) '
  NF == 2 && $2 == "delivered" { n = $1; sub(/k$/, "", n); f = ($1 ~ /k$/) ? 1024 : 1; peer = n * f; exact = f == 1 }
  END {
    printf "deliveries: analyze %d, pflogsumm %s%s\n", ours, exact ? "" : "about ", peer
    if (exact && peer != ours || !exact && (peer < ours * 0.99 || peer > ours * 1.01)) exit 1
  }' "$work/peer.out" || { echo "the counts differ: one of the two is wrong" >&2; exit 1; }

sort -n "$work/pairs" | awk -v lines="$lines" '
  { ours[NR] = $1; peer[NR] = $3; ratio[NR] = $3 / $1; w[NR] = $4 / $2 }
  function median(a, n,   i, j, t) {
    for (i = 1; i <= n; i++) for (j = i + 1; j <= n; j++) if (a[j] < a[i]) { t = a[i]; a[i] = a[j]; a[j] = t }
    return a[int((n + 1) / 2)]
  }
  END {
    o = median(ours, NR); p = median(peer, NR)
    printf "lines per CPU-s (median): analyze %.0f, pflogsumm %.0f\n", lines / o, lines / p
    printf "ratio (median of the pairs): %.1f times less CPU, %.1f times less wall time\n", median(ratio, NR), median(w, NR)
  }'

if [ -x /usr/bin/time ]; then
  # shellcheck disable=SC2086
  /usr/bin/time -f "peak memory: analyze %M KB" java ${JAVA_OPTS:--XX:+UseSerialGC -XX:MaxInlineLevel=4 -XX:FreqInlineSize=100 -XX:InlineSmallCode=800} -jar "$jar" analyze "$log" 2>&1 >/dev/null | tail -n 1
  /usr/bin/time -f "peak memory: pflogsumm %M KB" pflogsumm "$log" 2>&1 >/dev/null | tail -n 1
fi
