"""The same system with three mistakes that are often made; the conformance run finds each."""

import struct

from wire import Refused, System


class Careless(System):
    """Takes every answer for a success."""

    def judge(self, reply):
        return reply.get("output") or _Nothing()

    def judge_code(self, reply):
        try:
            return super().judge_code(reply)
        except Refused:
            return _Nothing()


class Forgetful(System):
    """Sends a lost bill again under a new msgid, as if it were another one."""

    def resend(self, infno, given, msgid):
        return self.call(infno, given)


class Floating(System):
    """Adds money up in the single precision that some languages call ``float``."""

    def total(self, amounts):
        exact = sum(float(amount) for amount in amounts)
        return repr(struct.unpack("f", struct.pack("f", exact))[0])


class _Nothing(dict):
    """What a missing answer looks like to somebody who does not look."""

    def __missing__(self, name):
        return _Nothing()

    def __str__(self):
        return ""


class Broken(Careless, Forgetful, Floating):
    """All three at once."""


KINDS = {
    "careless": Careless, "forgetful": Forgetful, "floating": Floating, "all": Broken,
}  # fmt: skip
