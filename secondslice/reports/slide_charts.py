"""A chart of a report as a chart of PowerPoint: its numbers, and the intervals beside them, can be edited."""

from __future__ import annotations

from typing import Any

from secondslice.reports.document import Chart, Series
from secondslice.reports.slide_sheet import add_whiskers, number_format, padded, workbook
from secondslice.reports.slide_tools import NAMES, POINT, Box, Reader, describe
from secondslice.reports.telling import alt_of, interval, is_sure, written

_LETTER = 6.2
_SIZE = 12
_MANY = 12
"""From how many marks on numbers are not written beside each."""
_LONG_NAME = 20
_HIGH = 0.15


def add_chart(slide: Any, chart: Chart, box: Box, reader: Reader) -> Any:
    """Draw a chart on a slide. Return its frame."""
    from pptx.chart.data import CategoryChartData  # noqa: PLC0415  (loaded with the first slide)
    from pptx.util import Pt  # noqa: PLC0415

    data = CategoryChartData(number_format=number_format(chart))
    data.categories = list(chart.categories)
    for series in chart.series:
        data.add_series(series.name, padded(series.values, len(chart.categories)))
    frame = slide.shapes.add_chart(
        _kind(chart, box), box.left, box.top, box.width, box.height, data
    )
    drawn = frame.chart
    drawn.has_title = False
    drawn.font.size = Pt(_SIZE)
    drawn.has_legend = False
    drawn.part.chart_workbook.update_from_xlsx_blob(workbook(chart))
    _axes(drawn, chart)
    plain = 0
    for place, (series, mark) in enumerate(zip(chart.series, drawn.plots[0].series, strict=True)):
        _paint(mark, chart, _colour_of(series, plain, reader))
        plain += series.tone == "plain"
        _label(mark, series, chart, reader)
        add_whiskers(mark, series, chart, place)
    plot = drawn.plots[0]
    if chart.form == "falls" and len(chart.series) == 1:
        _colour_steps(plot.series[0], chart, reader)
    if chart.form != "lines":
        plot.gap_width = 60
        plot.overlap = 100 if chart.form == "falls" else 0
    _name_series(drawn, chart)
    describe(frame, alt_of(chart), name=f"{chart.id} {chart.title}"[:120])
    return frame


def _kind(chart: Chart, box: Box) -> Any:
    from pptx.enum.chart import XL_CHART_TYPE  # noqa: PLC0415

    if chart.form == "lines":
        return XL_CHART_TYPE.LINE_MARKERS
    # The steps of falling amounts may be of several series, one column each: they overlap, instead of being stacked,
    # since PowerPoint writes no number above a stack.
    lies = chart.form == "bars" and _lies(chart, box)
    return XL_CHART_TYPE.BAR_CLUSTERED if lies else XL_CHART_TYPE.COLUMN_CLUSTERED


def _lies(chart: Chart, box: Box) -> bool:
    """Tell whether the names are too long to stand below columns."""
    room = box.width / POINT / max(1, len(chart.categories))
    return max((len(one) for one in chart.categories), default=0) * _LETTER > room * 1.8


def _axes(drawn: Any, chart: Chart) -> None:
    from pptx.enum.chart import XL_TICK_MARK  # noqa: PLC0415
    from pptx.enum.dml import MSO_THEME_COLOR  # noqa: PLC0415

    values, names = drawn.value_axis, drawn.category_axis
    names.has_major_gridlines = False
    names.major_tick_mark = values.major_tick_mark = XL_TICK_MARK.NONE
    is_lying = bool(drawn._chartSpace.xpath('.//c:barDir[@val="bar"]'))
    if is_lying:
        names.reverse_order = True  # the first on top
    for line in (names.format.line, values.format.line):
        line.color.theme_color = MSO_THEME_COLOR.TEXT_1
        line.color.brightness = 0.7
    if chart.unit == "share":
        values.minimum_scale, values.maximum_scale, values.major_unit = 0, 1, 0.25
    elif all(one is None or one >= 0 for row in chart.series for one in (*row.values, *row.low)):
        values.minimum_scale = 0
    if chart.form == "falls" or (is_lying and _is_labelled(chart)):
        values.visible = False
        values.has_major_gridlines = False
        return
    grid = values.major_gridlines.format.line
    grid.color.theme_color = MSO_THEME_COLOR.TEXT_1
    grid.color.brightness = 0.8
    values.format.line.fill.background()
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = (
        number_format(chart),
        False,
    )


def _is_labelled(chart: Chart) -> bool:
    return len(chart.categories) * len(chart.series) <= _MANY


def _colour_of(series: Series, plain: int, reader: Reader) -> tuple[str, int]:
    """Return the colour of a series by what it means, or which colour of the template it takes."""
    return ("", plain % 6 + 1) if series.tone == "plain" else (reader.tones[series.tone], 0)


