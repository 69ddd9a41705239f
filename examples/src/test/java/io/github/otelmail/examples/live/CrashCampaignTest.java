// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.examples.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.otelmail.examples.destination.Behaviour;
import io.github.otelmail.examples.relay.RealPostfix;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * After any number of crashes, the backend has what a run has given it that nobody disturbed: the
 * same spans, id by id, with the same contents.
 *
 * <p>In the build that is a few kills beside an embedded relay. {@code -Dcrash.kills=N} runs a
 * campaign of N kills on two real Postfix, {@code -Dcrash.seed=N} another one.
 */
final class CrashCampaignTest {
  private static final long SEED = Long.getLong("crash.seed", 1);
  private static final int FEW = 5;
  private static final List<Behaviour> ANSWERED_AT_ONCE =
      List.of(Behaviour.ACCEPT, Behaviour.ACCEPT, Behaviour.UNKNOWN, Behaviour.POLICY);

  @TempDir Path directory;

  @Test
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  void kills_loseNothingAndRenameNothing() throws Exception {
    int kills = Integer.getInteger("crash.kills", 0);
    if (kills > 0) {
      RealPostfix.orSkip();
      try (MailHosts hosts = MailHosts.twoPostfix(directory);
          MailLoad load = new MailLoad(hosts, Arrays.asList(Behaviour.values()), SEED, 250)) {
        check(hosts, load, kills);
      }
    } else {
      try (MailHosts hosts = MailHosts.embedded(directory);
          MailLoad load = new MailLoad(hosts, ANSWERED_AT_ONCE, SEED, 50)) {
        check(hosts, load, FEW);
      }
    }
  }

  private void check(MailHosts hosts, MailLoad load, int kills) throws Exception {
    long start = System.nanoTime();
    try (UnsteadyBackend disturbed = new UnsteadyBackend(SEED);
        UnsteadyBackend undisturbed = new UnsteadyBackend(SEED)) {
      CrashCampaign campaign = new CrashCampaign(directory, hosts, disturbed, SEED);
      campaign.run(kills);
      load.finish();
      hosts.close();
      campaign.catchUp();
      undisturbed.recover();
      campaign.readUndisturbed(undisturbed);
      System.out.printf(
          "crash campaign, seed %d: %d kills in %d s, %d mails; %s; %s%n",
          SEED,
          kills,
          Duration.ofNanos(System.nanoTime() - start).toSeconds(),
          load.mails(),
          campaign.summary(),
          disturbed.summary());
      assertThat(disturbed.contradictions()).isEmpty();
      assertSame(disturbed.contents(), undisturbed.contents());
      assertThat(undisturbed.deliveries())
          .isBetween(load.answers(), load.answers() + load.uncertainAnswers());
    }
  }

  private static void assertSame(Map<String, String> found, Map<String, String> expected) {
    Set<String> missing = new TreeSet<>(expected.keySet());
    missing.removeAll(found.keySet());
    Set<String> added = new TreeSet<>(found.keySet());
    added.removeAll(expected.keySet());
    assertThat(missing).as("lost, such as %s", first(missing, expected)).isEmpty();
    assertThat(added).as("too many, such as %s", first(added, found)).isEmpty();
    assertThat(found).isEqualTo(expected);
  }

  private static String first(Set<String> ids, Map<String, String> contents) {
    return ids.isEmpty() ? "none" : String.valueOf(contents.get(ids.iterator().next()));
  }
}
