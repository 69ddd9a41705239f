// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
/** A Spring Boot application that knows nothing of tracing. */
package com.example.shop;
