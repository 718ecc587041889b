"""The front door for developers: embedded servers, the supervisor of `make run`, the runner of `make test`.

Not a Django app and never imported by the product. `python -m yibao.dev --help` lists the verbs.
"""
