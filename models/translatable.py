"""Texts of ours that are spoken in German or English."""

from __future__ import annotations


def _(message: str) -> str:
    """Marks a text for translation; its German is looked up when it is spoken."""
    return message
