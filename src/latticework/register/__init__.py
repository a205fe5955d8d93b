"""Statements and records in, one DuckDB file of acts that nobody overwrites, and a lattice as of any date out."""

from latticework.register.by_hand import Claim, add, claims_of, edit, note, prefer, retract
from latticework.register.check import Checked, check
from latticework.register.identity import candidates, keep_apart, merge, split
from latticework.register.readings import Comparison, compare
from latticework.register.review import accept, find_record, queue, queue_length, reject, shown_fields, skip
from latticework.register.shelf import Shelved, document, read_in, shelf
from latticework.register.shipped_facts import shipped_statements
from latticework.register.store import RegisterFile
from latticework.register.tables import TableReport, import_file, write_template
from latticework.register.undo import redo, undo

__all__ = [
    "Checked", "Claim", "Comparison", "RegisterFile", "Shelved", "TableReport", "accept", "add", "candidates", "check", "claims_of", "compare",
    "document", "edit", "find_record", "import_file", "keep_apart", "merge", "note", "prefer", "queue", "queue_length", "read_in", "redo", "reject", "retract",
    "shelf", "shipped_statements", "shown_fields", "skip", "split", "undo", "write_template",
]  # fmt: skip
