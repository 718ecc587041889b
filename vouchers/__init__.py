"""Vouchers (医保码): the one credential of a person, its password, its codes and its scans.

Owns: vouchers, dynamic codes (动态码), scans (扫码). It never learns what a binding is: family asks
it to issue a code for a person "presented by" another. Callers: family, settlement, the roof.
"""
