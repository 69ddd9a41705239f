# Copyright The otel-mail Authors
# SPDX-License-Identifier: Apache-2.0
"""Writes the log of a busy Postfix as it would grow: so many lines a second, every queue id once.

Of the mails, 87 % are delivered at once, 10 % after one or two deferrals, and 3 % bounce and make a
notification of their own. Every second mail carries a trace token in its Message-ID.
"""

import heapq
import os
import random
import time

DIGITS = "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz"
BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"
RETRY_SECONDS = (5, 90)
KEPT = 3
GREYLISTED = ("4.7.1", "deferred", "host mx.%s[192.0.2.7] said: 451 4.7.1 <%s>: Recipient address rejected: "
                                   "Greylisted (in reply to RCPT TO command)")
UNKNOWN = ("5.1.1", "bounced", "host mx.%s[192.0.2.7] said: 550 5.1.1 <%s>: Recipient address rejected: "
                               "User unknown (in reply to RCPT TO command)")
SENT = ("2.0.0", "sent", "250 2.0.0 Ok: queued as %s")


def digits(number, alphabet, width=1):
    text = ""
    while number or len(text) < width:
        number, rest = divmod(number, len(alphabet))
        text = alphabet[rest] + text
    return text


class MailLog:
    """The log of one host, in one file that is rotated by renaming."""

    def __init__(self, path, seed):
        self.path = path
        self.random = random.Random(seed).random
        self.file = open(path, "ab", buffering=1 << 16)
        self.due = []
        self.lines = 0
        self.answers = 0
        self.mails = 0
        self.second = None

    def write(self, target, now):
        """Writes what is due by now, and begins new mails until `target` lines are written."""
        while self.due and self.due[0][0] <= now:
            self._emit(*heapq.heappop(self.due))
        while self.lines < target:
            self._mail(now)
        self.file.flush()

    def finish(self, now):
        """Writes what is due, and nothing new; true when every mail has its answer."""
        self.write(0, now)
        return not self.due

    def rotate(self):
        for number in range(KEPT - 1, 0, -1):
            if os.path.exists("%s.%d" % (self.path, number)):
                os.replace("%s.%d" % (self.path, number), "%s.%d" % (self.path, number + 1))
        os.replace(self.path, self.path + ".1")
        self.file.close()
        self.file = open(self.path, "ab", buffering=1 << 16)

    def close(self):
        self.file.close()

    def _emit(self, at, order, text):
        second = int(at)
        if second != self.second:
            self.second = second
            self.stamp = time.strftime("%Y-%m-%dT%H:%M:%S.", time.gmtime(second))
        self.file.write(b"%s%06d+00:00 mx1 postfix/%s\n"
                        % (self.stamp.encode(), int((at - second) * 1e6), text.encode()))
        self.lines += 1

    def _at(self, at, text):
        heapq.heappush(self.due, (at, len(self.due) + self.lines, text))

    def _queue_id(self, at):
        second = int(at)
        self.mails += 1
        return (digits(second, DIGITS, 6) + digits(int((at - second) * 1e6), DIGITS, 4)
                + "z" + digits(0x20000 + self.mails, DIGITS[:51]))

    def _mail(self, now):
        rnd = self.random
        queue_id = self._queue_id(now)
        number = self.mails
        domain = "d%d.example" % (rnd() * rnd() * 500)
        recipient = "user%d@%s" % (number % 9973, domain)
        client = "app%d.example[10.0.0.%d]" % (number % 12, number % 12)
        self._emit(now, 0, "smtpd[%d]: connect from %s" % (1000 + number % 40, client))
        self._emit(now, 0, "smtpd[%d]: %s: client=%s" % (1000 + number % 40, queue_id, client))
        if number % 2:
            message_id = "%d.%s@app.example" % (number, queue_id)
        else:
            message_id = "t1.%032x-%016x-01.%s@app.example" % (
                int(rnd() * 2 ** 128) | 1, int(rnd() * 2 ** 64) | 1, digits(int(now * 1000), BASE36))
        self._at(now + 0.004, "cleanup[%d]: %s: message-id=<%s>" % (2000 + number % 30, queue_id, message_id))
        self._at(now + 0.006, "smtpd[%d]: disconnect from %s ehlo=1 mail=1 rcpt=1 data=1 quit=1 commands=5"
                 % (1000 + number % 40, client))
        kind = rnd()
        answers = [GREYLISTED] * (0 if kind < 0.90 else 1 if kind < 0.97 else 2) + [UNKNOWN if kind < 0.03 else SENT]
        self._deliveries(queue_id, now, now + 0.01, "news@app.example", recipient, answers)

    def _deliveries(self, queue_id, arrival, active, sender, recipient, answers):
        rnd = self.random
        domain = recipient[recipient.index("@") + 1:]
        number = self.mails
        for dsn, status, text in answers:
            self._at(active, "qmgr[300]: %s: from=<%s>, size=%d, nrcpt=1 (queue active)"
                     % (queue_id, sender, 900 + number % 9000))
            connect, transmit = 0.02 + rnd() * 0.3, 0.05 + rnd() * 0.9
            end = active + 0.01 + connect + transmit
            reply = text % queue_id[::-1] if status == "sent" else text % (domain, recipient)
            self._at(end, "smtp[%d]: %s: to=<%s>, relay=mx.%s[192.0.2.7]:25, delay=%.2f, delays=%.2f/0.01/%.2f/%.2f, "
                          "dsn=%s, status=%s (%s)" % (4000 + number % 80, queue_id, recipient, domain, end - arrival,
                                                      active - arrival, connect, transmit, dsn, status, reply))
            active = end + RETRY_SECONDS[0] + rnd() * (RETRY_SECONDS[1] - RETRY_SECONDS[0])
        self.answers += 1
        if answers[-1] is UNKNOWN:
            notification = self._queue_id(end)
            self._at(end + 0.001, "cleanup[2100]: %s: message-id=<%s@mx1.example>" % (notification, notification))
            self._at(end + 0.002, "bounce[500]: %s: sender non-delivery notification: %s" % (queue_id, notification))
            self._deliveries(notification, end, end + 0.003, "", sender, [SENT])
        self._at(end + 0.004, "qmgr[300]: %s: removed" % queue_id)
