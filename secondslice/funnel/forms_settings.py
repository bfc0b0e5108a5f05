from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from secondslice.funnel.models import FunnelStage, Kind, LostReason
from secondslice.funnel.services import ReasonLine, StageLine
from secondslice.ui.forms import Dressed

LONGEST_STALE, LAST_PLACE = 999, 99


class StageForm(Dressed, forms.Form):
    """One line of the table of stages."""

    position = forms.IntegerField(label=_("Place"), min_value=1, max_value=LAST_PLACE)
    name = forms.CharField(label=_("Name"), max_length=60, required=False)
    stale_days = forms.IntegerField(
        label=_("Stale after, days"), min_value=0, max_value=LONGEST_STALE
    )
    is_used = forms.BooleanField(label=_("In use"), required=False)

    def __init__(self, posted: QueryDict | None, *, stage: FunnelStage) -> None:
        first = {
            "position": stage.position,
            "name": stage.label,
            "stale_days": stage.stale_days,
            "is_used": stage.retired_at is None,
        }
        super().__init__(posted, prefix=stage.code, auto_id="stage_%s", initial=first)
        self.stage = stage
        if not stage.is_alive:
            del self.fields["stale_days"]
        _name_each(self, stage.label)

    def line(self) -> StageLine:
        """Return what was typed."""
        return StageLine(**{"code": self.stage.code, "stale_days": 0, **self.cleaned_data})


class ReasonForm(Dressed, forms.Form):
    """One line of the table of reasons."""

    position = forms.IntegerField(label=_("Place"), min_value=1, max_value=LAST_PLACE)
    name = forms.CharField(label=_("Reason"), max_length=80, required=False)
    is_shown = forms.BooleanField(label=_("Shown"), required=False)

    def __init__(self, posted: QueryDict | None, *, reason: LostReason) -> None:
        first = {"position": reason.position, "name": reason.label, "is_shown": reason.is_shown}
        super().__init__(posted, prefix=f"r-{reason.code}", auto_id="reason_%s", initial=first)
        self.reason = reason
        _name_each(self, reason.label)

    def line(self) -> ReasonLine:
        """Return what was typed."""
        return ReasonLine(**{"code": self.reason.code, **self.cleaned_data})


class _Table(forms.Form):
    """A table whose lines are forms: `rows`. Errors of the whole are here, with the line they are about."""

    rows: list[Any]

    def clean(self) -> dict[str, Any]:
        """Look at each line too."""
        super().clean()
        for row in self.rows:
            if not row.is_valid():
                for name, errors in row.errors.items():
                    label = row.fields[name].label if name in row.fields else ""
                    self.add_error(None, [f"{row.title}, {label}: {error}" for error in errors])
        return self.cleaned_data

    def lines(self) -> list[Any]:
        """Return what was typed."""
        return [row.line() for row in self.rows]


class StagesForm(_Table):
    """The stages, in their order."""

    def __init__(self, posted: QueryDict | None, *, stages: Iterable[FunnelStage]) -> None:
        super().__init__(posted)
        self.rows = [StageForm(posted, stage=one) for one in stages]


class ReasonsForm(_Table):
    """The reasons for losing, in their order."""

    def __init__(self, posted: QueryDict | None, *, reasons: Iterable[LostReason]) -> None:
        super().__init__(posted)
        self.rows = [ReasonForm(posted, reason=one) for one in reasons]


class NewStageForm(Dressed, forms.Form):
    """A stage of the workspace's own."""

    name = forms.CharField(label=_("Name"), max_length=60)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    stale_days = forms.IntegerField(
        label=_("Stale after, days"),
        min_value=0,
        max_value=LONGEST_STALE,
        initial=30,
        help_text=_("0: never."),
    )


class NewReasonForm(Dressed, forms.Form):
    """A reason for losing of the workspace's own."""

    name = forms.CharField(label=_("New reason"), max_length=80)


def _name_each(form: Any, title: str) -> None:  # noqa: ANN401  (one of the two above)
    """Give every field of a line its name for those who cannot see the head of the table."""
    form.title = title
    for field in form.fields.values():
        field.widget.attrs["aria-label"] = f"{title}: {field.label}"
