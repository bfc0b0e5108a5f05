"""Give Django's widgets the look of the design system, and tie them to their help and errors."""

from __future__ import annotations

from django import forms
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils.translation import gettext_lazy as _

LOOKS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxInput, "checkbox"),
    (forms.CheckboxSelectMultiple, "checkbox"),  # before its own base
    (forms.RadioSelect, "radio"),
    (forms.Textarea, "textarea"),
    (forms.Select, "select"),
    (forms.FileInput, "file-input w-full"),
    (forms.TextInput, "input"),
)


NEEDED = _("This is needed.")


class NeededSometimes(forms.CharField):
    """What must be said in some cases, which the form looks at: it is not called optional."""

    is_needed_sometimes = True


class Dressed(forms.BaseForm):
    """Mix this into a form: each widget gets its class once, by its kind, and no choice begins with a row of dashes.

    What is missing is said in the product's words.
    """

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments, passed on
        for field in self.fields.values():
            look = next((look for kind, look in LOOKS if isinstance(field.widget, kind)), "input")
            field.widget.attrs.setdefault("class", look)
            if (
                field.error_messages.get("required")
                is forms.Field.default_error_messages["required"]
            ):
                field.error_messages["required"] = NEEDED
            if getattr(field, "empty_label", None) == BLANK_CHOICE_DASH[0][1]:
                empty = _("Please choose") if field.required else "\N{EN DASH}"
                field.empty_label = empty  # type: ignore[attr-defined]


class DateInput(forms.DateInput):
    """A date as the browser's own picker wants it: ISO, shown in the reader's locale."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")
