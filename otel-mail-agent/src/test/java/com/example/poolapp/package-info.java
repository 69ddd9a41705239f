// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
/**
 * An application of the integration tests that sends much mail at once; as {@code
 * com.example.mailapp}.
 */
package com.example.poolapp;
