// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.source;

import java.io.Closeable;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * The ports for syslog of a process. They stay open while one input takes over from another, since
 * senders say nothing twice. For any thread.
 */
public final class SyslogPorts implements Closeable {
  private final NetworkLimits limits;
  private final LossCounts losses = new LossCounts();
  private final DatagramPorts datagrams = new DatagramPorts();
  private final StreamPorts streams;

  /** None is open yet. */
  public SyslogPorts(NetworkLimits limits) {
    this.limits = limits;
    streams = new StreamPorts(limits, losses);
  }

  NetworkLimits limits() {
    return limits;
  }

  /** What is refused or lost, whoever listens. */
  LossCounts losses() {
    return losses;
  }

  DatagramPorts datagrams() {
    return datagrams;
  }

  StreamPorts streams() {
    return streams;
  }

  /** Closes the ports that no input listens on. */
  public void closeUnused() {
    datagrams.closeUnused();
    streams.closeUnused();
  }

  /**
   * Closes of those only what is in the way of an input that is about to listen: should it fail,
   * the one before goes on with the rest as if nothing had been.
   */
  void makeWayFor(List<InetSocketAddress> udp, List<StreamPorts.Key> tcp) {
    datagrams.makeWayFor(udp);
    streams.makeWayFor(tcp);
  }

  /**
   * Takes no more connections, and has those that are open end: senders are told, and what they
   * have sent is received. Takes a second at most, if the input goes on meanwhile.
   */
  public void hangUp() {
    streams.hangUp();
  }

  @Override
  public void close() {
    datagrams.close();
    streams.close();
  }
}