def _paint(mark: Any, chart: Chart, colour: tuple[str, int]) -> None:
    from pptx.dml.color import RGBColor  # noqa: PLC0415
    from pptx.enum.chart import XL_MARKER_STYLE  # noqa: PLC0415
    from pptx.enum.dml import MSO_THEME_COLOR  # noqa: PLC0415
    from pptx.util import Pt  # noqa: PLC0415

    def fill(target: Any) -> None:
        if colour[0]:
            target.rgb = RGBColor.from_string(colour[0])
        else:
            target.theme_color = getattr(MSO_THEME_COLOR, f"ACCENT_{colour[1]}")

    if chart.form == "lines":
        mark.smooth = False
        mark.format.line.width = Pt(2.25)
        fill(mark.format.line.color)
        mark.marker.style, mark.marker.size = XL_MARKER_STYLE.CIRCLE, 7
        mark.marker.format.fill.solid()
        fill(mark.marker.format.fill.fore_color)
        mark.marker.format.line.fill.background()
    else:
        mark.format.fill.solid()
        fill(mark.format.fill.fore_color)


def _colour_steps(mark: Any, chart: Chart, reader: Reader) -> None:
    from pptx.dml.color import RGBColor  # noqa: PLC0415

    for place in range(len(chart.categories)):
        fill = mark.points[place].format.fill
        fill.solid()
        tone = reader.tones["yes" if is_sure(place) else "unknown"]
        fill.fore_color.rgb = RGBColor.from_string(tone)


def _label(mark: Any, series: Series, chart: Chart, reader: Reader) -> None:
    """Write numbers at their marks: all of few, of a line the last."""
    from pptx.dml.color import RGBColor  # noqa: PLC0415
    from pptx.enum.chart import XL_LABEL_POSITION  # noqa: PLC0415
    from pptx.util import Pt  # noqa: PLC0415

    if chart.form == "lines":
        _label_last(mark, series, chart)
        return
    if chart.form == "bars" and not _is_labelled(chart):
        return
    labels = mark.data_labels
    labels.show_value, labels.number_format, labels.number_format_is_linked = (
        True,
        number_format(chart),
        False,
    )
    labels.font.size, labels.font.bold = Pt(_SIZE), True
    is_inside = any(interval(series, place) for place in range(len(series.values))) and _are_high(
        chart
    )
    # A whisker begins where a number would stand.
    labels.position = XL_LABEL_POSITION.INSIDE_BASE if is_inside else XL_LABEL_POSITION.OUTSIDE_END
    if is_inside:
        labels.font.color.rgb = RGBColor.from_string(reader.on_tone)


def _are_high(chart: Chart) -> bool:
    """Tell whether every bar is long enough to hold its number."""
    numbers = [one for series in chart.series for one in series.values if one is not None]
    most = 1.0 if chart.unit == "share" else max(numbers, default=0)
    return min(numbers, default=0) >= _HIGH * most


def _label_last(mark: Any, series: Series, chart: Chart) -> None:
    from lxml import etree  # noqa: PLC0415

    last = max((place for place, one in enumerate(series.values) if one is not None), default=None)
    if last is None:
        return
    direct = _names_at_ends(chart)
    xml = (
        f'<c:dLbls xmlns:c="{NAMES["c"]}" xmlns:a="{NAMES["a"]}"><c:dLbl><c:idx val="{last}"/>'
        f'<c:numFmt formatCode="{number_format(chart).replace(chr(34), "&quot;")}" sourceLinked="0"/><c:spPr/>'
        '<c:txPr><a:bodyPr wrap="none"/><a:lstStyle/><a:p><a:pPr><a:defRPr b="1"/></a:pPr>'
        "<a:endParaRPr/></a:p></c:txPr>"
        '<c:dLblPos val="r"/><c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
        f'<c:showSerName val="{int(direct)}"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>'
        "<c:separator> </c:separator></c:dLbl>"
        '<c:showLegendKey val="0"/><c:showVal val="0"/><c:showCatName val="0"/><c:showSerName val="0"/>'
        '<c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
    )
    mark._element.find("c:cat", NAMES).addprevious(etree.fromstring(xml))


def _largest(chart: Chart, series: Series) -> str:
    most = max((one for one in series.values if one is not None), default=0)
    return written(most, chart.unit, chart.currency)


def _names_at_ends(chart: Chart) -> bool:
    return all(len(one.name) <= _LONG_NAME for one in chart.series) and len(chart.series) <= 3  # noqa: PLR2004


def _name_series(drawn: Any, chart: Chart) -> None:
    """Say which series is which: at the ends of lines where there is room, else in a legend; one needs no name."""
    from lxml import etree  # noqa: PLC0415
    from pptx.enum.chart import XL_LEGEND_POSITION  # noqa: PLC0415

    if chart.form == "lines" and _names_at_ends(chart):
        tail = max(len(one.name) + len(_largest(chart, one)) for one in chart.series) + 1
        share = max(0.55, 0.9 - tail * 0.011)
        layout = etree.fromstring(
            f'<c:layout xmlns:c="{NAMES["c"]}"><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/>'
            '<c:yMode val="edge"/><c:x val="0.08"/><c:y val="0.04"/>'
            f'<c:w val="{share:.3f}"/><c:h val="0.84"/></c:manualLayout></c:layout>'
        )
        area = drawn._chartSpace.find(".//c:plotArea", NAMES)
        for one in area.findall("c:layout", NAMES):
            area.remove(one)
        area.insert(0, layout)
    elif len(chart.series) > 1:
        drawn.has_legend = True
        drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
