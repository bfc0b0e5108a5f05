"""Charts as SVG, drawn on the server: one definition each, drawn as wide as the page needs it (docs/adr/0014).

Colours are classes of ui/css/app.css, so that a chart follows the theme. A picture says nothing that does not stand in
the table of its numbers too: who cannot see it reads that.
"""
