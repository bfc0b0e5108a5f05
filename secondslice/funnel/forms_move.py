from __future__ import annotations

from django import forms
from django.http import QueryDict


class MoveForm(forms.Form):
    """To which stage an opportunity is brought, and what the address of the board was where it came from there."""

    stage = forms.CharField(required=False, max_length=30)
    to = forms.CharField(required=False, max_length=30)
    back = forms.CharField(required=False, max_length=2000)

    def to_stage(self) -> str:
        """Return the code of the stage, or nothing when none was sent."""
        if not self.is_valid():
            return ""
        found: str = self.cleaned_data["to"] or self.cleaned_data["stage"]
        return found

    @property
    def came_from_board(self) -> bool:
        """Tell whether a card was moved."""
        return bool(self.cleaned_data.get("to"))

    def query(self) -> str:
        """Return what the board was narrowed to, as it stands in an address."""
        asked = QueryDict(self.cleaned_data.get("back", ""), mutable=True)
        for name in ("after", "column", "download", "view"):
            asked.pop(name, None)
        return f"?{asked.urlencode()}" if asked else ""
