#!/usr/bin/env bash
# Copyright The otel-mail Authors
# SPDX-License-Identifier: Apache-2.0
#
# What the agent costs a JVM, beside no agent and an agent that does nothing, in alternating runs:
# for a program that sends no mail, and for one that sends its first mail to a server in it.
# Prints medians of CPU time (user and system, all threads) and of peak memory, and their ratios.
# The last export, which the end of the JVM waits for, comes after that and is not in it.
#
#   ./mvnw package -DskipTests && otel-mail-agent/benchmarks/start-up.sh [runs]
#
# Needs bash, a JDK in JAVA_HOME or on the path, Linux's /proc, and the jars of Angus Mail that the
# build left in the local Maven repository. Nothing listens where spans are sent to.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

runs=${1:-11}
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
agent=$(ls ../target/otel-mail-agent-*.jar | head -n 1)
repository=${MAVEN_REPOSITORY:-$HOME/.m2/repository}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mail=
for jar in org/eclipse/angus/angus-mail/2.0.5/angus-mail-2.0.5.jar \
  jakarta/mail/jakarta.mail-api/2.1.5/jakarta.mail-api-2.1.5.jar \
  org/eclipse/angus/angus-activation/2.0.3/angus-activation-2.0.3.jar \
  jakarta/activation/jakarta.activation-api/2.1.4/jakarta.activation-api-2.1.4.jar; do
  if ! [ -f "$repository/$jar" ]; then
    echo "start-up.sh: $repository/$jar is not there: build first, or set MAVEN_REPOSITORY" >&2
    exit 1
  fi
  mail=$mail:$repository/$jar
done

mkdir "$work/classes" "$work/empty"
"${java}c" -nowarn -cp "$mail" -d "$work/classes" Hello.java FirstMail.java
"${java}c" -nowarn -d "$work/empty" EmptyAgent.java
printf 'Premain-Class: EmptyAgent\nCan-Retransform-Classes: true\n' > "$work/manifest"
"${java%java}jar" cfm "$work/empty.jar" "$work/manifest" -C "$work/empty" EmptyAgent.class

# One run: CPU milliseconds, and peak memory in KiB, as the program itself reads them at its end.
run() { # program, jvm options...
  local program=$1
  shift
  OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:9 OTEL_EXPORTER_OTLP_TIMEOUT=500 \
    "$java" "$@" -cp "$work/classes$mail" "$program" 2>/dev/null | tail -n 1
}

median() { # file, column
  awk -v c="$2" '{ print $c }' "$1" | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

for program in Hello FirstMail; do
  for ((i = 0; i < runs; i++)); do
    run "$program" >> "$work/$program.none"
    run "$program" "-javaagent:$work/empty.jar" >> "$work/$program.empty"
    run "$program" "-javaagent:$agent" >> "$work/$program.agent"
  done
  for kind in none empty agent; do
    printf '%-10s %-6s %6d ms CPU %8d KiB\n' "$program" "$kind" \
      "$(median "$work/$program.$kind" 1)" "$(median "$work/$program.$kind" 2)"
  done
  awk -v p="$program" -v n="$(median "$work/$program.none" 1)" -v e="$(median "$work/$program.empty" 1)" \
    -v a="$(median "$work/$program.agent" 1)" -v em="$(median "$work/$program.empty" 2)" \
    -v nm="$(median "$work/$program.none" 2)" -v am="$(median "$work/$program.agent" 2)" 'BEGIN {
      printf "%-10s agent/none %.2f  agent/empty %.2f CPU;  +%d ms, +%.1f MiB over none;  +%d ms, +%.1f MiB over empty\n",
        p, a / n, a / e, a - n, (am - nm) / 1024, a - e, (am - em) / 1024 }'
done
