"""News inside the family account; sent inside the transaction of the fact."""

from django.dispatch import Signal

#: ``ask``, ``by``: a member said yes or no, or the time ran out; ``ask.state`` says which. Reviews
#: and hand-over go on from here; what they refuse undoes the answer too.
consent_answered = Signal()
#: ``person``: can the personal account be shared? Receivers answer a word of
#: ``data.aid.ACCOUNT_WORDS``, empty where it can (P95).
payer_account_wanted = Signal()
