"""Cases (事项): the shared review case — queue, lease, decisions, clock.

Owns: ``Case`` and its events. What a decision means is registered by the app that opened the case
(``dossiers``). Callers: family bindings, reports, disputes, appeals, partner applications.

Here: opening, returning and deciding (``services``), who may (``checks``, ``conflicts``), the
clock (``sla``). Below: ``desk`` what officers have in hand, ``queues`` finding and listing,
``looks`` blind second looks, ``reasons`` their versions, ``figures`` numbers, ``review`` the pages.
"""
