"""Answers in; terminal tables, figures, the briefing and exports out."""
