from django.db import models
from django.db.models import Case, F, Q, When
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from roster.models.student import Student
from schools.models import DistrictManager, DistrictOwned, DistrictQuerySet
from schools.text import NameOrder
from schools.walls import of_district

RELATIONSHIPS = {  # OneRoster's roles, and what lists of contacts mostly say
    "parent": _("Parent"),
    "guardian": _("Guardian"),
    "relative": _("Relative"),
    "mother": _("Mother"),
    "father": _("Father"),
}


class ContactQuerySet(DistrictQuerySet):
    def visible_to(self, scope, capability):
        """Contacts on the record of a pupil whom `capability` reaches."""
        students = Student.objects.visible_to(scope, capability)
        connected = StudentContact.objects.filter(student__in=students, ended_on=None)
        return self.filter(pk__in=connected.values("contact_id"))


class Contact(DistrictOwned):
    """A person on a pupil's contact record: a parent, guardian or relative."""

    sourced_id = models.CharField(max_length=255)
    given_name = models.CharField(max_length=255)
    family_name = models.CharField(max_length=255, blank=True)
    sort_name = models.GeneratedField(
        expression=NameOrder("family_name", "given_name"), output_field=models.TextField(), db_persist=True
    )
    email = models.CharField(max_length=254, blank=True)  # as the roster has it, lower case; may be nonsense
    email_changed_at = models.DateTimeField(null=True, blank=True)  # when an import last replaced one
    # A correction by the office holds for as long as the roster says what it said then.
    corrected_email = models.CharField(max_length=254, blank=True, default="", db_default="")
    corrected_from = models.CharField(max_length=254, blank=True, default="", db_default="")
    # Where mail goes: the address on record. Kept by the database.
    address = models.GeneratedField(
        expression=Case(
            When(~Q(corrected_email="") & Q(corrected_from=F("email")), then=F("corrected_email")),
            default=F("email"),
        ),
        output_field=models.CharField(max_length=254),
        db_persist=True,
    )
    refused_address = models.CharField(
        max_length=254, blank=True, default="", db_default=""
    )  # mails to it come back
    phone = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=8, blank=True)

    objects = DistrictManager.of(ContactQuerySet)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "sourced_id"], name="contact_sourced_id_once"),
            of_district("contact"),
        ]
        indexes = [models.Index(fields=["district", "sort_name"], name="contacts_by_name")]

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def is_corrected(self) -> bool:
        """A correction by the office stands."""
        return self.corrected_email != "" and self.corrected_from == self.email

    @property
    def mail_comes_back(self) -> bool:
        return self.address != "" and self.address == self.refused_address


class StudentContact(DistrictOwned):
    """Who a contact is to a pupil. `restricted`: by court or school decision they may not have access.

    `source` says which kind of import may change or end it: each leaves the other's alone.
    """

    class Source(models.TextChoices):
        ONEROSTER = "oneroster"
        CONTACTS = "contacts"

    student = models.ForeignKey(Student, models.CASCADE, db_constraint=False, related_name="contacts")
    contact = models.ForeignKey(Contact, models.CASCADE, db_constraint=False, related_name="students")
    relationship = models.CharField(max_length=40, blank=True)
    priority = models.PositiveSmallIntegerField(default=1)
    restricted = models.BooleanField(default=False)
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.ONEROSTER)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "student", "contact"], name="contact_once_per_student"
            )
        ]
        indexes = [models.Index(fields=["district", "contact"], name="pupils_of_contact")]

    def __str__(self) -> str:
        return f"{self.contact_id} of {self.student_id}"

    @property
    def relationship_word(self) -> str:
        """As recorded, in the reader's language where the roster used a word that has one."""
        return str(RELATIONSHIPS.get(self.relationship.casefold(), capfirst(self.relationship)))
