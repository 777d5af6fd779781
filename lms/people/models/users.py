"""A person who learns, teaches or runs classes."""

from collections.abc import Collection
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.foundation.fields import NormalisedCharField, SearchKeyField, SortKeyField
from lms.foundation.vietnamese import fold, mask_personal_id, split_name
from lms.people.handles import new_handle


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def by_name(self) -> Self:
        """Vietnamese order: given name, then family and middle name, then birth date."""
        return self.order_by("name_sort_key", "birth_year", "birth_date", "pk")

    def with_login(self, login: str) -> Self:
        """The people whose handle or email is exactly `login` (letter case aside)."""
        login = login.strip().lower()
        return self.filter(models.Q(handle=login) | models.Q(email=login))

    def named_like(self, words: str) -> Self:
        """People whose name contains every word, marks or not."""
        people = self
        for word in fold(words).split():
            people = people.filter(name_search_key__contains=word)
        return people


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, username: str) -> "User":
        return self.get(handle=username)

    def create_user(self, *, full_name: str, email: str | None = None, password: str | None = None, **fields: Any) -> "User":
        user = self.model(full_name=full_name, email=email.strip().lower() if email else None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, *, full_name: str = "Quản trị", email: str | None = None, password: str | None = None, **fields: Any
    ) -> "User":
        return self.create_user(full_name=full_name, email=email, password=password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """One human being. The handle is opaque and never changes; the email may be missing."""

    class Sex(models.TextChoices):
        MALE = "male", _("Male")
        FEMALE = "female", _("Female")
        UNKNOWN = "", _("Not stated")

    handle = models.CharField(_("handle"), max_length=16, unique=True, default=new_handle)
    email = models.EmailField(_("email"), unique=True, null=True, blank=True)
    full_name = NormalisedCharField(_("full name"), max_length=150)
    family_middle = NormalisedCharField(_("family and middle name"), max_length=120, blank=True)
    given = NormalisedCharField(_("given name"), max_length=60, blank=True)
    name_sort_key = SortKeyField(family_attr="family_middle", given_attr="given")
    name_search_key = SearchKeyField(source="full_name")
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    sex = models.CharField(_("sex"), max_length=8, choices=Sex, blank=True, default="")
    phone = models.CharField(_("phone"), max_length=16, blank=True)
    personal_id_sealed = models.BinaryField(null=True, blank=True, editable=False)
    personal_id_hmac = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)
    language = models.CharField(_("language"), max_length=5, default="vi")
    is_staff = models.BooleanField(_("may open the editor"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()
    _stored_handle: str | None = None  # what the database says, when the row comes from there

    USERNAME_FIELD = "handle"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [models.Index(fields=["name_sort_key"], name="user_name_sort")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(email=""), name="user_email_null_not_empty"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def clean(self) -> None:
        self.email = self.email.strip().lower() if self.email else None

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any], **options: Any) -> Self:
        user = super().from_db(db, field_names, values, **options)
        user._stored_handle = user.__dict__.get("handle")
        return user

    def save(self, *args: Any, **kwargs: Any) -> None:
        # Homes, tokens and submissions are named by it: a changed handle would orphan them.
        if self._stored_handle not in (None, self.handle):
            raise ValueError("a handle never changes")
        # The two halves of the name follow the full name until somebody corrects them.
        if not self.given:
            self.family_middle, self.given = split_name(self.full_name)
        if self.birth_date and not self.birth_year:
            self.birth_year = self.birth_date.year
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.given or self.full_name

    @property
    def first_name(self) -> str:
        """The editor addresses people by this; without it it would show the handle."""
        return self.given

    @property
    def masked_personal_id(self) -> str:
        """`079*******12`, or empty when none is kept."""
        from lms.foundation.sealed_fields import unseal

        return mask_personal_id(unseal(bytes(self.personal_id_sealed))) if self.personal_id_sealed else ""
