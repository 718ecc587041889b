"""The simulated till: a client of the partner API like any hospital's system.

It calls the API over HTTP with the institution's own credentials and calls no service; only its
"list of own items" is read from the catalogue. State lives in the browser's session.
"""
