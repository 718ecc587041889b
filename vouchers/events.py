"""Facts that upper apps may hear, sent after commit, and the one question they may answer."""

from django.dispatch import Signal

#: ``voucher``, ``by``: a voucher became usable.
voucher_activated = Signal()
#: ``voucher``, ``by``: re-issued, so all that showed it before is dead (P38). Sent inside the
#: transaction, so that it all ends together; receivers must not fail.
voucher_reissued = Signal()
#: ``voucher``, ``by``: closed for good (P37, P39); inside the transaction, too.
voucher_closed = Signal()
#: ``scan``: a counter scanned; ``scan.outcome`` says with what result.
code_scanned = Signal()
#: ``institution``, ``visit_id``: a payer's code is about to be used up for this visit. Receivers
#: raise a ``DomainError`` where the visit cannot take a payer.
payer_scan_asked = Signal()
#: ``scan``: what became of it? Receivers answer a ``data.ScanResult`` or None.
scan_result_wanted = Signal()
#: ``person``: what else may a counter begin for this person? Receivers answer lists of
#: ``data.CounterMatter``.
counter_matters_wanted = Signal()
#: ``code``, ``person``: a relative's code is being used up. May who shows it still do so? Receivers
#: answer True; where none does, the code is refused (T40).
may_present_wanted = Signal()
#: ``user``: whose codes besides the own may this login show? Receivers answer ``data.CodePill``
#: rows for the row of names on the code page.
code_pills_wanted = Signal()
#: ``user``, ``client``: whose codes may this login show inside this channel app? Receivers answer
#: ``data.Relative`` rows.
relatives_wanted = Signal()
#: ``user``, ``client``, ``ref``, ``unlocked_by``: a channel app wants a relative's code. Receivers
#: answer the ``data.IssuedCode``, or raise the ``DomainError`` that says why not.
relative_code_wanted = Signal()
#: ``scan``, ``statement``: the counter reported that the code is not the patient's (P88). Receivers
#: answer the ``Case`` that they opened; where none does, the scan gets a case of its own. Sent
#: inside the transaction.
scan_mismatched = Signal()
#: ``scan``: who else holds this person's code? Receivers answer logins of family holders, who are
#: told and may answer 不是我 as the owner may.
scan_holders_wanted = Signal()
