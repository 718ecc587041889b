"""Sandbox (演示环境): the simulated till, the text-message outbox, virtual people.

A client of the product like any other; nothing of it is reachable where production settings rule.
"""
