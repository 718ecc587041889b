"""Family (亲情账户): who may show whose code, with proof documents, consent and review.

Showing is not spending: a binding never moves money. Callers: settlement and the roof.
"""
