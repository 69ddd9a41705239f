// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge;

import io.github.otelmail.bridge.context.ContextResolver;
import io.github.otelmail.bridge.source.FileTail.Start;
import io.github.otelmail.bridge.source.LogPattern;
import io.github.otelmail.bridge.source.SendSpanQueue;
import io.github.otelmail.bridge.telemetry.SpanSettings;
import io.github.otelmail.bridge.tracker.TrackerLimits;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What {@code run} was told to do.
 *
 * @param files paths, patterns of paths, and {@code -} for standard input
 * @param from where to begin
 * @param newFiles where a file begins that the checkpoint does not know
 * @param follow false to end where the logs end now
 * @param stateDirectory where a restart finds what it needs
 * @param zone zone of stamps that name none
 * @param contexts finds the trace of a message
 * @param spans how spans look
 * @param limits what the tracker may keep
 * @param upstreams mail servers whose logs another bridge reads
 * @param stdin what {@code -} stands for
 * @param others inputs that are no files
 * @param queueStore where queue entries are kept that were put aside
 * @param queue what to ask at the start about mails that are queued; null for nothing
 */
record RunSettings(
    List<String> files,
    From from,
    Start newFiles,
    boolean follow,
    Path stateDirectory,
    ZoneId zone,
    ContextResolver contexts,
    SpanSettings spans,
    TrackerLimits limits,
    UpstreamHosts upstreams,
    InputStream stdin,
    List<SourceFactory> others,
    QueueStore queueStore,
    @Nullable QueueQuery queue) {

  /** Stands for standard input among the files. */
  static final String STDIN = "-";

  /** True when more than one log is read, whose hosts may hand mail to each other. */
  boolean readsSeveralLogs() {
    return files.size() + others.size() > 1
        || !others.isEmpty()
        || files.stream().anyMatch(LogPattern::isPattern);
  }

  /** Where applications tell of the mails they sent; null when nobody can. */
  @Nullable SendSpanQueue sendSpans() {
    return others.stream()
        .map(SourceFactory::sendSpans)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** The same, going on where the last run stopped. */
  RunSettings fromCheckpoint() {
    return new RunSettings(
        files,
        From.CHECKPOINT,
        newFiles,
        follow,
        stateDirectory,
        zone,
        contexts,
        spans,
        limits,
        upstreams,
        stdin,
        others,
        queueStore,
        queue);
  }

  /** Where an input begins that no checkpoint knows, or is to know. */
  Start start() {
    return switch (from) {
      case START -> Start.ROTATED;
      case END -> Start.END;
      case CHECKPOINT -> newFiles;
    };
  }

  /** Where to begin. */
  enum From {
    /** Where the last run stopped. */
    CHECKPOINT,
    /** At the first line of each file's oldest rotated one, whatever was read before. */
    START,
    /** After the last line of each file, whatever was read before. */
    END
  }
}
