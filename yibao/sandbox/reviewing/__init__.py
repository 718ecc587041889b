"""The review room of a vendor's sandbox: its test people's requests, decided by made-up officers.

Every word goes through the services that the review console uses, with the same rules: a lease,
the papers that the page showed, two officers where two must agree (P181, T35, T36).
"""
