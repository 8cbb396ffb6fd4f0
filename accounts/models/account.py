from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from roster.models import Contact, Student, StudentContact
from schools.models import DistrictManager, DistrictOwned, DistrictQuerySet, StaffMember
from schools.walls import of_district


class AccountType(models.TextChoices):
    STAFF = "staff", _("Staff")
    PARENT = "parent", _("Parent")
    STUDENT = "student", _("Student")


class AccountQuerySet(DistrictQuerySet):
    def visible_to(self, scope, capability):
        """Accounts of pupils (their own and their parents') and of staff that `capability` reaches.

        A parent who has to prove a child again stays in sight of the child's school: somebody must help. So
        does who registers with an address on the child's record and has not verified it yet.
        """
        if scope.reach(capability).everything:
            return self
        students = Student.objects.visible_to(scope, capability)
        linked = AccountStudent.objects.not_removed().filter(student__in=students)
        staff = StaffMember.objects.visible_to(scope, capability)
        records = Contact.objects.filter(students__student__in=students).exclude(address="")
        registering = Q(status=Account.Status.PENDING, email__in=records.values("address"))
        return self.filter(Q(pk__in=linked.values("account_id")) | Q(staff__in=staff) | registering)

    def administered_by(self, scope, capability, *, removed_since):
        """Parents' and pupils' that `capability` reaches, also by a child taken off them since then."""
        if scope.reach(capability).everything:
            return self.exclude(type=AccountType.STAFF)
        students = Student.objects.visible_to(scope, capability)
        linked = AccountStudent.objects.held_since(removed_since).filter(student__in=students)
        return self.exclude(type=AccountType.STAFF).filter(pk__in=linked.values("account_id"))

    def signing_in_by(self, address):
        """Whom this e-mail address signs in: one at most, the database sees to it."""
        return self.not_deleted().filter(status=Account.Status.CONFIRMED, email=address)

    def not_deleted(self):
        return self.filter(deleted_at=None)

    def kept_since(self, moment):
        """Also those deleted after `moment`: they can be brought back."""
        return self.filter(Q(deleted_at=None) | Q(deleted_at__gt=moment))


class AccountManager(DistrictManager.from_queryset(AccountQuerySet), BaseUserManager):
    """What Django and allauth ask for a user: fenced by district like every other manager."""


class Account(DistrictOwned, AbstractBaseUser):
    """A portal account of one person in one district (C16 names every field an office knows).

    `password` is an Argon2id hash or unusable; while a one-time password is out it is unusable.
    `must_choose` is a flag, never a password value. `session_epoch` counts the events that end sessions.
    """

    class Status(models.TextChoices):
        PENDING = "pending", _("Pending")  # the e-mail address is not verified yet
        CONFIRMED = "confirmed", _("Confirmed")

    last_login = None  # ours are current_sign_in_at and last_sign_in_at

    type = models.CharField(max_length=8, choices=AccountType.choices)
    # Lower case. Empty for a parent who signs in by e-mail only.
    username = models.CharField(max_length=150, blank=True)
    # The sign-in address, lower case; empty for pupils and for who shares a mailbox.
    email = models.CharField(max_length=254, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.CONFIRMED)
    staff = models.ForeignKey(
        StaffMember, models.CASCADE, null=True, blank=True, db_constraint=False, related_name="accounts"
    )
    contact = models.ForeignKey(
        Contact, models.CASCADE, null=True, blank=True, db_constraint=False, related_name="accounts"
    )
    primary_student = models.ForeignKey(
        Student, models.SET_NULL, null=True, blank=True, db_constraint=False, related_name="+"
    )
    must_choose = models.BooleanField(default=False)
    session_epoch = models.PositiveIntegerField(default=0)
    password_changed_at = models.DateTimeField(null=True, blank=True)  # empty until the owner changes it
    sign_in_count = models.PositiveIntegerField(default=0)
    current_ip = models.GenericIPAddressField(null=True, blank=True)
    current_sign_in_at = models.DateTimeField(null=True, blank=True)
    last_ip = models.GenericIPAddressField(null=True, blank=True)
    last_sign_in_at = models.DateTimeField(null=True, blank=True)
    last_request_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    disabled_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    is_test = models.BooleanField(default=False)  # sends no mail, hidden by default
    language = models.CharField(max_length=8, blank=True)
    first_action = models.CharField(
        max_length=30, blank=True, default="", db_default=""
    )  # what its owner did first, once signed in

    objects = AccountManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "username"],
                condition=~Q(username="") & Q(deleted_at=None),
                name="username_once_in_district",
            ),
            models.UniqueConstraint(
                fields=["district", "email"],
                condition=~Q(email="") & Q(status="confirmed", deleted_at=None),
                name="email_once_among_confirmed",
            ),
            models.UniqueConstraint(
                fields=["district", "staff"],
                condition=Q(staff__isnull=False, deleted_at=None),
                name="staff_has_one_account",
            ),
            models.CheckConstraint(
                condition=Q(password__startswith="!") | Q(password__startswith="argon2$argon2id$"),  # noqa: S106
                name="password_is_argon2id_or_unusable",
            ),
            models.CheckConstraint(condition=~Q(username__contains="@"), name="username_without_at"),
            models.CheckConstraint(
                condition=Q(type="staff") | Q(staff=None), name="only_staff_accounts_have_staff"
            ),
            of_district("account"),
        ]
        indexes = [
            models.Index(
                fields=["district", "email"],
                condition=~Q(email="") & Q(deleted_at=None),
                name="accounts_by_email",
            )
        ]

    def __str__(self) -> str:
        return self.username or self.email

    # Set by the gate, never stored: the page that a one-time password opened for this account.
    choosing: UUID | None = None
    # Likewise: that password had been mailed to the address on record.
    proven = False

    def get_session_auth_hash(self) -> str:
        """What a session remembers of its account: when the two differ, the session is over."""
        return str(self.session_epoch)

    @property
    def is_active(self) -> bool:
        return self.disabled_at is None and self.deleted_at is None


