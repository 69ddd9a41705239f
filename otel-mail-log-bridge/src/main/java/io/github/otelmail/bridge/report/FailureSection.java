// Copyright The otel-mail Authors
// SPDX-License-Identifier: Apache-2.0
package io.github.otelmail.bridge.report;

import java.util.List;
import java.util.Map;

/** The part of the terminal report that tells why mail was deferred or bounced. */
final class FailureSection {
  private FailureSection() {}

  static String render(ReportSource source, TerminalReport.Style style) {
    BoundedTally<Failures.Key, Failures> tally = source.analysis().failures();
    List<Map.Entry<Failures.Key, Failures>> top = tally.top(style.top());
    if (top.isEmpty()) {
      return "";
    }
    Paint paint = new Paint(style.ansi());
    StringBuilder out = new StringBuilder();
    out.append(TerminalReport.heading(style, "WHY", "deferrals and bounces, most frequent first"));
    for (Map.Entry<Failures.Key, Failures> entry : top) {
      out.append(title(style, entry.getKey(), entry.getValue())).append('\n');
      String example = Text.clean(entry.getValue().example(source.policy()));
      int cells = Math.max(40, style.width() - 8);
      if (!example.isEmpty()) {
        out.append("      ").append(paint.faint("“" + Text.fit(example, cells - 2) + "”"));
        out.append('\n');
      }
      String response = FirstResponse.to(entry.getKey().reason(), entry.getKey().enhanced());
      String bullet = "→ ";
      for (String line : Text.wrap(response, cells - 2)) {
        out.append("      ").append(bullet).append(line).append('\n');
        bullet = "  ";
      }
    }
    if (tally.hasRest(style.top())) {
      long others = tally.keysAfter(style.top());
      out.append("  ")
          .append(others < 0 ? "other ways" : Human.count(others, "other way"))
          .append(" to fail, ")
          .append(Human.count(tally.restAfter(style.top()).attempts(), "attempt"))
          .append('\n');
    }
    return out.toString();
  }

  private static String title(TerminalReport.Style style, Failures.Key key, Failures failures) {
    Paint paint = new Paint(style.ansi());
    String count = Text.right(Human.count(failures.attempts()), 9);
    String code = key.enhanced() == null ? "" : "  " + Text.clean(key.enhanced());
    String what = key.kind().word() + " " + Cause.words(key.reason()) + code;
    String meaning = EnhancedStatusCodes.meaning(key.enhanced());
    String rest = meaning == null ? "" : "  " + meaning;
    if (failures.recipients() != failures.attempts()) {
      rest += "  (" + Human.count(failures.recipients(), "recipient") + ")";
    }
    return paint.bold(count)
        + "  "
        + (key.kind() == Failures.Kind.DEFERRED ? paint.yellow(what) : paint.red(what))
        + Text.fit(rest, style.width() - count.length() - 2 - what.length());
  }
}
