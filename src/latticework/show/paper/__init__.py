"""Figures for papers: an answer comes in, a drawing of a given width in mm goes out, as SVG or PDF."""

from latticework.show.paper.figures import ENDINGS, KINDS, caption, check_figure, figure_bytes

__all__ = ["ENDINGS", "KINDS", "caption", "check_figure", "figure_bytes"]
