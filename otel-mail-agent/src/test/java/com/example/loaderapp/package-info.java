// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
/** Applications of the integration tests that load other applications. */
package com.example.loaderapp;
