#!/usr/bin/env bash
# Copyright The otel-mail Authors
# SPDX-License-Identifier: Apache-2.0
#
# deferred-messages.sh [COUNT] [HEAP] [ROCKSDB_JAR]
#
# Keeps so many deferred messages (default: a million) in a tracker with so much heap (default:
# 512m), and prints what each of them takes, once with replies that many messages share and once
# with replies of which no two are the same. With the jar of RocksDB they are kept in a database.
# Needs the test classes: ./mvnw test-compile.
set -euo pipefail

count=${1:-1000000}
heap=${2:-512m}
rocksdb=${3:-}
module=$(cd "$(dirname "$0")/.." && pwd)
[ -d "$module/target/test-classes" ] && [ -d "$module/target/lib" ] ||
  { echo "build first: ./mvnw package -pl otel-mail-log-bridge -am" >&2; exit 1; }
database=$(mktemp -d)
trap 'rm -rf "$database"' EXIT
for replies in shared unique; do
  java -XX:+UseSerialGC -Xmx"$heap" \
    -cp "$module/target/test-classes:$module/target/classes:$module/target/lib/*${rocksdb:+:$rocksdb}" \
    io.github.otelmail.bridge.tracker.DeferredMessages "$count" "$replies" ${rocksdb:+"$database/$replies"}
done
