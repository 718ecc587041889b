"""The demo bank: a channel app that uses the public addresses like any bank's server would.

It sends its user to the consent page, trades the code for tokens and calls the API over HTTP; it
calls no service. What it remembers of its user lives in the browser's session.
"""
