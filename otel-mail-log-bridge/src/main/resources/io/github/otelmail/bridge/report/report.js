// Draws the report from the JSON in the page. Text from the log is only ever set as text.
(function () {
  "use strict";
  const data = JSON.parse(document.getElementById("data").textContent);
  const ROWS_AT_FIRST = 10;

  // ---- words and numbers

  const count = (n) => n.toLocaleString("en-US");
  const plural = (n, noun) => count(n) + " " + noun + (n === 1 ? "" : "s");

  function percent(part, whole) {
    if (!whole) return "–";
    const p = (100 * part) / whole;
    if (part > 0 && p < 0.05) return "< 0.1 %";
    if (part < whole && p >= 99.95) return "> 99.9 %";
    return p.toFixed(1) + " %";
  }

  function duration(exact) {
    const s = Math.round(exact * 1e6) / 1e6;
    if (s === 0) return "0 s";
    if (s < 0.001) return Math.round(s * 1e6) + " µs";
    if (s < 0.9995) return (s * 1000).toFixed(s < 0.01 ? 1 : 0) + " ms";
    if (s < 59.95) return s.toFixed(s < 9.995 ? 2 : 1) + " s";
    const two = (big, bigUnit, small, smallUnit) =>
      small ? big + " " + bigUnit + " " + small + " " + smallUnit : big + " " + bigUnit;
    const seconds = Math.round(s);
    if (seconds < 3600) return two(Math.floor(seconds / 60), "min", seconds % 60, "s");
    const minutes = Math.round(s / 60);
    if (minutes < 1440) return two(Math.floor(minutes / 60), "h", minutes % 60, "min");
    const hours = Math.round(s / 3600);
    return two(Math.floor(hours / 24), "d", hours % 24, "h");
  }

  /** An edge of the distribution: whole units only. */
  function edge(s) {
    if (s < 1) return s * 1000 + " ms";
    if (s < 60) return s + " s";
    if (s < 3600) return s / 60 + " min";
    if (s < 86400) return s / 3600 + " h";
    return s / 86400 + " d";
  }

  const bucket = (s) => (s === 1 ? "second" : duration(Math.round(s)).replace(/\.\d+/, ""));
  const time = (s) =>
    new Date(s * 1000).toISOString().replace("T", " ").slice(0, 19);
  const stamp = (text) => (text ? text.replace("T", " ").slice(0, 19) : "–");
  const words = (reason) => reason.replace(/_/g, " ");

  // ---- elements

  function el(tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined && text !== null) node.textContent = text;
    return node;
  }

  function append(parent, ...children) {
    children.forEach((child) => parent.appendChild(child));
    return parent;
  }

  function table(headings, rows) {
    const head = el("tr");
    headings.forEach(([text, className]) => {
      const cell = el("th", className, text);
      cell.scope = "col";
      head.appendChild(cell);
    });
    return append(el("table"), append(el("thead"), head), append(el("tbody"), ...rows));
  }

  function row(cells) {
    const line = el("tr");
    cells.forEach(([text, className]) => {
      const cell = el("td", className);
      if (text instanceof Node) cell.appendChild(text);
      else cell.textContent = text;
      line.appendChild(cell);
    });
    return line;
  }

  function show(id) {
    const section = document.getElementById(id);
    section.hidden = false;
    return section;
  }

  // ---- heading and figures

  function heading() {
    document.getElementById("period").textContent =
      stamp(data.from) + " – " + stamp(data.to) + " UTC · " + data.inputs;
    const figures = document.getElementById("figures");
    const add = (name, value, remark, className) => {
      const box = append(el("div", className), el("dt", "", name), el("dd", "", value));
      if (remark) box.lastChild.appendChild(el("small", "", remark));
      figures.appendChild(box);
    };
    const outcomes = data.outcomes;
    const waiting = outcomes.deferred + outcomes.held;
    const failed = outcomes.bounced + outcomes.expired;
    add("Messages", count(data.messages), plural(data.recipients, "recipient"));
    add("Delivered", percent(outcomes.delivered, data.recipients), count(outcomes.delivered));
    add("Waiting now", count(waiting), percent(waiting, data.recipients), waiting ? "slow" : "");
    add("Failed", count(failed), percent(failed, data.recipients), failed ? "bad" : "");
    if (data.late) add("Late", count(data.late), "past their deadline", "bad");
    const inbox = data.time_to_inbox;
    add("Inbox p50", inbox.count ? duration(inbox.p50_s) : "–", "half are faster");
    add("Inbox p95", inbox.count ? duration(inbox.p95_s) : "–", "1 of 20 is slower");
    add("Inbox p99", inbox.count ? duration(inbox.p99_s) : "–", "max " + duration(inbox.max_s));
    const lines = data.lines;
    let unknown = 0;
    Object.values(lines.unparsed).forEach((n) => (unknown += n));
    document.getElementById("lines").textContent =
      plural(lines.total, "line") + " read: " + count(lines.parsed) + " about mail, " +
      count(lines.ignored) + " known and about no message, " + count(lines.foreign) +
      " of other programs, " + count(unknown) + " not understood. Apart from the messages: " +
      plural(data.notifications, "notification") + " to senders, " +
      plural(data.refused, "refusal") + " before the queue. Addresses shown: " + data.addresses +
      ". Times are UTC.";
  }

  // ---- pictures

  const charts = [];
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  const axis = (more) =>
    Object.assign(
      {
        stroke: () => css("--faint"),
        grid: { stroke: () => css("--grid"), width: 1 },
        ticks: { show: false },
        font: "12px system-ui, sans-serif",
      },
      more
    );

  /** A chart with its figures as a table, for those who do not see it. */
  function chart(id, label, height, options, values, figures) {
    const box = document.getElementById(id);
    const plot = new uPlot(
      Object.assign({ width: Math.max(260, box.clientWidth), height: height }, options),
      values,
      box
    );
    plot.root.setAttribute("role", "img");
    plot.root.setAttribute("aria-label", label);
    charts.push([plot, box, height]);
    const details = append(el("details", "figures"), el("summary", "", "Figures"));
    box.parentNode.appendChild(append(details, append(el("div", "scroll"), figures)));
  }

  function barColour(names) {
    return {
      fill: { unit: 3, values: () => names.map((name) => css(name)) },
      stroke: { unit: 3, values: () => names.map((name) => css(name)) },
    };
  }

  function stages() {
    const bars = [];
    data.stages.forEach((stage) => {
      const label = data.stage_labels[stage.stage];
      if (stage.stage !== "retry" && stage.total_s > 0) {
        bars.push([label[0], stage.total_s, "--blue", label[1], stage.each]);
      }
    });
    Object.entries(data.retry_waits_s)
      .sort((a, b) => b[1] - a[1])
      .forEach(([reason, s]) =>
        bars.push(["retry: " + words(reason), s, "--wait", "waiting for the next attempt", null])
      );
    let total = 0;
    bars.forEach((bar) => (total += bar[1]));
    document.getElementById("stages-remark").textContent =
      duration(total) + " over all recipients and hops; share of each stage.";
    if (!bars.length) return;
    const x = bars.map((bar, i) => i);
    chart(
      "stages",
      "Share of time: " + bars.map((bar) => bar[0] + " " + percent(bar[1], total)).join(", "),
      40 + 30 * bars.length,
      {
        legend: { show: false },
        cursor: { show: false },
        scales: {
          x: { time: false, ori: 1, dir: -1, range: [-0.6, bars.length - 0.4] },
          y: { ori: 0, range: [0, 100] },
        },
        axes: [
          axis({
            side: 3,
            size: 150,
            splits: () => x,
            values: () => bars.map((bar) => bar[0]),
            grid: { show: false },
          }),
          axis({ side: 2, size: 28, values: (u, splits) => splits.map((v) => v + " %") }),
        ],
        series: [
          {},
          {
            paths: uPlot.paths.bars({
              size: [0.7, 40],
              radius: 0.15,
              disp: barColour(bars.map((bar) => bar[2])),
            }),
            fill: () => css("--blue"),
            points: { show: false },
          },
        ],
      },
      [x, bars.map((bar) => (100 * bar[1]) / total)],
      table(
        [["stage"], ["share", "number"], ["total", "number"], ["p50", "number"], ["p95", "number"], ["what it is"]],
        bars.map((bar) =>
          row([
            [bar[0]],
            [percent(bar[1], total), "number"],
            [duration(bar[1]), "number"],
            [bar[4] ? duration(bar[4].p50_s) : "", "number"],
            [bar[4] ? duration(bar[4].p95_s) : "", "number"],
            [bar[3]],
          ])
        )
      )
    );
  }

  function distribution() {
    let bars = data.distribution;
    const filled = bars.map((bar, i) => (bar[1] ? i : -1)).filter((i) => i >= 0);
    if (!filled.length) return;
    bars = bars.slice(Math.max(0, filled[0] - 1), filled[filled.length - 1] + 1);
    const x = bars.map((bar, i) => i);
    const label = (i) => (bars[i][0] === null ? "more" : "≤ " + edge(bars[i][0]));
    const colour = bars.map((bar) =>
      bar[0] === null || bar[0] > 3600 ? "--error" : bar[0] > 60 ? "--wait" : "--blue"
    );
    chart(
      "distribution",
      "Distribution of the time to inbox: " +
        bars.map((bar, i) => label(i) + ": " + bar[1]).join(", "),
      260,
      {
        legend: { show: false },
        cursor: { show: false },
        scales: {
          x: { time: false, range: [-0.6, bars.length - 0.4] },
          y: { distr: 4, asinh: 1, range: (u, min, max) => [0, max * 1.3] },
        },
        axes: [
          axis({
            splits: () => x,
            values: (u) => x.map((i) => (i % Math.ceil((x.length * 80) / u.width) ? "" : label(i))),
            grid: { show: false },
            size: 34,
          }),
          axis({
            size: 62,
            splits: (u) => {
              const splits = [0];
              for (let v = 1; v <= u.scales.y.max; v *= 10) splits.push(v);
              return splits;
            },
            values: (u, splits) => splits.map(count),
          }),
        ],
        series: [
          {},
          {
            paths: uPlot.paths.bars({ size: [0.8, 60], radius: 0.1, disp: barColour(colour) }),
            fill: () => css("--blue"),
            points: { show: false },
          },
        ],
      },
      [x, bars.map((bar) => bar[1])],
      table(
        [["time to inbox"], ["recipients", "number"], ["share", "number"]],
        bars.map((bar, i) =>
          row([
            [label(i)],
            [count(bar[1]), "number"],
            [percent(bar[1], data.time_to_inbox.count), "number"],
          ])
        )
      )
    );
  }

  /** Labels of a time axis: the time of day, and the date where the day changes. */
  function clock(u, splits) {
    const step = splits.length > 1 ? splits[1] - splits[0] : 60;
    let day = "";
    return splits.map((s) => {
      const text = time(s);
      const date = text.slice(0, 10);
      const label = step >= 86400 ? date : text.slice(11, step < 60 ? 19 : 16);
      const first = date !== day && step < 86400;
      day = date;
      return first ? label + "\n" + date : label;
    });
  }

  function timeline() {
    const line = data.timeline;
    if (!line.start_s.length) return;
    document.getElementById("timeline-remark").textContent =
      "Recipients whose mail is queued, at the end of each " + bucket(line.bucket_s) +
      "; those between two attempts are waiting for a retry.";
    const series = (label, colour, more) =>
      Object.assign(
        { label: label, stroke: () => css(colour), width: 2, points: { show: false },
          value: (u, v) => (v === null ? "–" : count(v)) },
        more
      );
    const peak = Math.max(...line.queued);
    chart(
      "timeline",
      "Mail in the queue over time, at most " + count(peak),
      300,
      {
        cursor: { drag: { x: true, y: false } },
        tzDate: (ts) => uPlot.tzDate(new Date(ts * 1000), "Etc/UTC"),
        scales: { y: { range: (u, min, max) => [0, Math.max(4, max * 1.1)] } },
        axes: [
          axis({ values: clock, space: 90 }),
          axis({ size: 62, values: (u, splits) => splits.map((v) => (v % 1 ? "" : count(v))) }),
        ],
        series: [
          { label: "time", value: (u, v) => (v === null ? "–" : time(v)) },
          series("queued", "--blue", { paths: uPlot.paths.stepped({ align: 1 }) }),
          series("waiting for a retry", "--wait", {
            paths: uPlot.paths.stepped({ align: 1 }),
            fill: () => css("--wait") + "33",
            dash: [6, 3],
          }),
          series("delivered meanwhile", "--ok", { width: 1 }),
          series("failed meanwhile", "--error", { width: 1 }),
        ],
      },
      [line.start_s, line.queued, line.waiting_for_retry, line.delivered, line.failed],
      table(
        [["from"], ["queued", "number"], ["waiting for a retry", "number"], ["delivered", "number"], ["failed", "number"]],
        line.start_s.map((s, i) =>
          row([
            [time(s)],
            [count(line.queued[i]), "number"],
            [count(line.waiting_for_retry[i]), "number"],
            [count(line.delivered[i]), "number"],
            [count(line.failed[i]), "number"],
          ])
        )
      )
    );
  }

  // ---- messages

  function waterfall(message) {
    const box = el("div", "way");
    const facts = el("dl");
    const fact = (name, value) => {
      if (value !== null && value !== undefined) {
        append(facts, el("dt", "", name), el("dd", "code", value));
      }
    };
    fact("Message-ID", message.message_id === null ? null : "<" + message.message_id + ">");
    fact("trace id", message.trace_id);
    fact("stream", message.stream);
    const start = Math.min(...message.rows.map((r) => r[2]));
    const span = Math.max(1e-6, Math.max(...message.rows.map((r) => r[3])) - start);
    const list = el("ol");
    message.rows.forEach(([depth, name, from, to, state, note]) => {
      const bar = el("i");
      bar.style.left = Math.min(99.6, (100 * (from - start)) / span) + "%";
      bar.style.width = (100 * (to - from)) / span + "%";
      const label = el("span", "name", name);
      label.style.paddingLeft = depth * 0.9 + "rem";
      const took = duration(to - from) + (state === "open" ? " …" : "");
      const step = append(
        el("div", "step"),
        label,
        append(el("span", "lane"), bar),
        el("span", "at", "+" + duration(Math.max(0, from - start))),
        el("span", "took", took)
      );
      const item = append(el("li", state), step);
      if (note) {
        const text = el("p", "note", note);
        text.style.paddingLeft = depth * 0.9 + 0.9 + "rem";
        item.appendChild(text);
      }
      list.appendChild(item);
    });
    return append(box, facts, list);
  }

  function messageRow(message, first, columns) {
    const button = el("button", "open", first);
    button.type = "button";
    button.setAttribute("aria-expanded", "false");
    const line = row([
      [button],
      [message.queue_id, "code"],
      [message.recipient || message.domain || "…"],
      [count(message.attempts), "number"],
      [message.outcome, message.outcome],
      [message.why],
    ]);
    line.dataset.queueId = message.queue_id;
    let way = null;
    button.addEventListener("click", () => {
      if (!way) {
        const cell = el("td");
        cell.colSpan = columns;
        way = append(el("tr"), append(cell, waterfall(message)));
        line.after(way);
      } else {
        way.hidden = !way.hidden;
      }
      button.setAttribute("aria-expanded", String(!way.hidden));
    });
    return line;
  }

  function messages(id, heading, first) {
    const list = data.lists[id];
    if (!list.rows.length) return;
    const section = show(id);
    const headings = [[heading], ["queue id"], ["to"], ["attempts", "number"], ["outcome"], ["why"]];
    const rows = list.rows.map(([index, measure]) =>
      messageRow(data.listed[index], first(measure), headings.length)
    );
    rows.slice(ROWS_AT_FIRST).forEach((line) => (line.hidden = true));
    section.querySelector(".scroll").appendChild(table(headings, rows));
    const more = el("p", "more remark");
    if (rows.length > ROWS_AT_FIRST) {
      const all = el("button", "all", "Show " + rows.length);
      all.type = "button";
      all.addEventListener("click", () => {
        rows.forEach((line) => (line.hidden = false));
        all.remove();
        rows[ROWS_AT_FIRST].querySelector("button").focus();
      });
      more.appendChild(all);
    }
    if (id !== "slowest" && list.total > rows.length) {
      more.appendChild(el("span", "", " " + count(list.total) + " in all"));
    }
    if (more.hasChildNodes()) section.appendChild(more);
  }

  // ---- tables

  function failures() {
    if (!data.failures.length) return;
    const list = show("failures").querySelector("ol");
    data.failures.slice(0, 25).forEach((failure) => {
      const title = el("p");
      append(
        title,
        el("strong", failure.kind, failure.kind + " · " + words(failure.reason)),
        el("span", "code", failure.enhanced_code ? "  " + failure.enhanced_code : ""),
        el("span", "", failure.meaning ? "  " + failure.meaning : "")
      );
      const text = append(el("div"), title, el("p", "response", failure.first_response));
      if (failure.example) text.appendChild(el("p", "example", "“" + failure.example + "”"));
      const number = el("p", "count", count(failure.attempts));
      number.appendChild(el("small", "", plural(failure.recipients, "recipient")));
      list.appendChild(append(el("li"), number, text));
    });
  }

  function groups(id, key, names) {
    const all = names.length === 1 && names[0][key] === "";
    if (!names.length || all) return;
    const most = Math.max(...names.map((group) => group.recipients));
    const rows = names.map((group) => {
      const bar = el("i");
      bar.style.width = (100 * group.recipients) / most + "%";
      const inbox = group.time_to_inbox;
      const some = (n) => (n ? count(n) : "–");
      const took = (s) => (inbox.count ? duration(s) : "–");
      const others = group.others ? count(group.others) + " others" : "all others";
      return row([
        [group[key] === null ? others : group[key] || "(none)"],
        [bar, "bar"],
        [count(group.recipients), "number"],
        [percent(group.delivered, group.recipients), "number"],
        [some(group.deferred), "number"],
        [some(group.failed), "number"],
        [some(group.late), "number"],
        [took(inbox.p50_s), "number"],
        [took(inbox.p95_s), "number"],
        [took(inbox.max_s), "number"],
      ]);
    });
    show(id).querySelector(".scroll").appendChild(
      table(
        [[key], ["", "bar"], ["recipients", "number"], ["delivered", "number"], ["waiting", "number"],
          ["failed", "number"], ["late", "number"], ["p50", "number"], ["p95", "number"], ["max", "number"]],
        rows.length > 26 ? rows.slice(0, 25).concat(rows.slice(-1)) : rows
      )
    );
  }

  heading();
  stages();
  distribution();
  timeline();
  messages("waiting", "age", duration);
  messages("late", "late by", duration);
  messages("slowest", "took", duration);
  messages("failed", "at", time);
  failures();
  groups("domains", "domain", data.domains);
  groups("streams", "stream", data.streams);

  /** Opens the message whose queue id stands after # in the page's address. */
  function openNamed() {
    const name = decodeURIComponent(location.hash.slice(1));
    const lines = Array.from(document.querySelectorAll("tr[data-queue-id]"));
    const line = name ? lines.find((one) => one.dataset.queueId === name) : null;
    if (!line) return;
    line.hidden = false;
    const button = line.querySelector("button");
    if (button.getAttribute("aria-expanded") === "false") button.click();
    line.scrollIntoView();
    button.focus();
  }
  openNamed();
  window.addEventListener("hashchange", openNamed);

  let pending = 0;
  window.addEventListener("resize", () => {
    cancelAnimationFrame(pending);
    pending = requestAnimationFrame(() =>
      charts.forEach(([plot, box, height]) =>
        plot.setSize({ width: Math.max(260, box.clientWidth), height: height })
      )
    );
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () =>
    charts.forEach(([plot]) => plot.redraw(false, true))
  );
})();
