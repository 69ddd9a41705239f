#!/usr/bin/env bash
# Copyright The otel-mail Authors
# SPDX-License-Identifier: Apache-2.0
#
# jmh.sh parser|tracker|encoder [OPTION]…
#
# Measures one stage of the bridge beside a baseline with JMH, over the log of a real Postfix among
# the tests' resources: things a second, bytes allocated for each, and the ratio. OPTIONs are JMH's
# own (-h lists them).
set -euo pipefail

case ${1:-} in
  parser) benchmark=parser.postfix.ParserBenchmark ;;
  tracker) benchmark=tracker.TrackerBenchmark ;;
  encoder) benchmark=telemetry.MailSpansBenchmark ;;
  *) echo "usage: $0 parser|tracker|encoder [JMH option]…" >&2; exit 2 ;;
esac
shift
cd "$(dirname "$0")/../.."
./mvnw -q -ntp test-compile dependency:build-classpath -Dmdep.outputFile=target/classpath -pl otel-mail-log-bridge -am
cd otel-mail-log-bridge
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "target/test-classes:target/classes:$(cat target/classpath)" \
  "io.github.otelmail.bridge.$benchmark" "$@"
