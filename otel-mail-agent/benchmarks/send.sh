#!/usr/bin/env bash
# Copyright The otel-mail Authors
# SPDX-License-Identifier: Apache-2.0
#
# What a traced send costs over an open connection to a server on loopback: untraced, with the agent
# alone, and through Micrometer's InstrumentedTransport, with a handler that counts and with the
# bridge to OpenTelemetry. Each has a JVM of its own; when all are warm they send in turn, so that
# what else the machine does hits all alike. Server and collector are one other process, and not in
# the figures.
# Prints medians of the turns for one send: CPU of the sending thread, bytes that it allocated,
# time; and the mean CPU of the JVM, whose clock is too coarse for one turn. Below, the medians of
# the ratios to untraced in the same turn, the ratio of the means, and the bytes that are added.
#
#   ./mvnw package -DskipTests && otel-mail-agent/benchmarks/send.sh [forks [turns [sends [warm-up]]]]
#
# Needs bash, a JDK 17 in JAVA_HOME or on the path, and Maven Central for what send-pom.xml names.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

forks=${1:-3}
turns=${2:-50}
sends=${3:-2000}
warmup=${4:-30000}
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
agent=$(ls ../target/otel-mail-agent-*.jar | head -n 1)
work=$(mktemp -d)
sink=
trap '[ -z "$sink" ] || kill "$sink"; rm -rf "$work"' EXIT

../../mvnw -q -ntp -f send-pom.xml dependency:build-classpath "-Dmdep.outputFile=$work/classpath"
observed=$work/classes:$(cat "$work/classpath")
# An OpenTelemetry of the application's would be looked at by the agent.
plain=$work/classes:$(tr : '\n' < "$work/classpath" | grep -e /jakarta.mail -e angus -e activation | paste -sd :)
mkdir "$work/classes"
"${java}c" -nowarn -cp "$observed" -d "$work/classes" MailSink.java Send.java ObservedSend.java

"$java" -cp "$work/classes" MailSink > "$work/ports" &
sink=$!
for ((i = 0; i < 100; i++)); do
  [ -s "$work/ports" ] && break
  sleep 0.1
done
read -r smtp otlp < "$work/ports"
export OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:$otlp

variants=(untraced agent micrometer bridge)

start() { # name, class path, jvm options and program...
  local name=$1 classpath=$2 in out
  shift 2
  rm -f "$work/$name."{in,out}
  mkfifo "$work/$name."{in,out}
  "$java" -Xms256m -Xmx256m -cp "$classpath" "$@" \
    < "$work/$name.in" > "$work/$name.out" 2> "$work/$name.errors" &
  exec {in}> "$work/$name.in" {out}< "$work/$name.out"
  to[$name]=$in
  from[$name]=$out
  hear "$name" > /dev/null
}

hear() { # name: prints a line of the JVM
  local line
  if ! read -r line <&"${from[$1]}"; then
    cat "$work/$1.errors" >&2
    return 1
  fi
  echo "$line"
}

declare -A to from
for ((fork = 0; fork < forks; fork++)); do
  start untraced "$plain" Send "$smtp" "$warmup"
  start agent "$plain" "-javaagent:$agent" Send "$smtp" "$warmup"
  start micrometer "$observed" ObservedSend "$smtp" "$warmup"
  start bridge "$observed" ObservedSend "$smtp" "$warmup" "$OTEL_EXPORTER_OTLP_ENDPOINT"
  for ((turn = 0; turn < turns; turn++)); do
    for name in "${variants[@]}"; do
      echo "$sends" >&"${to[$name]}"
      hear "$name" >> "$work/$name"
    done
  done
  for name in "${variants[@]}"; do
    exec {to[$name]}>&- {from[$name]}<&-
  done
done

median() { # of standard input
  sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

column() { # name, column
  awk -v c="$2" '{ print $c }' "$work/$1" | median
}

mean() { # name: of its second column
  awk '{ sum += $2 } END { printf "%.0f", sum / NR }' "$work/$1"
}

ratio() { # name
  paste "$work/untraced" "$work/$1" | awk '{ print $5 / $1 }' | median
}

for name in "${variants[@]}"; do
  printf '%-10s %7d ns CPU of the thread, %7d of the JVM, %7d B, %7d ns\n' \
    "$name" "$(column "$name" 1)" "$(mean "$name")" "$(column "$name" 3)" "$(column "$name" 4)"
done
for name in "${variants[@]:1}"; do
  printf '%-10s x %.3f CPU of the thread, x %.3f of the JVM, %+d B\n' \
    "$name" "$(ratio "$name")" \
    "$(awk -v a="$(mean "$name")" -v b="$(mean untraced)" 'BEGIN { print a / b }')" \
    $(($(column "$name" 3) - $(column untraced 3)))
done
