"""Math ops."""

__all__ = []
