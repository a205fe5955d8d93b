"""Statements and records in, one DuckDB file of acts that nobody overwrites, and a lattice as of any date out."""

from latticework.register.as_it_was import as_it_was
from latticework.register.by_hand import Claim, add, claims_of, edit, note, prefer, retract
from latticework.register.check import Checked, check
from latticework.register.copies import CopiedText, copied_texts, find_copies, names_of, originals
from latticework.register.identity import candidates, keep_apart, merge, split
from latticework.register.readings import Comparison, ReadDocument, add_readings, already_read, compare
from latticework.register.review import accept, find_record, queue, queue_length, reject, shown_fields, skip
from latticework.register.shelf import Shelved, document, read_in, shelf
from latticework.register.shipped_facts import shipped_statements
from latticework.register.store import RegisterFile
from latticework.register.tables import TableReport, import_file, write_template
from latticework.register.undo import redo, undo

__all__ = [
    "Checked", "Claim", "Comparison", "CopiedText", "ReadDocument", "RegisterFile", "Shelved", "TableReport", "accept", "add",
    "add_readings", "already_read", "as_it_was", "candidates", "check", "claims_of", "compare", "copied_texts", "document", "edit", "find_copies",
    "find_record", "import_file", "keep_apart", "merge", "names_of", "note", "originals", "prefer", "queue", "queue_length", "read_in",
    "redo", "reject", "retract", "shelf", "shipped_statements", "shown_fields", "skip", "split", "undo", "write_template",
]  # fmt: skip
