/** The traced transport for Angus Mail. */
package io.github.otelmail.angus;
