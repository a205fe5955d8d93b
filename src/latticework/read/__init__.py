"""A document in, its records with evidence out."""

from latticework.read.extract import document_from_text, extract_document
from latticework.read.find import READER_VERSION, ReadResult, find_all_records, find_records

__all__ = ["READER_VERSION", "ReadResult", "document_from_text", "extract_document", "find_all_records", "find_records"]
