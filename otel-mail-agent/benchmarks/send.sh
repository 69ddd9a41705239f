#!/usr/bin/env bash
# Copyright The otel-mail Authors
# SPDX-License-Identifier: Apache-2.0
#
# What a traced send costs over an open connection to a server on loopback, in alternating JVMs:
# untraced, with the agent alone, and through Micrometer's InstrumentedTransport, which records no
# replies, phases or Message-IDs, with a handler that counts and with the bridge to OpenTelemetry.
# Server and collector are one other process, and not in the figures.
# Prints medians for one send, the lowest and the highest CPU of the thread, and what they are over
# untraced.
#
#   ./mvnw package -DskipTests && otel-mail-agent/benchmarks/send.sh [rounds [warm-up [sends]]]
#
# Needs bash, a JDK 17 in JAVA_HOME or on the path, and Maven Central for what send-pom.xml names.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

rounds=${1:-5}
warmup=${2:-20000}
sends=${3:-50000}
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
agent=$(ls ../target/otel-mail-agent-*.jar | head -n 1)
work=$(mktemp -d)
sink=
trap '[ -z "$sink" ] || kill "$sink"; rm -rf "$work"' EXIT

../../mvnw -q -ntp -f send-pom.xml dependency:build-classpath "-Dmdep.outputFile=$work/classpath"
classes=$work/classes:$(cat "$work/classpath")
mkdir "$work/classes"
"${java}c" -nowarn -cp "$classes" -d "$work/classes" MailSink.java Send.java ObservedSend.java

"$java" -cp "$work/classes" MailSink > "$work/ports" &
sink=$!
for ((i = 0; i < 100; i++)); do
  [ -s "$work/ports" ] && break
  sleep 0.1
done
read -r smtp otlp < "$work/ports"
export OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:$otlp

run() { # name, jvm options and program...
  local name=$1
  shift
  "$java" -Xms256m -Xmx256m -cp "$classes" "$@" 2> "$work/errors" >> "$work/$name" || {
    cat "$work/errors" >&2
    exit 1
  }
}

for ((i = 0; i < rounds; i++)); do
  run untraced Send "$smtp" "$warmup" "$sends"
  run agent "-javaagent:$agent" Send "$smtp" "$warmup" "$sends"
  run micrometer ObservedSend "$smtp" "$warmup" "$sends"
  run bridge ObservedSend "$smtp" "$warmup" "$sends" "$OTEL_EXPORTER_OTLP_ENDPOINT"
done

column() { # name, column: its values, sorted
  awk -v c="$2" '{ print $c }' "$work/$1" | sort -n
}

median() { # name, column
  column "$1" "$2" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

for name in untraced agent micrometer bridge; do
  echo "$name $(median $name 1) $(median $name 2) $(median $name 3) $(median $name 4)" \
    "$(column $name 1 | head -n 1) $(column $name 1 | tail -n 1)"
done | awk 'NR == 1 { thread = $2; process = $3; bytes = $4; low = $6 } {
  printf "%-10s %7d ns CPU of the thread (%d to %d), %7d of the process, %7d B, %7d ns\n", $1, $2, $6, $7, $3, $4, $5
  if (NR > 1) {
    printf "%-10s x %.3f of the thread (lowest x %.3f), x %.3f of the process, %+d B\n", "", $2 / thread, $6 / low, $3 / process, $4 - bytes
  }
}'
