"""The ticked pupils of a POST: all of them within scope, or nothing happens (A7, SECURITY 2)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps

from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.login_lists import ResultPage
from accounts.requests import SignedInRequest
from accounts.views.class_page import refused_page
from roster.models import SchoolClass, Student
from roster.queries import left_on
from schools.capabilities import Capability
from schools.guards import deny, find_or_404, requires
from schools.text import typed_id

MAX_TICKED = 500


class NothingTicked(Exception):
    """The button was pressed without a tick."""


class JustLeft(Exception):
    """Pupils whose time in the class or school ended today, while the page was open."""

    def __init__(self, students: list[Student]) -> None:
        super().__init__()
        self.students = students


@dataclass(frozen=True)
class Ticked:
    """Whom the POST is about, and the class whose page it came from (none: a pupil's own page)."""

    students: list[Student]
    school_class: SchoolClass | None

    def result_page(self, request: SignedInRequest) -> ResultPage:
        return ResultPage(request.session.digest, self.school_class)


def on_ticked(capability: Capability) -> Callable:
    """Give the view the ticked pupils. Not allowed at all: 403. One of them out of reach: 404 for all."""

    def decorate(view: Callable[[SignedInRequest, Ticked], HttpResponse]) -> Callable:
        @requires(capability)
        @wraps(view)
        def wrapper(request: SignedInRequest) -> HttpResponse:
            ids = ticked_ids(request.POST, "students")
            school_class = _class_of(request, capability)
            try:
                return view(request, Ticked(_students(request, capability, school_class, ids), school_class))
            except (NothingTicked, JustLeft) as refusal:
                if school_class is None:
                    raise BadRequest from refusal  # a pupil's own page always names its pupil
                return refused_page(request, school_class, ids, _sentence(refusal))

        return wrapper

    return decorate


def ticked_ids(posted: QueryDict, name: str) -> list[int]:
    """The ids under `name`, each once; a row's own button (`only`) stands for that row alone."""
    typed = posted.getlist("only") or posted.getlist(name)
    ids = list(dict.fromkeys(map(_number, typed)))
    if len(typed) > MAX_TICKED:
        raise BadRequest("too many ids")
    return ids


def refuse_strangers(request: SignedInRequest, strangers: Iterable[int]) -> None:
    """404 when an id is nobody's within reach; the audit row names the first."""
    for stranger in strangers:
        deny(request, stranger)
        raise Http404


def _sentence(refusal: Exception) -> str:
    if isinstance(refusal, JustLeft):
        names = ", ".join(map(str, refusal.students))
        text = ngettext(
            "%(names)s has left this class today. Nothing was changed. Take the tick away and try again.",
            "%(names)s have left this class today. Nothing was changed. Take the ticks away and try again.",
            len(refusal.students),
        )
        return text % {"names": names}
    return _("Nothing is ticked yet. Tick the pupils first, then press the button.")


def _class_of(request: SignedInRequest, capability: Capability) -> SchoolClass | None:
    typed = request.POST.get("class")
    if not typed:
        return None
    classes = SchoolClass.objects.visible_to(request.scope, capability).current().select_related("school")
    return find_or_404(request, classes, _number(typed))


def _number(typed: str) -> int:
    found = typed_id(typed)
    if found is None:
        raise BadRequest("ids are numbers")
    return found


def _students(
    request: SignedInRequest, capability: Capability, school_class: SchoolClass | None, ids: list[int]
) -> list[Student]:
    if not ids:
        raise NothingTicked
    within = Student.objects.visible_to(request.scope, capability).filter(pk__in=ids)
    if school_class:
        within = within.enrolled_in(school_class.pk)
    found = list(within.in_name_order())
    missing = set(ids) - {student.pk for student in found}
    if missing:
        _explain_or_404(request, school_class, missing)
    return found


def _explain_or_404(request: SignedInRequest, school_class: SchoolClass | None, missing: set[int]) -> None:
    today = timezone.localdate()
    gone = left_on(today, school_class=school_class, student_ids=missing) if school_class else []
    refuse_strangers(request, sorted(missing - {student.pk for student in gone}))
    raise JustLeft(gone)
