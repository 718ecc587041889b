"""Cases (事项): the shared review case — queue, lease, decisions, clock.

Owns: ``Case`` and its events. What a decision means is registered by the app that opened the case.
Callers: family bindings, reports, disputes, appeals, partner applications.
"""
