"""The sealed field: what a person types is stored encrypted and read only through its row."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from requests_app.vault.cipher import Key, place, seal, unseal, version_of
from requests_app.vault.errors import SealedFieldMisuse
from requests_app.vault.keys import key_for_opening, key_for_sealing


class Sealed(bytes):
    """Ciphertext as the database holds it: the only thing a sealed field will write."""


class SealedAttribute(DeferredAttribute):
    """Opens the ciphertext at the first look and keeps the plain value with the instance."""

    field: SealedField

    def __get__(self, instance: models.Model | None, cls: Any = None) -> Any:
        if instance is None:
            return self
        value = super().__get__(instance, cls)
        if isinstance(value, Sealed):
            value = self.field.open(instance, value)
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedField(models.BinaryField):  # type: ignore[type-arg]
    """Text (or, with `holds="json"`, plain JSON data) under AES-256-GCM.

    Bound to table, column, row, owner and key version: a ciphertext copied into another row or
    to another person raises Unreadable. `owner` names the attribute with the person's id. Reading
    gives the value that was set, or None. `filter()` and `update()` raise SealedFieldMisuse: the
    first would compare ciphertexts, the second has no row to bind to. Rows need UUID keys.
    """

    descriptor_class = SealedAttribute

    def __init__(
        self, *args: Any, holds: str = "text", owner: str = "owner_id", **kwargs: Any
    ) -> None:
        if holds not in {"text", "json"}:
            raise ValueError("A sealed field holds text or json.")
        self.holds = holds
        self.owner = owner
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        kwargs["editable"] = True
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs["holds"] = self.holds
        kwargs["owner"] = self.owner
        return name, path, args, kwargs

    def place_of(self, row: uuid.UUID, owner_id: uuid.UUID, version: int) -> bytes:
        """What a ciphertext of this field is bound to."""
        return place(self.model._meta.db_table, self.column, row, owner_id, version)

    def _bound(self, instance: models.Model) -> tuple[uuid.UUID, uuid.UUID]:
        owner_id, row = getattr(instance, self.owner), instance.pk
        if not isinstance(owner_id, uuid.UUID) or not isinstance(row, uuid.UUID):
            raise SealedFieldMisuse(
                f"{self.model.__name__}.{self.name} needs an owner and a UUID key before it is set."
            )
        return owner_id, row

    def open(self, instance: models.Model, sealed: Sealed) -> Any:
        """The value behind the ciphertext; raises Unreadable or KeyMissing."""
        owner_id, row = self._bound(instance)
        return self.opened(row, owner_id, sealed)

    def opened(self, row: uuid.UUID, owner_id: uuid.UUID, sealed: Sealed) -> Any:
        """The same for a ciphertext that was read without its row, as by `values_list`."""
        plain = self._plain(row, owner_id, sealed).decode()
        return json.loads(plain) if self.holds == "json" else plain

    def _plain(self, row: uuid.UUID, owner_id: uuid.UUID, sealed: bytes) -> bytes:
        version = version_of(sealed)
        key = key_for_opening(owner_id, version)
        return unseal(sealed, key, self.place_of(row, owner_id, version))

    def seal_anew(self, row: uuid.UUID, owner_id: uuid.UUID, sealed: bytes, key: Key) -> Sealed:
        """The same content sealed under this key; raises Unreadable or KeyMissing."""
        plain = self._plain(row, owner_id, sealed)
        return Sealed(seal(plain, key, self.place_of(row, owner_id, key.version)))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        # None is stored as such; what was never opened goes back as it came.
        if value is None or isinstance(value, Sealed):
            return value
        if self.holds == "json":
            plain = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        elif isinstance(value, str):
            plain = value
        else:
            raise SealedFieldMisuse(f"{self.model.__name__}.{self.name} holds text.")
        owner_id, row = self._bound(model_instance)
        key = key_for_sealing(owner_id)
        return Sealed(seal(plain.encode(), key, self.place_of(row, owner_id, key.version)))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is not None and not isinstance(value, Sealed):
            raise SealedFieldMisuse(
                f"{self.model.__name__}.{self.name} is sealed: set it on the row and save the row."
            )
        return super().get_db_prep_value(value, connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(value)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise SealedFieldMisuse(
            f"{self.model.__name__}.{self.name} is sealed and cannot be searched."
        )

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: models.Model) -> str:
        raise SealedFieldMisuse("A sealed field is not serialised; use the person's own export.")
