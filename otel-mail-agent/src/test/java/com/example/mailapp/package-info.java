// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
/**
 * The application of the integration tests: it knows nothing of tracing. Written for {@code
 * jakarta.mail} with Angus, it is compiled once more for {@code javax.mail} and {@code
 * com.sun.mail} when the tests run, so it uses no more than Java 8 and JavaMail 1.4.
 */
package com.example.mailapp;
