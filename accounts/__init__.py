"""Accounts (身份): people and those who act.

Owns: users (用户), the register of insured persons (参保库), real-name and face checks (实名实人),
consents (同意), institutions (定点医药机构), partner clients (接入应用). Callers: vouchers, family,
settlement and the roof, through services, selectors, data, states, errors and events only.
"""
