"""The front door for developers: embedded servers, the supervisor, the test runner.

Not a Django app and never imported by the product. `python -m yibao.dev --help` lists the verbs.
"""
