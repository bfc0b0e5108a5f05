from __future__ import annotations

from django import forms
from django.http import QueryDict

from secondslice.recovery.columns import LEADS_TO


class MoveForm(forms.Form):
    """To which column a card is brought, and what the address of the board was."""

    to = forms.ChoiceField(choices=[(str(state), str(state)) for state in LEADS_TO])
    back = forms.CharField(required=False, max_length=2000)

    def query(self) -> str:
        """Return what the board was narrowed to, as it stands in an address."""
        asked = QueryDict(self.cleaned_data.get("back", ""), mutable=True)
        for name in ("after", "column", "download", "view"):
            asked.pop(name, None)
        return f"?{asked.urlencode()}" if asked else ""
