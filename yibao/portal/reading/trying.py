"""The operations of the API, to be called by hand: as a form, and as a command."""

import functools
import shlex
from urllib.parse import quote, urlencode

from yibao.web import reference, reference_page

#: What a refused key of the live world hears; the page of the trial takes no other word for it.
KEY_BEGINS = "yb_test_"
LIVE_BEGINS = "yb_live_"
_IN_PATH, _IN_QUERY = reference_page.PLACES["path"], reference_page.PLACES["query"]
_OF_PEOPLE = "/api/v1/me/"


@functools.cache
def groups() -> list[reference_page.Group]:
    """What a client may call for itself, as the reference shows it; not what a person allows."""
    found = [
        reference_page.Group(one.name, [each for each in one.operations if _is_own(each)])
        for one in reference_page.groups_of(reference.document())
    ]
    return [one for one in found if one.operations]


@functools.cache
def operations() -> dict[str, reference_page.Operation]:
    """Name of the operation → the operation."""
    return {each.id: each for one in groups() for each in one.operations}


def _is_own(operation: reference_page.Operation) -> bool:
    return not operation.path.startswith(_OF_PEOPLE)


def command(
    operation: reference_page.Operation, base: str, values: dict[str, str], body: str
) -> str:
    """The call as a curl command; ``values`` by the names of its parameters, empty ones left out.

    The token stays a variable of the shell: no key is asked for, so none can leak.
    """
    rows = [(one, values.get(one.name, "")) for one in operation.parameters]
    path, query, headers = operation.path, {}, []
    for one, value in rows:
        if one.place == _IN_PATH:
            path = path.replace(f"{{{one.name}}}", quote(value, safe=""))
        elif value and one.place == _IN_QUERY:
            query[one.name] = value
        elif value:
            headers.append(f"--header {shlex.quote(f'{one.name}: {value}')}")
    address = base + path + ("?" + urlencode(query) if query else "")
    lines = [
        f"curl --request {operation.method} {shlex.quote(address)}",
        '--header "Authorization: Bearer $TOKEN"',
        *headers,
    ]
    if body:
        lines.append("--header 'Content-Type: application/json'")
        lines.append(f"--data {shlex.quote(body)}")
    return " \\\n  ".join(lines)
