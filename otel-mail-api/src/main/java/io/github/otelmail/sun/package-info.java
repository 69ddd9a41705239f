/** The traced transport for the implementation that was called JavaMail before Angus Mail. */
package io.github.otelmail.sun;