class AccountStudentQuerySet(DistrictQuerySet):
    def linked(self):
        """Those that open something: whoever reads links to grant sight or to name a login reads these."""
        return self.filter(status=AccountStudent.Status.LINKED)

    def showing(self, *, today):
        """Those that show their owner the pupil: not where the register has barred the contact since."""
        barred = StudentContact.objects.filter(
            Q(restricted=True) | Q(ended_on__lte=today), student=OuterRef("student")
        )
        own = barred.filter(Q(contact=OuterRef("account__contact")) | Q(contact=OuterRef("contact")))
        # Proven with a mailbox of several records: each of them had to reach the child, and still has to.
        shared = barred.exclude(contact__address="").filter(contact__address=OuterRef("account__email"))
        of_nobody = Q(account__contact=None, contact=None)
        return self.linked().exclude(Exists(own)).exclude(of_nobody & Q(Exists(shared)))

    def not_removed(self):
        return self.exclude(status=AccountStudent.Status.REMOVED)

    def held_since(self, moment):
        """Also those taken off the account after `moment`: they can be put back."""
        return self.filter(Q(removed_at=None) | Q(removed_at__gt=moment))

    def visible_to(self, scope, capability):
        """Links to pupils whom `capability` reaches."""
        return self.filter(student__in=Student.objects.visible_to(scope, capability))

    def put(self, account, student, *, status, code, contact_id, now):
        """This child on this parent's account, for the first time or again; nothing of a removal stays."""
        facts = {
            "status": status,
            "code": code,
            "contact_id": contact_id,
            "removed_at": None,
            "status_before": "",
        }
        first = {"role": AccountStudent.Role.GUARDIAN, "created_at": now}
        self.update_or_create(account=account, student=student, defaults=facts, create_defaults=facts | first)

    def of_parents(self):
        """A parent's children. Not those of staff who are parents: that login is their work's as well."""
        return self.not_removed().filter(
            role=AccountStudent.Role.GUARDIAN,
            account__type=AccountType.PARENT,
            account__deleted_at=None,
            account__contact__isnull=False,
        )


class AccountStudent(DistrictOwned):
    """The link of an account to a pupil: the pupil's own login, or a parent's child.

    Only a linked one opens anything. A reset leaves it to be proven again; what staff removed comes back
    only through the office.
    """

    class Role(models.TextChoices):
        SELF = "self", _("Own login")
        GUARDIAN = "guardian", _("Parent or guardian")

    class Status(models.TextChoices):
        LINKED = "linked", _("Linked")
        UNPROVEN = "unproven", _("To be proven again")
        REMOVED = "removed", _("Removed by the school")

    account = models.ForeignKey(Account, models.CASCADE, db_constraint=False, related_name="students")
    student = models.ForeignKey(Student, models.CASCADE, db_constraint=False, related_name="account_links")
    role = models.CharField(max_length=8, choices=Role.choices)
    status = models.CharField(
        max_length=8, choices=Status.choices, default=Status.LINKED, db_default=Status.LINKED
    )
    # On whose record the mailbox that proved it stands, whatever address the account itself has. Where
    # several share it: none, or the first once the account's address has changed.
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, db_constraint=False, related_name="+"
    )
    # Help number of the request that proved it.
    code = models.CharField(max_length=8, blank=True, default="", db_default="")
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    status_before = models.CharField(max_length=8, blank=True, default="", db_default="")  # to take it back

    objects = DistrictManager.of(AccountStudentQuerySet)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "student"],
                condition=Q(role="self", status="linked"),
                name="pupil_has_one_login",
            ),
            models.UniqueConstraint(fields=["district", "account", "student"], name="account_student_once"),
            models.CheckConstraint(
                condition=(Q(status="removed", removed_at__isnull=False) & ~Q(status_before=""))
                | (~Q(status="removed") & Q(removed_at=None, status_before="")),
                name="removed_link_says_when_and_what_it_was",
            ),
        ]
        indexes = [models.Index(fields=["district", "student"], name="accounts_of_pupil")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.role} {self.student_id}"
