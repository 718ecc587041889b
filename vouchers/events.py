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
#: ``scan``: who else holds this person's code? Receivers answer logins of family holders, who are
#: told and may answer 不是我 as the owner may.
scan_holders_wanted = Signal()
