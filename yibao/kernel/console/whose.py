"""Lists that are searched for one person: by POST, with a reason, and with a trace (T94).

The console knows no people. The app that does registers how they are found and who may look; a
list says by ``…psn_no`` among its look-ups where its rows name somebody. The person's number never
gets into an address: a list of one person is ``?of=`` and the key of the row.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse

from yibao.kernel.errors import DomainError

from .actions import ReasonForm

_NUMBER, _PARAMETER, _LONGEST = "psn_no", "of", 60
#: What does not go along from one search to the next.
_DROPPED = (_PARAMETER, "q", "p", "e")


@dataclass(frozen=True, slots=True)
class People:
    """Who knows people. Both raise ``DomainError`` where a reason is missing.

    ``find(by, number, reason)`` → rows; ``named(by, key)`` → row or None; ``has_cause(by, person)``
    → whether to show without asking; ``say_why(by, person, reason)`` writes the reason down;
    ``note(by, person)`` writes down that a list was read.
    """

    find: Callable[[Any, str, str], list[Any]]
    named: Callable[[Any, str], Any]
    has_cause: Callable[[Any, Any], bool]
    say_why: Callable[[Any, Any, str], None]
    note: Callable[[Any, Any], None]


_KNOWN: list[People] = []


def register(people: People) -> None:
    """Name the one who knows people; the last one counts."""
    _KNOWN[:] = [people]


def rows_url(model: type, person: Any) -> str:
    """Address of the list of a person's rows, without the number."""
    meta = model._meta
    listed = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
    return f"{listed}?{_PARAMETER}={person.pk}"


class OfPerson(SimpleListFilter):
    """Rows of one person; shown only while it is set."""

    title, parameter_name = "参保人", _PARAMETER

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        self._ways = model_admin.ways_to_people
        super().__init__(request, params, model, model_admin)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        key = self.value()
        person = _KNOWN[0].named(request.user, key) if key else None
        return [] if person is None else [(str(person.pk), _label(person))]

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        yield {
            "selected": False,
            "query_string": changelist.get_query_string(remove=[self.parameter_name]),
            "display": "不限",
        }
        for key, label in self.lookup_choices:
            here = changelist.get_query_string({self.parameter_name: key})
            yield {"selected": True, "query_string": here, "display": label}

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        key = self.value()
        if not key:
            return queryset
        wanted = Q()
        for way in self._ways:
            wanted |= Q(**{way: key})
        return queryset.filter(wanted)


class WhoseRows(ModelAdmin):
    """A list whose rows may name people; part of ``ConsoleAdmin``.

    ``exact_search`` are look-ups tried one after the other with the whole search text; the first
    that finds something wins. Those that name a person are tried last and only for a reason.
    """

    exact_search: tuple[str, ...] = ()

    @property
    def plain_search(self) -> tuple[str, ...]:
        """Look-ups that name no person; these alone may stand in an address."""
        return tuple(one for one in self.exact_search if one.split("__")[-1] != _NUMBER)

    @property
    def ways_to_people(self) -> tuple[str, ...]:
        """Relations that lead from a row to people."""
        ways = (one.rpartition("__")[0] for one in self.exact_search)
        named = zip(self.exact_search, ways, strict=True)
        return tuple(way for one, way in named if one not in self.plain_search)

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """With the one person whose rows are shown."""
        own = list(super().get_list_filter(request))
        return [OfPerson, *own] if self.ways_to_people else own

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Only what the list offers: an address asks no columns of its own choice (T94)."""
        if not super().lookup_allowed(lookup, value, request):
            return False
        names = {"pk"}
        for field in self.opts.get_fields():
            names |= {field.name, getattr(field, "attname", field.name)}
        if lookup.split("__")[0] not in names:
            return True  # no column; the list says so itself
        return any(lookup == one or lookup.startswith(f"{one}__") for one in self._offered())

    def _offered(self) -> list[str]:
        offered = [self.date_hierarchy] if self.date_hierarchy else []
        for one in self.list_filter:
            if isinstance(one, type):
                offered.append(one.parameter_name)  # type: ignore[attr-defined]
            else:
                offered.append(one[0] if isinstance(one, tuple | list) else one)
        return offered

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        """Shows the search box where there is something to search by."""
        return self.exact_search

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Whole values only: they are found by an index, and half a number names nobody.

        No person is found here, whatever the address says.
        """
        term = search_term.strip()
        if not term:
            return queryset, False
        for lookup in self.plain_search:
            rows = queryset.filter(**{lookup: term})
            if rows.exists():
                return rows, False
        return queryset.none(), False

    def ask_whose(self, request: HttpRequest) -> HttpResponse | None:
        """Find a person, ask why, or None: the list may be shown as it is."""
        if request.method == "POST" and "text" in request.POST:
            return self._find(request)
        key = request.GET.get(_PARAMETER, "")
        if not key:
            return None
        person = _KNOWN[0].named(request.user, key)
        if person is None:
            raise Http404
        if request.method == "POST":
            return self._say_why(request, person)
        if not _KNOWN[0].has_cause(request.user, person):
            return self._why_page(request, person, ReasonForm())
        _KNOWN[0].note(request.user, person)
        return None

    def _find(self, request: HttpRequest) -> HttpResponse:
        text = request.POST["text"].replace("\x00", "").strip()[:_LONGEST]
        reason = request.POST.get("reason", "").replace("\x00", "")[:_LONGEST]
        rows = self.get_queryset(request)
        if not text:
            return _to_list(request)
        if self.get_search_results(request, rows, text)[0].exists():
            return _to_list(request, q=text)
        try:
            found = _KNOWN[0].find(request.user, text, reason)
        except DomainError as refusal:
            return self._whose_page(request, "found", text=text, problem=refusal.said)
        if not found:
            messages.warning(request, "没有查到。请核对后再填完整的号码。")
            return _to_list(request)
        if len(found) == 1:
            return _to_list(request, of=str(found[0].pk))
        links = [(_label(one), _address(request, of=str(one.pk))) for one in found]
        return self._whose_page(request, "found", links=links)

    def _say_why(self, request: HttpRequest, person: Any) -> HttpResponse:
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self._why_page(request, person, form)
        _KNOWN[0].say_why(request.user, person, form.cleaned_data["reason"])
        return HttpResponseRedirect(request.get_full_path())

    def _why_page(self, request: HttpRequest, person: Any, form: ReasonForm) -> HttpResponse:
        return self._whose_page(request, "why", form=form, whose=_label(person))

    def _whose_page(self, request: HttpRequest, name: str, **more: Any) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": "为什么查这个人" if name == "why" else "按人查找",
            "opts": self.opts,
            **more,
        }
        is_refused = "problem" in more or ("form" in more and more["form"].is_bound)
        return TemplateResponse(
            request, f"admin/console/whose_{name}.html", context, status=422 if is_refused else 200
        )


def _label(person: Any) -> str:
    return f"{person.masked_name} …{person.psn_no[-4:]}"


def _address(request: HttpRequest, **wanted: str) -> str:
    query = QueryDict(mutable=True)
    query.update({key: request.GET[key] for key in request.GET if key not in _DROPPED})
    query.update(wanted)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def _to_list(request: HttpRequest, **wanted: str) -> HttpResponse:
    return HttpResponseRedirect(_address(request, **wanted))
