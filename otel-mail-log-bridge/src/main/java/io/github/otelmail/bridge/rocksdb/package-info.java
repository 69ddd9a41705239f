// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
/**
 * What is kept in a RocksDB database: the entries of a queue that is larger than the heap, and the
 * checkpoint with them. Nothing in here may be loaded where the library is missing.
 */
@NullMarked
package io.github.otelmail.bridge.rocksdb;

import org.jspecify.annotations.NullMarked;
