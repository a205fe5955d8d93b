"""The briefing: written once as frozen data (``content``), rendered as HTML, PDF and DOCX."""
