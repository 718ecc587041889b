"""Settlement (结算): what a visit costs, who pays which part, and the books that prove it.

Owns: the benefit engine (``rules``), the regional policy packs (政策包, ``packs``), visits and fee
lines, quotes (预结算), settlements (结算), refunds (退费), reversals (冲正), the ledger and
reconciliation (对账).  Callers: the project package only; no other app imports it.
"""
