"""The register for other tools, whole or not at all; an existing target is never overwritten."""

from latticework.show.exports.content import FORMATS, Content, content_of, export_content, export_register

__all__ = ["FORMATS", "Content", "content_of", "export_content", "export_register"]
