"""Everything the rest of the product may read of themes."""

from __future__ import annotations

from secondslice.impact.themes.selectors.comments import comments_to_read
from secondslice.impact.themes.selectors.pages import ThemePage, Themes, theme_page, themes_of
from secondslice.impact.themes.selectors.searches import search_of

__all__ = ["ThemePage", "Themes", "comments_to_read", "search_of", "theme_page", "themes_of"]
