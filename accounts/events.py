"""What upper apps hear from accounts and the questions they may answer.

All of these are sent inside the transaction of the fact: what a receiver does happens with it or
not at all, and an error of a receiver undoes both.
"""

from django.dispatch import Signal

#: ``user``, ``kind``, ``by``: a consent was taken back. What it allowed stops at once (settled 6).
consent_withdrawn = Signal()
#: Which consents exist? Receivers answer a tuple of ``data.ConsentKind``.
consent_kinds_wanted = Signal()
#: ``user``, ``person`` (or None): what hinders closing? Receivers answer a list of
#: ``data.OpenMatter``, empty where nothing does.
open_matters_wanted = Signal()
#: ``user``, ``person`` (or None), ``by``: the account is being closed. Receivers stop what lives
#: from it (voucher, cards, grants); the row of the user is emptied afterwards.
account_closing = Signal()
#: ``user``, ``person`` (or None): a copy of the own data is being made. Receivers answer a list of
#: ``yibao.kernel.portable.Section``: all rows of this person that the app holds and no others.
export_wanted = Signal()
#: ``user``, ``by``: the account was found again and has a new number. What the lost device still
#: shows or holds must die with it (T16, P38).
account_recovered = Signal()
#: ``person``, ``by``: sent just before ``account_closing`` and ``person_died``. Receivers take the
#: locks that stand first in their order, and do nothing else: what follows is not sorted by lock.
person_leaving = Signal()
#: ``person``, ``by``: the register learnt of a death. What lives from the person closes with this
#: commit: voucher, family displays, mutual aid (P39, P85).
person_died = Signal()
#: ``persons``, ``by``: the insurance relation that they use is another one, or has changed: place,
#: kind or state. Receivers end what rested on the old one (P118).
insurance_changed = Signal()
